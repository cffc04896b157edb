//! The table of tiles as bytes, and the keywords that describe it.

use granule_core::DType;

use super::coder::{Coding, Column, RICE_BLOCK, TileCoder, TileRow};
use super::quantise::BLANK;
use super::writer::bitpix;
use crate::Card;
use crate::codec::{Dither, GzipOrder};

/// What the rows of a table come to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    /// Tiles.
    rows: usize,
    /// Bytes of the heap.
    heap: u64,
    /// Bytes of the longest tile in `COMPRESSED_DATA`.
    longest_main: usize,
    /// Bytes of the longest tile in `GZIP_COMPRESSED_DATA`.
    longest_fallback: usize,
    /// Whether any quantised tile holds NaN.
    has_blank: bool,
}

impl Totals {
    /// Counts a row.
    #[must_use]
    pub(super) fn and(mut self, row: &TileRow) -> Self {
        let longest = match row.column {
            Column::Main => &mut self.longest_main,
            Column::Fallback => &mut self.longest_fallback,
        };
        *longest = row.bytes.max(*longest);
        self.rows += 1;
        self.heap = self.heap.saturating_add(row.bytes as u64);
        self.has_blank |= row.has_blank;
        self
    }
}

/// The table of tiles whose data lie one after the other in the heap, in the order of the rows.
#[derive(Debug)]
pub(super) struct Table<'a> {
    coder: &'a TileCoder,
    totals: Totals,
    /// Bytes of the heap before the next row.
    offset: u64,
}

impl<'a> Table<'a> {
    /// A table of rows that come to these totals.
    pub(super) fn new(coder: &'a TileCoder, totals: Totals) -> Self {
        Self { coder, totals, offset: 0 }
    }

    /// Whether descriptors are of 64 bits (`Q`): where 31 do not count the bytes of the heap.
    fn is_wide(&self) -> bool {
        i32::try_from(self.totals.heap).is_err()
    }

    fn is_quantised(&self) -> bool {
        matches!(self.coder.coding(), Coding::Quantised { .. })
    }

    /// Appends the next row.
    pub(super) fn push(&mut self, row: &TileRow, bytes: &mut Vec<u8>) {
        let [main, fallback] =
            [Column::Main, Column::Fallback].map(|column| if row.column == column { row.bytes } else { 0 });
        self.push_descriptor(main, bytes);
        if self.is_quantised() {
            self.push_descriptor(fallback, bytes);
            bytes.extend_from_slice(&row.scale.to_be_bytes());
            bytes.extend_from_slice(&row.zero.to_be_bytes());
        }
        self.offset = self.offset.saturating_add(row.bytes as u64);
    }

    /// An empty array lies at offset 0, as other writers have it.
    fn push_descriptor(&self, count: usize, bytes: &mut Vec<u8>) {
        for value in [count as u64, if count == 0 { 0 } else { self.offset }] {
            if self.is_wide() {
                bytes.extend_from_slice(&value.to_be_bytes());
            } else {
                bytes.extend_from_slice(&(value as u32).to_be_bytes());
            }
        }
    }

    fn row_bytes(&self) -> usize {
        let descriptor = if self.is_wide() { 16 } else { 8 };
        if self.is_quantised() { 2 * descriptor + 16 } else { descriptor }
    }

    /// The keywords of the HDU, up to those of the image itself.
    pub(super) fn cards(&self) -> Vec<Card> {
        let letter = if self.is_wide() { 'Q' } else { 'P' };
        let totals = &self.totals;
        let mut columns = vec![("COMPRESSED_DATA", format!("1{letter}B({})", totals.longest_main))];
        if self.is_quantised() {
            columns.push(("GZIP_COMPRESSED_DATA", format!("1{letter}B({})", totals.longest_fallback)));
            columns.extend([("ZSCALE", "1D".to_owned()), ("ZZERO", "1D".to_owned())]);
        }
        let mut cards = vec![
            Card::new("XTENSION", "BINTABLE", "binary table extension"),
            Card::new("BITPIX", 8_i64, "array data type"),
            Card::new("NAXIS", 2_i64, "number of array dimensions"),
            Card::new("NAXIS1", self.row_bytes() as i64, "width of table in bytes"),
            Card::new("NAXIS2", totals.rows as i64, "number of rows in table"),
            Card::new("PCOUNT", totals.heap as i64, "number of group parameters"),
            Card::new("GCOUNT", 1_i64, "number of groups"),
            Card::new("TFIELDS", columns.len() as i64, "number of fields in each row"),
        ];
        for (number, (name, form)) in columns.into_iter().enumerate() {
            cards.push(Card::bare(format!("TTYPE{}", number + 1), name));
            cards.push(Card::bare(format!("TFORM{}", number + 1), form));
        }
        cards.extend(image_cards(self.coder));
        cards.extend(coding_cards(self.coder.coding(), self.coder.dtype()));
        if totals.has_blank {
            cards.push(Card::new("ZBLANK", i64::from(BLANK), "null value in the compressed array"));
        }
        cards
    }
}

