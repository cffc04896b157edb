//! Compression of one tile: Rice, gzip, quantisation.

mod bits;
mod gzip;
mod quantise;
mod rice;

pub(crate) use gzip::{GzipOrder, gunzip, gzip, unshuffle};
pub(crate) use quantise::{Dither, Scaling, dequantise};
pub(crate) use rice::{RiceStream, decode, decode_pair, encode};
