//! The writer of images: one HDU with its cards, in a file that appears whole or not at all.

use std::io::Write;
use std::path::{Path, PathBuf};

use granule_core::{Block, DType, Element, Region, Shape};
use granule_store::{StoreError, temporary_beside};

use super::checksum;
use super::coder::TileCoder;
use super::options::{Compression, Dithering, Overwrite, Placement};
use super::table::{Table, Totals};
use crate::header::{BLOCK, HeaderWriter, number_of};
use crate::pixel::{Pixel, with_pixel};
use crate::{Card, FitsError, Value};

/// Writes an image to a file.
#[derive(Clone, Debug)]
pub struct ImageWriter {
    path: PathBuf,
    cards: Vec<Card>,
    compression: Compression,
    dithering: Dithering,
    placement: Placement,
    overwrite: Overwrite,
}

impl ImageWriter {
    /// A writer to this path: uncompressed, in the primary HDU, refusing to overwrite.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            cards: Vec::new(),
            compression: Compression::default(),
            dithering: Dithering::default(),
            placement: Placement::default(),
            overwrite: Overwrite::default(),
        }
    }

    /// Cards to write, in this order. Those that describe the layout of the data are left out: the writer has its own.
    #[must_use]
    pub fn cards(mut self, cards: &[Card]) -> Self {
        self.cards = cards.iter().filter(|card| !describes_layout(&card.keyword)).cloned().collect();
        self
    }

    /// How values are written.
    #[must_use]
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// What is added to floats that are quantised.
    #[must_use]
    pub fn dithering(mut self, dithering: Dithering) -> Self {
        self.dithering = dithering;
        self
    }

    /// Which HDU the image becomes.
    #[must_use]
    pub fn placement(mut self, placement: Placement) -> Self {
        self.placement = placement;
        self
    }

    /// What to do when the file is there already.
    #[must_use]
    pub fn overwrite(mut self, overwrite: Overwrite) -> Self {
        self.overwrite = overwrite;
        self
    }

    /// Writes the block: to a temporary file in the same directory, which is then renamed.
    ///
    /// `bool` becomes `uint8`; `int8` is stored as `uint8` and other unsigned integers as signed ones, with `BZERO`, as FITS
    /// has it.
    ///
    /// # Errors
    /// [`FitsError::Exists`], [`FitsError::Write`], [`FitsError::BadCard`], or [`FitsError::BadOutput`] for what FITS
    /// cannot hold.
    pub fn write(&self, block: &Block) -> Result<(), FitsError> {
        self.check_free()?;
        self.encode(block)?.save()
    }

    /// The block as it will stand in the file: for cards that tell of the file itself, such as its size.
    ///
    /// # Errors
    /// As [`ImageWriter::write`].
    pub fn encode(&self, block: &Block) -> Result<EncodedImage, FitsError> {
        let (structure, data) = match &self.compression {
            Compression::None => {
                let mut data = big_endian(&stored(block));
                pad(&mut data);
                (self.plain_cards(block.dtype(), &block.shape()), data)
            }
            compression => self.tiled(block, compression.tile())?,
        };
        Ok(EncodedImage { writer: self.clone(), structure, offset: unsigned_offset(block.dtype()), data })
    }

    /// Where the file will be.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses a file that is there already, unless it may be replaced.
    pub(super) fn check_free(&self) -> Result<(), FitsError> {
        if self.overwrite == Overwrite::No && self.path.symlink_metadata().is_ok() {
            return Err(FitsError::Exists { path: self.path.clone() });
        }
        Ok(())
    }

    /// All that stands before the data of an uncompressed image whose bytes have this sum.
    pub(super) fn plain_header(&self, dtype: DType, shape: &Shape, sum: u32) -> Result<Vec<u8>, FitsError> {
        self.header(&self.plain_cards(dtype, shape), unsigned_offset(dtype), sum)
    }

    /// Whether the image stands in the primary HDU, with nothing before it.
    fn is_primary(&self) -> bool {
        self.placement == Placement::Primary && self.compression == Compression::None
    }

    fn plain_cards(&self, dtype: DType, shape: &Shape) -> Vec<Card> {
        // An image without axes has no values in FITS: one value is an axis of one.
        let one = Shape::from([1]);
        let shape = if shape.ndim() == 0 { &one } else { shape };
        let mut cards = vec![if self.is_primary() {
            Card::new("SIMPLE", true, "conforms to FITS standard")
        } else {
            Card::new("XTENSION", "IMAGE", "Image extension")
        }];
        cards.push(Card::new("BITPIX", bitpix(dtype), "array data type"));
        cards.push(Card::new("NAXIS", shape.ndim() as i64, "number of array dimensions"));
        for (axis, &length) in shape.iter().rev().enumerate() {
            cards.push(Card::bare(format!("NAXIS{}", axis + 1), length as i64));
        }
        if self.is_primary() {
            cards.push(Card::bare("EXTEND", true));
        } else {
            cards.push(Card::new("PCOUNT", 0_i64, "number of parameters"));
            cards.push(Card::new("GCOUNT", 1_i64, "number of groups"));
        }
        cards
    }

    /// How values are written.
    pub(super) fn chosen_compression(&self) -> &Compression {
        &self.compression
    }

    /// What compresses an image of this shape and type in tiles of shape `tile`.
    pub(super) fn coder(&self, image: (&Shape, DType), tile: &[usize]) -> Result<TileCoder, FitsError> {
        TileCoder::new(&self.path, image, tile, &self.compression, self.dithering)
    }

    /// Structural cards and data of the block in tiles.
    fn tiled(&self, block: &Block, tile: &[usize]) -> Result<(Vec<Card>, Vec<u8>), FitsError> {
        let shape = block.shape();
        let coder = self.coder((&shape, block.dtype()), tile)?;
        let (mut rows, mut heap) = (Vec::new(), Vec::new());
        for (number, tile) in coder.grid().tiles_touching(&Region::full(&shape))? {
            let (row, data) = coder.encode(number, &block.crop(&tile)?)?;
            rows.push(row);
            heap.extend_from_slice(&data);
        }
        let mut table = Table::new(&coder, rows.iter().fold(Totals::default(), Totals::and));
        let cards = table.cards();
        let mut data = Vec::new();
        rows.iter().for_each(|row| table.push(row, &mut data));
        data.extend_from_slice(&heap);
        pad(&mut data);
        Ok((cards, data))
    }

    /// All that stands before the data: an empty primary HDU unless this is it, then the structural cards, the caller's
    /// with `EXTNAME` first, and the checksums.
    pub(super) fn header(
        &self,
        structure: &[Card],
        offset: Option<f64>,
        sum: u32,
    ) -> Result<Vec<u8>, FitsError> {
        let mut writer = HeaderWriter::default();
        structure.iter().try_for_each(|card| writer.push(card))?;
        let (names, others): (Vec<&Card>, Vec<&Card>) =
            self.cards.iter().partition(|card| card.keyword == "EXTNAME");
        names.into_iter().try_for_each(|card| writer.push(card))?;
        if let Some(offset) = offset {
            writer.push(&Card::new("BSCALE", 1_i64, "stored integers are unsigned less BZERO"))?;
            writer.push(&Card::bare("BZERO", offset as i64))?;
        }
        let names_longstrn = others.iter().any(|card| card.keyword == "LONGSTRN");
        others.into_iter().try_for_each(|card| writer.push(card))?;
        if writer.continues() && !names_longstrn {
            writer.push(&Card::new("LONGSTRN", "OGIP 1.0", "strings may go on in CONTINUE cards"))?;
        }
        let mut bytes = if self.is_primary() { Vec::new() } else { empty_primary()? };
        bytes.extend(checksum::sign(writer, sum)?);
        Ok(bytes)
    }

    /// Gives a complete file its name.
    pub(super) fn name(&self, file: tempfile::TempPath) -> Result<(), FitsError> {
        let renamed = match self.overwrite {
            Overwrite::Yes => file.persist(&self.path),
            Overwrite::No => file.persist_noclobber(&self.path),
        };
        renamed.map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => FitsError::Exists { path: self.path.clone() },
            _ => self.failed(error.error),
        })
    }

    /// The error that this cannot be written.
    pub(super) fn bad_output(&self, fault: String) -> FitsError {
        FitsError::BadOutput { path: self.path.clone(), fault }
    }

    /// An error as a sink reports it.
    pub(super) fn refuse(&self, error: FitsError) -> StoreError {
        StoreError::Format { path: self.path.clone(), source: Box::new(error) }
    }

    pub(super) fn failed(&self, source: std::io::Error) -> FitsError {
        FitsError::Write { path: self.path.clone(), source }
    }
}

