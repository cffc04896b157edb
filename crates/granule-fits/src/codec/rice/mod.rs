//! Rice compression and decompression.
//!
//! Each pixel's length is known only when it is decoded, so one stream is a serial chain that leaves most of a core
//! idle. [`decode`] therefore decodes several streams side by side, a few pixels of each in turn, and takes those few
//! from a single window of bits: whether the window held them all is known, and checked, only at the end.

mod encode;
mod split;
mod sums;

use fearless_simd::Simd;

use super::bits::Bits;
use crate::error::TileFault;

pub(crate) use encode::encode;

/// Streams that are best decoded side by side.
pub(crate) const ABREAST: usize = 4;

/// What the width of pixels makes of a stream.
#[derive(Clone, Copy, Debug)]
struct Width {
    /// Bits of a pixel.
    pixel: u32,
    /// Bits of a block's code.
    code: u32,
    /// The code (less 1) of a block of verbatim differences.
    verbatim: u32,
}

impl Width {
    fn of(bytes: usize) -> Self {
        match bytes {
            1 => Self { pixel: 8, code: 3, verbatim: 6 },
            2 => Self { pixel: 16, code: 4, verbatim: 14 },
            _ => Self { pixel: 32, code: 5, verbatim: 25 },
        }
    }
}

/// How the pixels of a block are coded.
#[derive(Clone, Copy, Debug)]
enum Code {
    /// All differences are zero.
    Constant,
    /// This many low bits verbatim, the rest in unary.
    Split(u32),
    /// All bits verbatim.
    Verbatim,
}

/// One compressed tile, and how far it is decoded.
#[derive(Debug)]
pub(crate) struct RiceStream<'a> {
    bits: Bits<'a>,
    width: Width,
    block: usize,
    last: u32,
    /// Why it cannot be decoded further.
    fault: Option<TileFault>,
    /// The fault of a stream that ends early.
    short: TileFault,
}

impl<'a> RiceStream<'a> {
    /// A tile of `pixels` pixels of `bytes` bytes (1, 2 or 4) in blocks of `block`.
    pub(crate) fn new(data: &'a [u8], bytes: usize, block: usize, pixels: usize) -> Self {
        let width = Width::of(bytes);
        let mut bits = Bits::new(data);
        let last = bits.take(width.pixel);
        let short = TileFault::Short { bytes: data.len(), pixels };
        let fault = bits.overrun().then(|| short.clone());
        Self { bits, width, block: block.max(1), last, fault, short }
    }

    /// Decodes the next pixels into `out`: up to the last whole blocks, or the end of the tile.
    pub(crate) fn into_pixels<'b>(self, out: &'b mut [i32]) -> RicePixels<'a, 'b> {
        RicePixels { stream: self, out }
    }

    /// Whether all pixels so far could be decoded.
    pub(crate) fn check(&self) -> Result<(), TileFault> {
        self.fault.clone().map_or(Ok(()), Err)
    }

    fn next_code(&mut self) -> Option<Code> {
        match self.bits.take(self.width.code) {
            0 => Some(Code::Constant),
            code if code - 1 == self.width.verbatim => Some(Code::Verbatim),
            code if code - 1 < self.width.verbatim => Some(Code::Split(code - 1)),
            _ => {
                self.fault = Some(TileFault::Damaged("unknown Rice code"));
                None
            }
        }
    }

    /// Ends a block, whose sums of 32 bits are its pixels but for their width, and checks that the stream held it.
    #[inline(always)]
    fn finish_block(&mut self, block: &mut [i32]) {
        if self.bits.overrun() {
            self.fault = Some(self.short.clone());
        }
        // Pixels are unsigned in 1 byte, signed in 2 and 4.
        match self.width.pixel {
            8 => block.iter_mut().for_each(|pixel| *pixel = i32::from(*pixel as u8)),
            16 => block.iter_mut().for_each(|pixel| *pixel = i32::from(*pixel as i16)),
            _ => {}
        }
    }
}

/// The next pixels of a tile, to be decoded.
#[derive(Debug)]
pub(crate) struct RicePixels<'a, 'b> {
    stream: RiceStream<'a>,
    /// Those still to come.
    out: &'b mut [i32],
}

impl<'a, 'b> RicePixels<'a, 'b> {
    /// Whether there is a whole block of the usual length.
    fn has_block(&self) -> bool {
        self.stream.fault.is_none() && self.stream.block == split::BLOCK && self.out.len() >= split::BLOCK
    }

    /// Whether there is a block to decode.
    fn goes_on(&self) -> bool {
        self.stream.fault.is_none() && !self.out.is_empty()
    }

    /// The place of the next block.
    fn next_block(&mut self) -> &'b mut [i32] {
        let out = std::mem::take(&mut self.out);
        let (block, rest) = out.split_at_mut(self.stream.block.min(out.len()));
        self.out = rest;
        block
    }

    /// The place of the next block, which is a whole one of the usual length.
    #[inline(always)]
    fn next_whole_block(&mut self) -> Option<&'b mut [i32; split::BLOCK]> {
        let (block, rest) = std::mem::take(&mut self.out).split_first_chunk_mut()?;
        self.out = rest;
        Some(block)
    }

    /// Decodes a block of any code.
    fn decode_block(&mut self, code: Code) {
        let block = self.next_block();
        match code {
            Code::Constant => block.fill(0),
            Code::Split(low) => split::take_block(&mut self.stream.bits, low, block),
            Code::Verbatim => {
                let Self { stream: RiceStream { bits, width, .. }, .. } = self;
                block.iter_mut().for_each(|pixel| *pixel = bits.take(width.pixel) as i32);
            }
        }
        self.stream.last = split::add_up_mapped(block, self.stream.last);
        self.stream.finish_block(block);
    }

    #[inline(always)]
    fn finish<S: Simd>(mut self, simd: S) -> RiceStream<'a> {
        decode_blocks(simd, std::array::from_mut(&mut self));
        while self.goes_on() {
            if let Some(code) = self.stream.next_code() {
                self.decode_block(code);
            }
        }
        self.stream
    }
}

/// Decodes pixels of streams side by side; a fault of one is not one of the others.
#[inline(always)]
pub(super) fn decode<'a, S: Simd, const N: usize>(
    simd: S,
    mut pixels: [RicePixels<'a, '_>; N],
) -> [RiceStream<'a>; N] {
    decode_blocks(simd, &mut pixels);
    // What is left of longer ones, and blocks of unusual lengths.
    pixels.map(|pixels| pixels.finish(simd))
}

/// Decodes blocks as long as all streams have one.
#[inline(always)]
fn decode_blocks<S: Simd, const N: usize>(simd: S, pixels: &mut [RicePixels<'_, '_>; N]) {
    while pixels.iter().all(RicePixels::has_block) {
        let codes = pixels.each_mut().map(|pixels| pixels.stream.next_code());
        if let Some(low) = all_split(codes) {
            split::take_blocks(simd, pixels, low);
            continue;
        }
        for (pixels, code) in pixels.iter_mut().zip(codes) {
            if let Some(code) = code {
                pixels.decode_block(code);
            }
        }
    }
}

/// The low bits of all blocks, when all are split.
#[inline(always)]
fn all_split<const N: usize>(codes: [Option<Code>; N]) -> Option<[u32; N]> {
    let mut all = [0; N];
    for (low, code) in all.iter_mut().zip(codes) {
        let Some(Code::Split(bits)) = code else { return None };
        *low = bits;
    }
    Some(all)
}

#[cfg(test)]
mod tests;
