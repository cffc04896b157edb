//! What granule-fits reads and writes, against the real files of `../shared` and against cfitsio.

// Helpers of tests may fail loudly and say what was skipped, as tests may.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod codecs;
mod damage;
mod fitsverify;
mod gzipped;
mod oracle;
mod scaling;
mod shared;
mod source;
mod streaming;
mod tiles;
mod trouble;
mod writing;
