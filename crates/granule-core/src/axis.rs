//! Axis numbers that say which order they count in.

use std::fmt;

macro_rules! axis_newtype {
    ($(#[$doc:meta])* $name:ident, $word:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub usize);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($word, " axis {}"), self.0)
            }
        }
    };
}

axis_newtype!(
    /// An axis in array order: slowest first, as in `ndarray` and numpy.
    ArrayAxis,
    "array"
);
axis_newtype!(
    /// An axis in pixel order: fastest first, as in FITS.
    PixelAxis,
    "pixel"
);
axis_newtype!(
    /// An axis of the world coordinates.
    WorldAxis,
    "world"
);

impl ArrayAxis {
    /// The same axis of an array of `ndim` dimensions, in pixel order; `None` when it has no such axis.
    #[must_use]
    pub fn to_pixel(self, ndim: usize) -> Option<PixelAxis> {
        ndim.checked_sub(self.0 + 1).map(PixelAxis)
    }
}

impl PixelAxis {
    /// The same axis of an array of `ndim` dimensions, in array order; `None` when it has no such axis.
    #[must_use]
    pub fn to_array(self, ndim: usize) -> Option<ArrayAxis> {
        ndim.checked_sub(self.0 + 1).map(ArrayAxis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn array_and_pixel_order_are_mirrored() {
        assert_eq!(ArrayAxis(0).to_pixel(4), Some(PixelAxis(3)));
        assert_eq!(PixelAxis(3).to_array(4), Some(ArrayAxis(0)));
        assert_eq!(ArrayAxis(4).to_pixel(4), None);
        assert_eq!(WorldAxis(2).to_string(), "world axis 2");
    }
}
