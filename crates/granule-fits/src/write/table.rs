//! The table of tiles as bytes, and the keywords that describe it.

use granule_core::{DType, Shape};

use super::heap::{Compressed, RICE_BLOCK, TileRow};
use super::quantise::BLANK;
use crate::Card;

/// The rows of the table, and whether descriptors are 64 bits wide.
pub(crate) struct Table {
    /// The rows as bytes.
    pub(crate) rows: Vec<u8>,
    wide: bool,
    floats: bool,
}

impl Table {
    /// Lays out the rows of compressed tiles.
    pub(crate) fn new(compressed: &Compressed, floats: bool) -> Self {
        let wide = i32::try_from(compressed.heap.len()).is_err();
        let mut table = Self { rows: Vec::new(), wide, floats };
        let mut offset = 0;
        for row in &compressed.rows {
            table.push(row, offset);
            offset += row.rice + row.gzip;
        }
        table
    }

    fn push(&mut self, row: &TileRow, offset: usize) {
        self.push_descriptor(row.rice, offset);
        if self.floats {
            self.push_descriptor(row.gzip, offset);
            self.rows.extend_from_slice(&row.scale.to_be_bytes());
            self.rows.extend_from_slice(&row.zero.to_be_bytes());
        }
    }

    /// An empty array lies at offset 0, as other writers have it.
    fn push_descriptor(&mut self, count: usize, offset: usize) {
        for value in [count, if count == 0 { 0 } else { offset }] {
            if self.wide {
                self.rows.extend_from_slice(&(value as u64).to_be_bytes());
            } else {
                self.rows.extend_from_slice(&(value as u32).to_be_bytes());
            }
        }
    }

    fn row_bytes(&self) -> usize {
        let descriptor = if self.wide { 16 } else { 8 };
        if self.floats { 2 * descriptor + 16 } else { descriptor }
    }

    /// The keywords of the HDU, up to those of the image itself.
    pub(crate) fn cards(
        &self,
        compressed: &Compressed,
        shape: &Shape,
        tile: &Shape,
        dtype: DType,
    ) -> Vec<Card> {
        let letter = if self.wide { 'Q' } else { 'P' };
        let longest = |bytes: fn(&TileRow) -> usize| compressed.rows.iter().map(bytes).max().unwrap_or(0);
        let mut columns = vec![("COMPRESSED_DATA", format!("1{letter}B({})", longest(|row| row.rice)))];
        if self.floats {
            columns.push(("GZIP_COMPRESSED_DATA", format!("1{letter}B({})", longest(|row| row.gzip))));
            columns.extend([("ZSCALE", "1D".to_owned()), ("ZZERO", "1D".to_owned())]);
        }
        let mut cards = vec![
            Card::new("XTENSION", "BINTABLE", "binary table extension"),
            Card::new("BITPIX", 8_i64, "array data type"),
            Card::new("NAXIS", 2_i64, "number of array dimensions"),
            Card::new("NAXIS1", self.row_bytes() as i64, "width of table in bytes"),
            Card::new("NAXIS2", compressed.rows.len() as i64, "number of rows in table"),
            Card::new("PCOUNT", compressed.heap.len() as i64, "number of group parameters"),
            Card::new("GCOUNT", 1_i64, "number of groups"),
            Card::new("TFIELDS", columns.len() as i64, "number of fields in each row"),
        ];
        for (number, (name, form)) in columns.into_iter().enumerate() {
            cards.push(Card::bare(format!("TTYPE{}", number + 1), name));
            cards.push(Card::bare(format!("TFORM{}", number + 1), form));
        }
        cards.extend(image_cards(shape, tile, dtype));
        if self.floats && compressed.has_blank {
            cards.push(Card::new("ZBLANK", i64::from(BLANK), "null value in the compressed array"));
        }
        cards
    }
}

/// What the keywords of the uncompressed image would be, and how it is compressed.
fn image_cards(shape: &Shape, tile: &Shape, dtype: DType) -> Vec<Card> {
    let mut cards = vec![
        Card::new("ZIMAGE", true, "extension contains compressed image"),
        Card::new("ZTENSION", "IMAGE", "Image extension"),
        Card::new("ZBITPIX", super::writer::bitpix(dtype), "array data type"),
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
    let bytes = if dtype.is_float() { 4 } else { dtype.size() };
    cards.extend([
        Card::new("ZCMPTYPE", "RICE_1", "compression algorithm"),
        Card::new("ZNAME1", "BLOCKSIZE", "compression block size"),
        Card::new("ZVAL1", RICE_BLOCK as i64, "pixels per block"),
        Card::new("ZNAME2", "BYTEPIX", "bytes per pixel (1, 2, 4, or 8)"),
        Card::new("ZVAL2", bytes as i64, "bytes per pixel (1, 2, 4, or 8)"),
    ]);
    cards
}
