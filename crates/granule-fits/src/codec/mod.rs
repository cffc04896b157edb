//! Compression of one tile: Rice, gzip, quantisation.

mod bits;
mod gzip;
mod quantise;
mod rice;
mod rice_encode;

pub(crate) use gzip::{GzipOrder, gunzip, gzip, unshuffle};
pub(crate) use quantise::{Dither, Scaling, dequantise};
pub(crate) use rice::{RiceStream, decode, decode_pair};
pub(crate) use rice_encode::encode;
