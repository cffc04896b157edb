//! One module a command, and what they share.

pub(crate) mod asdf;
pub(crate) mod compute;
pub(crate) mod cube;
pub(crate) mod demo;
pub(crate) mod fits;
pub(crate) mod fits_wcs;
pub(crate) mod info;
pub(crate) mod plot;
pub(crate) mod sample;
pub(crate) mod save;
pub(crate) mod summary;
pub(crate) mod wcs_source;
pub(crate) mod world;
