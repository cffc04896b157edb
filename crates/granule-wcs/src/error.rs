//! The one error type of the crate.

use granule_asdf::AsdfError;

use crate::LeftOut;

/// What can go wrong when world coordinates are read, built or asked for.
///
/// A coordinate that is merely undefined at a point is not an error: it is NaN there. `line` fields count from 1 in
/// the file; they are 0 for a node that was built in memory.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WcsError {
    /// The ASDF tree lacks something or holds another kind of value.
    #[error(transparent)]
    Asdf(#[from] AsdfError),
    /// The node is not a WCS that can be read. Give a `gwcs/wcs` node, or a wrapped or sliced one.
    #[error("line {line}: {found} is not a WCS; expected gwcs/wcs, highlevelwcswrapper or slicedwcs")]
    NotAWcs {
        /// The tag found, or the word `untagged`.
        found: String,
        /// Where the node begins.
        line: usize,
    },
    /// A file holds no WCS at all.
    #[error(
        "there is no world coordinate system in this file: no gwcs/wcs, highlevelwcswrapper or slicedwcs"
    )]
    NoWcs,
    /// A file holds several WCSs. Name one of these keys.
    #[error("there are {} world coordinate systems; choose one of {}", keys.len(), keys.join(", "))]
    SeveralWcss {
        /// Where they are.
        keys: Vec<String>,
    },
    /// A key leads nowhere.
    #[error(
        "there is no {missing:?} on the way to {key:?}, only {}; world coordinates are under {}",
        or_nothing(present),
        or_nothing(found)
    )]
    NoSuchKey {
        /// The key asked for.
        key: String,
        /// The part of it that is not there.
        missing: String,
        /// What is there instead, or the first of it.
        present: Vec<String>,
        /// The keys of the WCSs of the file.
        found: Vec<String>,
    },
    /// The transform is of a kind this crate does not know.
    #[error("line {line}: unknown transform {tag}")]
    UnknownTransform {
        /// The full tag, or the word `untagged`.
        tag: String,
        /// Where the node begins.
        line: usize,
    },
    /// The frame is of a kind this crate does not know.
    #[error("line {line}: unknown coordinate frame {tag}")]
    UnknownFrame {
        /// The full tag, or the word `untagged`.
        tag: String,
        /// Where the node begins.
        line: usize,
    },
    /// A transform holds others too deeply, or too many of them.
    #[error("line {line}: more than {limit} {what} in one transform")]
    TooComplex {
        /// What there are too many of: `nested levels` or `parts`.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
        /// Where the limit was passed.
        line: usize,
    },
    /// A value of a node does not make sense.
    #[error("line {line}: {what} is {found}; expected {expected}")]
    BadValue {
        /// What the value is, as `offset of shift`.
        what: String,
        /// What was found.
        found: String,
        /// What would work.
        expected: String,
        /// Where the node begins.
        line: usize,
    },
    /// Two transforms in a row do not fit.
    #[error("line {line}: cannot chain a transform of {outputs} outputs with one of {inputs} inputs")]
    ChainMismatch {
        /// Outputs of the first.
        outputs: usize,
        /// Inputs of the second.
        inputs: usize,
        /// Where the second begins.
        line: usize,
    },
    /// Two units measure different things.
    #[error("cannot convert {from} to {to}: {from_kind} is not {to_kind}")]
    IncompatibleUnits {
        /// The unit to convert from.
        from: String,
        /// The unit to convert to.
        to: String,
        /// What the first measures, in words.
        from_kind: String,
        /// What the second measures, in words.
        to_kind: String,
    },
    /// The text is not a number with a unit. Write it as `5 arcsec`.
    #[error("cannot read {text:?} as a quantity: {reason}; write it as in \"5 arcsec\"")]
    BadQuantity {
        /// The text found.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A position cannot be taken from one frame to another.
    #[error("cannot convert {from} to {to}: {reason}")]
    CannotConvertFrame {
        /// The frame of the position.
        from: String,
        /// The frame asked for.
        to: String,
        /// What is missing, or what would work.
        reason: String,
    },
    /// The text is not a time. Write it as `2022-10-24T19:47:33.818`.
    #[error("cannot read {text:?} as a time; write it as 2022-10-24T19:47:33.818")]
    BadTime {
        /// The text found.
        text: String,
    },
    /// A time in a format or scale that is not supported.
    #[error("unsupported time {what} {found:?}; use {expected}")]
    UnsupportedTime {
        /// `format` or `scale`.
        what: &'static str,
        /// What was found.
        found: String,
        /// What would work.
        expected: &'static str,
    },
    /// No projection has this FITS code.
    #[error(
        "unknown projection {code:?}; use one of AZP SZP TAN STG SIN ARC ZPN ZEA AIR CYP CEA CAR MER SFL PAR MOL AIT \
         COP COE COD COO BON PCO TSC CSC QSC HPX XPH"
    )]
    UnknownProjection {
        /// The code found.
        code: String,
    },
    /// A parameter of a projection does not make sense, or is needed and absent (NaN).
    #[error("PV2_{m} of {code} is {value}; expected {expected}")]
    BadProjectionParameter {
        /// The projection's FITS code.
        code: &'static str,
        /// The number of the parameter: m in PVi_m of the latitude axis.
        m: usize,
        /// The value; NaN for an absent one.
        value: f64,
        /// What would work.
        expected: &'static str,
    },
    /// The transform has no inverse, so world coordinates cannot be taken back to pixels.
    #[error("no inverse: {transform} cannot be inverted")]
    NoInverse {
        /// The transform that stands in the way.
        transform: String,
    },
    /// The wrong number of coordinates.
    #[error("{found} {kind} coordinates for {expected} {kind} axes")]
    CoordinateCount {
        /// `pixel` or `world`.
        kind: &'static str,
        /// How many axes there are.
        expected: usize,
        /// How many coordinates were given.
        found: usize,
    },
    /// The coordinate lists of a batch differ in length.
    #[error("coordinates of unequal length: {first} on the first axis, {found} on axis {axis}")]
    UnequalLengths {
        /// Length on the first axis.
        first: usize,
        /// The axis that differs.
        axis: usize,
        /// Its length.
        found: usize,
    },
    /// A slice or a resampling does not have one entry for each pixel axis.
    #[error("{found} entries of a {what} for {expected} pixel axes; give one for each axis, in array order")]
    AxisCount {
        /// `selection`, `factor list`, `offset list` or `shape`.
        what: &'static str,
        /// How many axes there are.
        expected: usize,
        /// How many entries were given.
        found: usize,
    },
    /// Axes are to be put in an order that does not name each of them once.
    #[error("{order:?} is no order of {n_axes} {kind} axes; name each from 0 to {} once", n_axes.saturating_sub(1))]
    BadOrder {
        /// `pixel` or `world`.
        kind: &'static str,
        /// The order given.
        order: Vec<usize>,
        /// How many axes there are.
        n_axes: usize,
    },
    /// The pixel axes of a compound are not one place each, counted from 0 up.
    #[error(
        "{mapping:?} does not place {expected} pixel axes; give a place for each of them, and leave out no number from 0 up"
    )]
    BadMapping {
        /// The places given.
        mapping: Vec<usize>,
        /// How many pixel axes the parts have.
        expected: usize,
    },
    /// Pixel axes that are to be one axis of a compound differ in length. Slice the longer one first.
    #[error("pixel axis {axis} is shared by axes of {first} and {other} pixels; slice the longer one first")]
    SharedLengths {
        /// The axis of the compound.
        axis: usize,
        /// The length of the first axis.
        first: usize,
        /// The length of another.
        other: usize,
    },
    /// A resampling factor is zero, negative or not finite.
    #[error("cannot resample array axis {axis} by {factor}; a factor must be finite and greater than zero")]
    BadFactor {
        /// The axis, in array order.
        axis: usize,
        /// The factor given.
        factor: f64,
    },
    /// The lengths of the axes are needed and not known. Give them with [`with_array_shape`](crate::with_array_shape).
    #[error("the lengths of the pixel axes are not known; give them with with_array_shape")]
    UnknownShape,
    /// The coordinates on a grid would not fit in memory. Slice first.
    #[error("too many points in a grid of shape {shape:?}; slice or rebin the WCS first")]
    GridTooLarge {
        /// The lengths of the axes that depend on each other, in array order.
        shape: Vec<usize>,
    },
    /// The frames do not fill each world axis exactly once.
    #[error("world axis {axis} is filled by {count} frame axes; expected one (of {n_axes} world axes)")]
    BadAxesOrder {
        /// The world axis.
        axis: usize,
        /// How many frame axes claim it.
        count: usize,
        /// How many world axes there are.
        n_axes: usize,
    },
    /// The transform and the frames disagree about the number of axes.
    #[error("the transform has {transform} {kind} axes, the frames describe {frames}")]
    FrameMismatch {
        /// `pixel` or `world`.
        kind: &'static str,
        /// Axes of the transform.
        transform: usize,
        /// Axes of the frames.
        frames: usize,
    },
    /// A coordinate needed to go from world to pixel was not given.
    #[error("no {kind} coordinate given for frame {frame:?}")]
    MissingCoordinate {
        /// The frame's name.
        frame: String,
        /// The kind of coordinate it takes.
        kind: &'static str,
    },
    /// A FITS header describes no coordinates. Look for another description, `A` to `Z`, or use pixels.
    #[error("no world coordinates{} in the header: neither CTYPEi nor CRVALi", named(alternate))]
    NoFitsWcs {
        /// The letter of the description; empty for the primary one.
        alternate: String,
    },
    /// A keyword of a FITS header does not make sense.
    #[error("{keyword} is {found:?}; expected {expected}")]
    BadFitsKeyword {
        /// The keyword.
        keyword: String,
        /// What it says.
        found: String,
        /// What would work.
        expected: String,
    },
    /// The matrix of a FITS header cannot be inverted: an axis changes with no pixel, or two do so together.
    #[error("the matrix of PC and CDELT, CD or CROTA is singular: {rows}")]
    SingularFitsMatrix {
        /// Its rows.
        rows: String,
    },
    /// A celestial axis of a FITS header has no partner.
    #[error("{keyword} is {ctype:?}, but no other axis is its longitude or latitude in the same projection")]
    LoneCelestialAxis {
        /// The keyword: `CTYPE1`.
        keyword: String,
        /// What it says.
        ctype: String,
    },
    /// The two celestial axes of a FITS header do not belong together.
    #[error("{} is {:?} and {} is {:?}; expected one frame and one projection", keywords[0], ctypes[0], keywords[1], ctypes[1])]
    MixedProjections {
        /// The keywords, longitude first.
        keywords: [String; 2],
        /// What they say.
        ctypes: [String; 2],
    },
    /// No orientation of the sphere puts the reference point where a FITS header says.
    #[error(
        "no native pole: LONPOLE {lon_pole} cannot put a reference point of native latitude {theta} at latitude {lat}"
    )]
    NoNativePole {
        /// Native longitude of the celestial pole, in degrees.
        lon_pole: f64,
        /// Celestial latitude of the reference point, in degrees.
        lat: f64,
        /// Native latitude of the reference point, in degrees.
        theta: f64,
    },
    /// The table of a `-TAB` axis is not there, or does not fit.
    #[error("column {column:?} of table {extension:?}: {why}")]
    BadCoordinateTable {
        /// `EXTNAME` of the table.
        extension: String,
        /// The column.
        column: String,
        /// What is wrong.
        why: String,
    },
    /// FITS cannot hold a world axis.
    #[error("FITS cannot hold {left_out}")]
    NotInFits {
        /// The axis, or the pair, and why.
        left_out: Box<LeftOut>,
    },
    /// There is no tag of ASDF that means this.
    #[error("{what} cannot be written to ASDF: there is no tag for it")]
    NotWritable {
        /// The transform, or else what stands in the way.
        what: String,
    },
    /// A coordinate was given that no frame takes.
    #[error("{coordinate} fits none of the frames that are left; give one coordinate for each frame")]
    UnusedCoordinate {
        /// The coordinate.
        coordinate: String,
    },
}

/// The letter of a description in a sentence.
fn named(alternate: &str) -> String {
    if alternate.is_empty() { String::new() } else { format!(" {alternate}") }
}

fn or_nothing(keys: &[String]) -> String {
    if keys.is_empty() { "nothing".to_owned() } else { keys.join(", ") }
}

/// A result whose error is a [`WcsError`].
pub type Result<T, E = WcsError> = std::result::Result<T, E>;
