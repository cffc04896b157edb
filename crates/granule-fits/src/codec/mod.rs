//! Compression of one tile: Rice, gzip, PLIO, H-compress; quantisation.

mod bits;
mod cpu;
mod gzip;
mod hcompress;
mod plio;
mod quantise;
mod rice;

pub(crate) use cpu::Cpu;
pub(crate) use gzip::{GzipOrder, gunzip, gzip, shuffle, unshuffle};
pub(crate) use hcompress::{Hcompress, Smooth};
pub(crate) use plio::decode as decode_line_list;
pub(crate) use quantise::{Dither, EXACT_ZERO, Random, TileScaling};
pub(crate) use rice::{ABREAST, RiceStream, encode};