/// An image as it will stand in its file, whose cards can still change.
#[derive(Clone, Debug)]
pub struct EncodedImage {
    writer: ImageWriter,
    structure: Vec<Card>,
    offset: Option<f64>,
    data: Vec<u8>,
}

impl EncodedImage {
    /// The size of the file.
    ///
    /// # Errors
    /// [`FitsError::BadCard`].
    pub fn bytes(&self) -> Result<u64, FitsError> {
        Ok((self.header()?.len() + self.data.len()) as u64)
    }

    /// Puts a card in the place of the caller's card of that keyword; without one it is left out.
    pub fn replace_card(&mut self, card: Card) {
        if let Some(old) = self.writer.cards.iter_mut().find(|old| old.keyword == card.keyword) {
            *old = card;
        }
    }

    /// Writes the file: under a temporary name in the same directory, which is then renamed.
    ///
    /// # Errors
    /// [`FitsError::Exists`], [`FitsError::Write`], [`FitsError::BadCard`].
    pub fn save(&self) -> Result<(), FitsError> {
        let header = self.header()?;
        let failed = |source| self.writer.failed(source);
        let mut file = temporary_beside(&self.writer.path).map_err(failed)?;
        [&header, &self.data].into_iter().try_for_each(|part| file.write_all(part)).map_err(failed)?;
        file.flush().map_err(failed)?;
        self.writer.name(file.into_temp_path())
    }

