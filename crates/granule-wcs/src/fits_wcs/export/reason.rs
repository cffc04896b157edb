//! Why FITS cannot hold an axis.

use std::fmt;

use granule_core::{PixelAxis, WorldAxis};

/// World axes that FITS cannot hold, and why.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LeftOut {
    /// The axes: a celestial pair, or one other.
    pub world: Vec<WorldAxis>,
    /// Their names, for messages.
    pub names: Vec<String>,
    /// Why.
    pub why: NotInFits,
}

/// Why FITS cannot hold a world axis.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum NotInFits {
    /// The pointing is not the same at all pixels. Cut the axes along which it changes to one index.
    PointingVaries {
        /// The pixel axes on which the position depends.
        pixel: Vec<PixelAxis>,
    },
    /// The values do not lie on a straight line, to a billionth of a pixel.
    NotLinear {
        /// The pixel axes on which they depend.
        pixel: Vec<PixelAxis>,
    },
    /// The values could not be looked at: the length of an axis is not known, or there are too many.
    NotLookedAt {
        /// The pixel axes on which they depend.
        pixel: Vec<PixelAxis>,
    },
    /// The transform is none that FITS has.
    Transform {
        /// Its kind.
        made_by: String,
    },
    /// FITS has no name for the celestial frame.
    Frame {
        /// The frame's name.
        name: String,
    },
    /// Longitude and latitude are not both there, are exchanged, or are of different positions.
    NotAPair,
    /// There is another pair of celestial axes; FITS has room for one.
    SecondPair,
    /// A parameter is not a finite number.
    Undefined,
    /// What the keywords would say is not what the WCS says.
    Differs,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.names.join(", "), self.why)
    }
}

impl fmt::Display for NotInFits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PointingVaries { pixel } => {
                write!(
                    f,
                    "the pointing changes along {}; cut what it changes along to one index",
                    axes(pixel)
                )
            }
            Self::NotLinear { pixel } => write!(f, "the values along {} are not linear", axes(pixel)),
            Self::NotLookedAt { pixel } => {
                write!(f, "the values along {} are of unknown number, or too many to look at", axes(pixel))
            }
            Self::Transform { made_by } => write!(f, "FITS has no transform like {made_by}"),
            Self::Frame { name } => write!(f, "FITS has no name for the frame {name:?}"),
            Self::NotAPair => f.write_str("longitude and latitude are not the two of one position"),
            Self::SecondPair => f.write_str("FITS has room for one pair of celestial axes"),
            Self::Differs => f.write_str("the keywords would say something else"),
            Self::Undefined => f.write_str("a parameter is not a finite number"),
        }
    }
}

fn axes(pixel: &[PixelAxis]) -> String {
    let numbers: Vec<String> = pixel.iter().map(|axis| axis.0.to_string()).collect();
    match numbers.as_slice() {
        [one] => format!("pixel axis {one}"),
        many => format!("pixel axes {}", many.join(", ")),
    }
}
