//! gzip members, and the order of bytes inside.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::error::TileFault;

/// How bytes are laid out before gzip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GzipOrder {
    /// Pixel by pixel.
    Pixels,
    /// All first bytes, then all second bytes, and so on.
    Planes,
}

/// Decompresses `data` into `out`: probably `expected` bytes, and a byte more than `most` when there are too many.
pub(crate) fn gunzip(data: &[u8], expected: usize, most: usize, out: &mut Vec<u8>) -> Result<(), TileFault> {
    out.clear();
    out.try_reserve_exact(expected.min(most))
        .map_err(|_| TileFault::Damaged("more pixels than memory can hold"))?;
    // One more than allowed shows that there is too much, without decompressing a bomb.
    let bound = (most as u64).saturating_add(1);
    GzDecoder::new(data).take(bound).read_to_end(out).map_err(|_| TileFault::Damaged("not a gzip stream"))?;
    Ok(())
}

/// Compresses bytes as one gzip member, at the level that cfitsio takes: higher ones gain little on images.
pub(crate) fn gzip(data: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(data)?;
    encoder.finish()
}

/// The bytes of `width`-byte values as planes: all first bytes, then all second bytes, and so on.
pub(crate) fn shuffle(values: &[u8], width: usize) -> Vec<u8> {
    let width = width.max(1);
    (0..width).flat_map(|byte| values.iter().skip(byte).step_by(width).copied()).collect()
}

/// Puts the planes of `width`-byte values back into values.
pub(crate) fn unshuffle(planes: &[u8], width: usize, out: &mut Vec<u8>) {
    let width = width.max(1);
    let count = planes.len() / width;
    out.clear();
    out.reserve_exact(count * width);
    out.resize(count * width, 0);
    for (byte, plane) in planes.chunks_exact(count.max(1)).take(width).enumerate() {
        for (value, &plane) in out.chunks_exact_mut(width).zip(plane) {
            if let Some(target) = value.get_mut(byte) {
                *target = plane;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planes_become_values() {
        let mut out = Vec::new();
        unshuffle(&[1, 2, 3, 10, 20, 30], 2, &mut out);
        assert_eq!(out, [1, 10, 2, 20, 3, 30]);
        unshuffle(&[], 4, &mut out);
        assert!(out.is_empty());
    }

    #[test]
    fn values_become_planes_and_values_again() {
        let values: Vec<u8> = (0..24).collect();
        for width in [1, 2, 4, 8] {
            let mut out = Vec::new();
            unshuffle(&shuffle(&values, width), width, &mut out);
            assert_eq!(out, values);
        }
        assert_eq!(shuffle(&[1, 10, 2, 20, 3, 30], 2), [1, 2, 3, 10, 20, 30]);
    }

    #[test]
    fn a_bomb_is_cut_off() {
        let bomb = gzip(&vec![0; 1 << 20]).unwrap();
        let mut out = Vec::new();
        gunzip(&bomb, 10, 100, &mut out).unwrap();
        assert_eq!(out.len(), 101);
        assert!(gunzip(&bomb[..bomb.len() / 2], 0, 1 << 21, &mut out).is_err());
        assert!(gunzip(b"no gzip", 100, 100, &mut out).is_err());
    }
}