    fn header(&self) -> Result<Vec<u8>, FitsError> {
        self.writer.header(&self.structure, self.offset, checksum::sum(&self.data))
    }
}

/// Writes a block as an image: uncompressed in the primary HDU, compressed in HDU 1.
///
/// # Errors
/// As [`ImageWriter::write`].
pub fn write_image(
    path: impl Into<PathBuf>,
    block: &Block,
    cards: &[Card],
    compression: Compression,
    overwrite: Overwrite,
) -> Result<(), FitsError> {
    ImageWriter::new(path).cards(cards).compression(compression).overwrite(overwrite).write(block)
}

/// Whether the writer itself has to say this.
fn describes_layout(keyword: &str) -> bool {
    const WHOLE: [&str; 16] = [
        "SIMPLE", "XTENSION", "BITPIX", "NAXIS", "EXTEND", "PCOUNT", "GCOUNT", "GROUPS", "TFIELDS", "THEAP",
        "END", "BSCALE", "BZERO", "BLANK", "CHECKSUM", "DATASUM",
    ];
    const COMPRESSION: [&str; 19] = [
        "ZIMAGE", "ZTENSION", "ZBITPIX", "ZNAXIS", "ZPCOUNT", "ZGCOUNT", "ZCMPTYPE", "ZQUANTIZ", "ZDITHER0",
        "ZBLANK", "ZSIMPLE", "ZEXTEND", "ZHECKSUM", "ZDATASUM", "ZSCALE", "ZZERO", "ZMASKCMP", "ZBLOCKED",
        "CONTINUE",
    ];
    const NUMBERED: [&str; 8] = ["NAXIS", "TTYPE", "TFORM", "TNULL", "ZNAXIS", "ZTILE", "ZNAME", "ZVAL"];
    WHOLE.contains(&keyword)
        || COMPRESSION.contains(&keyword)
        || NUMBERED.into_iter().any(|stem| number_of(keyword, stem).is_some())
}

fn empty_primary() -> Result<Vec<u8>, FitsError> {
    let mut writer = HeaderWriter::default();
    writer.push(&Card::new("SIMPLE", true, "conforms to FITS standard"))?;
    writer.push(&Card::new("BITPIX", 8_i64, "array data type"))?;
    writer.push(&Card::new("NAXIS", 0_i64, "number of array dimensions"))?;
    writer.push(&Card { keyword: "EXTEND".into(), value: Value::Logical(true), comment: None })?;
    checksum::sign(writer, 0)
}

fn pad(data: &mut Vec<u8>) {
    data.resize(data.len().next_multiple_of(BLOCK), 0);
}

/// The block as a type that FITS stores: integers less their `BZERO`, logicals as bytes.
pub(super) fn stored(block: &Block) -> Block {
    match block {
        Block::Bool(_) => block.cast(DType::U8),
        // Flipping the top bit subtracts the offset.
        Block::I8(values) => u8::into_block(values.mapv(|v| v as u8 ^ 0x80).into_shared()),
        Block::U16(values) => i16::into_block(values.mapv(|v| (v ^ 0x8000) as i16).into_shared()),
        Block::U32(values) => i32::into_block(values.mapv(|v| (v ^ 0x8000_0000) as i32).into_shared()),
        Block::U64(values) => i64::into_block(values.mapv(|v| v as i64 ^ i64::MIN).into_shared()),
        other => other.clone(),
    }
}

/// The `BZERO` that undoes what [`stored`] does to this type.
pub(super) fn unsigned_offset(dtype: DType) -> Option<f64> {
    match dtype {
        DType::I8 => Some(-128.0),
        DType::U16 => Some(32_768.0),
        DType::U32 => Some(2_147_483_648.0),
        DType::U64 => Some(9_223_372_036_854_775_808.0),
        _ => None,
    }
}

fn big_endian(block: &Block) -> Vec<u8> {
    let mut bytes = Vec::new();
    with_pixel!(block.dtype(), T => {
        if let Ok(values) = block.to_vec::<T>() {
            T::encode_be(&values, &mut bytes);
        }
    }, {});
    bytes
}

/// `BITPIX` of a stored type.
pub(crate) fn bitpix(dtype: DType) -> i64 {
    let bits = 8 * dtype.size() as i64;
    if dtype.is_float() { -bits } else { bits }
}
