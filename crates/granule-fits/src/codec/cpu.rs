//! The loops that gain by it, compiled for several generations of CPUs and chosen when they run.
//!
//! Their code is the same and so are their results, bit for bit: a multiplication and an addition are never fused.
//! On x86-64 newer instructions count zeros and shift in half the time, and take four floats at a time instead of two:
//! together decoding gains about a third.

use fearless_simd::{Level, dispatch};

use super::quantise::{TileScaling, dequantise};
use super::rice::{RicePixels, RiceStream, decode};
use crate::pixel::Pixel;
use crate::target::Target;

/// What the CPU at hand can do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cpu(Level);

impl Cpu {
    /// Looks once, and remembers.
    pub(crate) fn detect() -> Self {
        Self(Level::new())
    }

    /// Decodes pixels of streams side by side; a fault of one is not one of the others.
    pub(crate) fn decode_rice<'a, const N: usize>(
        self,
        pixels: [RicePixels<'a, '_>; N],
    ) -> [RiceStream<'a>; N] {
        dispatch!(self.0, simd => decode(simd, pixels))
    }

    /// Makes floats of the pixels of a tile from pixel `first` on.
    pub(crate) fn dequantise<T: Pixel>(
        self,
        quantised: &[i32],
        scaling: &TileScaling,
        first: usize,
        out: Target<'_, T>,
    ) {
        dispatch!(self.0, _simd => dequantise(quantised, scaling, first, out));
    }
}

#[cfg(test)]
mod tests {
    use super::super::quantise::Dither;
    use super::*;

    #[test]
    fn every_level_gives_the_same_bits() {
        let quantised: Vec<i32> =
            (0..12_345_i32).map(|i| i.wrapping_mul(0x9e37_79b9_u32 as i32) >> 7).collect();
        let dither = Dither::Subtractive { seed: 77, zero_is_exact: true };
        for (dither, blank) in
            [(Dither::None, None), (Dither::None, Some(quantised[5])), (dither, Some(quantised[7]))]
        {
            let scaling = TileScaling { scale: 0.1 / 3.0, zero: 7e3, blank, dither, tile: 3 };
            let (mut plain, mut fast) = (Vec::<f32>::new(), Vec::<f32>::new());
            let count = quantised.len();
            dequantise(&quantised, &scaling, 0, Target::new(&mut plain, 0, count));
            Cpu::detect().dequantise(&quantised, &scaling, 0, Target::new(&mut fast, 0, count));
            assert!(plain.iter().zip(&fast).all(|(a, b)| a.to_bits() == b.to_bits()));
        }
    }
}