/// What the keywords of the uncompressed image would be, and its tiles.
fn image_cards(coder: &TileCoder) -> Vec<Card> {
    let (shape, tile) = (coder.grid().shape(), coder.grid().tile());
    let mut cards = vec![
        Card::new("ZIMAGE", true, "extension contains compressed image"),
        Card::new("ZTENSION", "IMAGE", "Image extension"),
        Card::new("ZBITPIX", bitpix(coder.dtype()), "array data type"),
        Card::new("ZNAXIS", shape.ndim() as i64, "number of array dimensions"),
    ];
    for (axis, &length) in shape.iter().rev().enumerate() {
        cards.push(Card::bare(format!("ZNAXIS{}", axis + 1), length as i64));
    }
    cards.push(Card::new("ZPCOUNT", 0_i64, "number of parameters"));
    cards.push(Card::new("ZGCOUNT", 1_i64, "number of groups"));
    for (axis, &length) in tile.iter().rev().enumerate() {
        cards.push(Card::new(format!("ZTILE{}", axis + 1), length as i64, "size of tiles to be compressed"));
    }
    cards
}

/// How tiles are compressed.
fn coding_cards(coding: Coding, dtype: DType) -> Vec<Card> {
    let algorithm = |name: &str| Card::new("ZCMPTYPE", name, "compression algorithm");
    let rice = |bytes: usize| {
        vec![
            algorithm("RICE_1"),
            Card::new("ZNAME1", "BLOCKSIZE", "compression block size"),
            Card::new("ZVAL1", RICE_BLOCK as i64, "pixels per block"),
            Card::new("ZNAME2", "BYTEPIX", "bytes per pixel (1, 2, 4, or 8)"),
            Card::new("ZVAL2", bytes as i64, "bytes per pixel (1, 2, 4, or 8)"),
        ]
    };
    match coding {
        Coding::Rice { bytes } => rice(bytes),
        Coding::Gzip(order) => {
            let mut cards = vec![algorithm(match order {
                GzipOrder::Pixels => "GZIP_1",
                GzipOrder::Planes => "GZIP_2",
            })];
            if dtype.is_float() {
                cards.push(Card::new("ZQUANTIZ", "NONE", "lossless compression without quantization"));
            }
            cards
        }
        Coding::Quantised { level, dither } => {
            let mut cards = rice(4);
            cards.push(Card::new("ZNAME3", "NOISEBIT", "floating point quantization level"));
            cards.push(Card::new("ZVAL3", level, "floating point quantization level"));
            if let Dither::Subtractive { seed, zero_is_exact } = dither {
                let method = if zero_is_exact { "SUBTRACTIVE_DITHER_2" } else { "SUBTRACTIVE_DITHER_1" };
                cards.push(Card::new("ZQUANTIZ", method, "pixel quantization algorithm"));
                cards.push(Card::new("ZDITHER0", seed as i64, "dithering offset when quantizing floats"));
            }
            cards
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::options::{Compression, Dithering};
    use granule_core::Shape;
    use std::path::Path;

    fn row(bytes: usize) -> TileRow {
        TileRow { bytes, column: Column::Main, scale: 0.0, zero: 0.0, has_blank: false }
    }

    #[test]
    fn descriptors_are_as_wide_as_the_heap_needs() {
        let gzip = Compression::Gzip1 { tile: vec![1] };
        let image = (&Shape::from([3]), DType::I64);
        let coder = TileCoder::new(Path::new("a.fits"), image, &[1], &gzip, Dithering::None).unwrap();
        for (last, form, width) in [(7, "1PB(2147483640)", 8), (8, "1QB(2147483640)", 16)] {
            let rows = [row(0), row(2_147_483_640), row(last)];
            let mut table = Table::new(&coder, rows.iter().fold(Totals::default(), Totals::and));
            assert!(table.cards().contains(&Card::bare("TFORM1", form)));
            let heap = 2_147_483_640 + last as i64;
            assert!(table.cards().contains(&Card::new("PCOUNT", heap, "number of group parameters")));
            let mut bytes = Vec::new();
            rows.iter().for_each(|row| table.push(row, &mut bytes));
            assert_eq!(bytes.len(), 3 * width);
            // An empty tile lies nowhere; the last lies behind the long one.
            assert!(bytes[..width].iter().all(|&byte| byte == 0));
            let numbers: Vec<u64> = bytes
                .chunks(width / 2)
                .map(|half| half.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)))
                .collect();
            assert_eq!(numbers[2..], [2_147_483_640, 0, last as u64, 2_147_483_640]);
        }
    }
}
