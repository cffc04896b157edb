//! What the header says of the tiles: their grid, their compression, their quantisation.

use granule_core::{ChunkGrid, DType, Region, Shape};

use super::columns::{Column, Columns};
use crate::codec::{Dither, GzipOrder, Smooth};
use crate::hdu::Hdu;
use crate::{FitsError, Header};

/// The parameters of Rice coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rice {
    /// Pixels of a block.
    pub(crate) block: usize,
    /// Bytes of a pixel.
    pub(crate) bytes: usize,
}

impl Rice {
    /// Pixels that are decoded before they are made values: whole blocks, which stay in the cache.
    pub(crate) fn piece(self) -> usize {
        self.block * (4096 / self.block).max(1)
    }
}

/// How the pixels of a tile are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// Rice coding.
    Rice(Rice),
    /// gzip of big-endian values.
    Gzip(GzipOrder),
    /// Runs of a mask, from which the offset is to be subtracted.
    Plio { offset: i32 },
    /// Bit planes of a transform.
    Hcompress(Smooth),
    /// Big-endian values as they are.
    Uncompressed,
}

impl Algorithm {
    /// Most pixels that a stored byte can stand for: what claims more is damaged.
    ///
    /// gzip reaches 1032 bytes a byte, Rice 341 pixels, PLIO 4095 pixels a word. A constant tile of any size is 26 bytes
    /// of H-compress: the limit for it is one of ours. (How large a single tile may be, the codec says.)
    pub(crate) fn most_pixels_per_byte(self) -> usize {
        match self {
            Self::Rice(_) | Self::Gzip(_) | Self::Uncompressed => 1100,
            Self::Plio { .. } => 2048,
            Self::Hcompress(_) => 1 << 22,
        }
    }

    /// Whether it compresses integers only.
    fn needs_integers(self) -> bool {
        matches!(self, Self::Rice(_) | Self::Plio { .. } | Self::Hcompress(_))
    }
}

/// A number that a keyword gives for all tiles or a column for each.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PerTile<T> {
    Constant(T),
    Column(Column),
}

impl PerTile<f64> {
    pub(crate) fn of(self, row: &[u8]) -> f64 {
        match self {
            Self::Constant(value) => value,
            Self::Column(column) => column.number(row),
        }
    }
}

impl PerTile<i64> {
    pub(crate) fn of(self, row: &[u8]) -> i64 {
        match self {
            Self::Constant(value) => value,
            Self::Column(column) => column.integer(row),
        }
    }
}

/// How floats were made integers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quantisation {
    pub(crate) scale: PerTile<f64>,
    pub(crate) zero: PerTile<f64>,
    /// The integer that stands for NaN.
    pub(crate) blank: Option<PerTile<i64>>,
    pub(crate) dither: Dither,
}

/// Where the tiles are and how to decode them.
#[derive(Clone, Debug)]
pub(crate) struct TileLayout {
    /// How the image is cut.
    pub(crate) grid: TileGrid,
    /// How the main column is compressed.
    pub(crate) algorithm: Algorithm,
    /// How floats were made integers; `None` when they were not, or the image is one of integers.
    pub(crate) quantisation: Option<Quantisation>,
    /// `COMPRESSED_DATA`.
    pub(crate) compressed: Option<Column>,
    /// `GZIP_COMPRESSED_DATA`: tiles that could not be quantised.
    pub(crate) gzip_fallback: Option<Column>,
    /// `UNCOMPRESSED_DATA`: tiles that could not be compressed.
    pub(crate) raw_fallback: Option<Column>,
    /// Where the rows begin in the file.
    pub(crate) table_offset: u64,
    /// Bytes of a row: one row is one tile.
    pub(crate) row_bytes: usize,
    /// Where the heap begins in the file.
    pub(crate) heap_offset: u64,
    /// Bytes of the heap.
    pub(crate) heap_len: u64,
}

/// The regular grid of tiles, in array order. Made for images of very many tiles, it lists none of them.
#[derive(Clone, Debug)]
pub(crate) struct TileGrid {
    shape: Shape,
    tile: Shape,
}

impl TileGrid {
    /// Tiles of this shape, or of one row when it is empty; `None` when they do not cut the image.
    pub(crate) fn new(shape: &Shape, tile: &[usize]) -> Option<Self> {
        let row = shape.ndim().checked_sub(1)?;
        let tile: Shape = if tile.is_empty() {
            shape.iter().enumerate().map(|(axis, &len)| if axis == row { len } else { 1 }).collect()
        } else if tile.len() != shape.ndim() {
            return None;
        } else {
            tile.iter().zip(shape.iter()).map(|(&tile, &len)| tile.min(len)).collect()
        };
        let good = !tile.contains(&0) && !shape.contains(&0);
        good.then(|| Self { shape: shape.clone(), tile })
    }

    /// Shape of the image.
    pub(crate) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Shape of a whole tile.
    pub(crate) fn tile(&self) -> &Shape {
        &self.tile
    }

    fn counts(&self) -> Shape {
        self.shape.iter().zip(self.tile.iter()).map(|(&len, &tile)| len.div_ceil(tile)).collect()
    }

    /// How many tiles there are.
    pub(crate) fn tiles(&self) -> usize {
        self.counts().elements()
    }

    /// The box of tiles that a region touches.
    fn touched(&self, region: &Region) -> Region {
        Region::from_bounds(
            region
                .bounds()
                .zip(self.tile.iter())
                .map(|((start, end), &tile)| (start / tile, end.div_ceil(tile))),
        )
    }

    /// The tiles a region touches, in C order: the row of each and its region.
    pub(crate) fn tiles_touching(&self, region: &Region) -> Result<Vec<(usize, Region)>, FitsError> {
        if region.is_empty() {
            return Ok(Vec::new());
        }
        let touched = self.touched(region);
        let chunks = ChunkGrid::regular(&touched.shape(), &vec![1; touched.ndim()])?;
        let strides = self.counts().strides();
        let tile_at = |index: &[usize]| {
            let index = index.iter().zip(touched.start()).map(|(i, start)| i + start);
            let row = index.clone().zip(&strides).map(|(i, stride)| i * stride).sum();
            let axes = index.zip(self.tile.iter().zip(self.shape.iter()));
            (row, Region::from_bounds(axes.map(|(i, (&tile, &len))| (i * tile, ((i + 1) * tile).min(len)))))
        };
        let all = Region::full(&touched.shape());
        Ok(chunks.chunks_in(&all).map(|chunk| tile_at(&chunk.index)).collect())
    }
}

impl TileLayout {
    /// Reads the keywords of a table of tiles, and refuses what does not fit together.
    pub(crate) fn new(hdu: &Hdu, shape: &Shape, dtype: DType) -> Result<Self, FitsError> {
        let header = &hdu.header;
        let row_bytes: usize = header.require("NAXIS1")?;
        let rows: usize = header.require("NAXIS2")?;
        let algorithm = algorithm(header, dtype)?;
        let most = usize::try_from(hdu.data_len).unwrap_or(usize::MAX);
        let grid = tile_grid(header, shape, most.saturating_mul(algorithm.most_pixels_per_byte()))?;
        if rows != grid.tiles() {
            return Err(header.bad("NAXIS2", format!("one row for each of {} tiles", grid.tiles())));
        }
        let table = (row_bytes as u64).saturating_mul(rows as u64);
        let heap = header.value_as::<u64>("THEAP")?.unwrap_or(table);
        if heap < table || heap > hdu.data_len {
            return Err(header.bad("THEAP", format!("{table} to {} bytes", hdu.data_len)));
        }
        let columns = Columns::parse(hdu, row_bytes)?;
        let quantisation = quantisation(header, &columns, dtype)?;
        if algorithm.needs_integers() && dtype.is_float() && quantisation.is_none() {
            return Err(FitsError::MissingKeyword { at: header.place().clone(), keyword: "ZSCALE".into() });
        }
        if columns.variable("NULL_PIXEL_MASK")?.is_some() {
            let feature = "a mask of null pixels (NULL_PIXEL_MASK)".to_owned();
            return Err(FitsError::Unsupported { at: header.place().clone(), feature });
        }
        let data = ["COMPRESSED_DATA", "GZIP_COMPRESSED_DATA", "UNCOMPRESSED_DATA"];
        let [compressed, gzip_fallback, raw_fallback] = data.map(|name| columns.variable(name));
        let (compressed, gzip_fallback, raw_fallback) = (compressed?, gzip_fallback?, raw_fallback?);
        // A row without a column would let a short file claim any number of tiles.
        if compressed.or(gzip_fallback).or(raw_fallback).is_none() {
            let (at, fault) = (header.place().clone(), "is missing".to_owned());
            return Err(FitsError::BadColumn { at, column: data[0].to_owned(), fault });
        }
        Ok(Self {
            grid,
            algorithm,
            quantisation,
            compressed,
            gzip_fallback,
            raw_fallback,
            table_offset: hdu.data_offset,
            row_bytes,
            heap_offset: hdu.data_offset.saturating_add(heap),
            heap_len: hdu.data_len - heap,
        })
    }
}

/// The grid of tiles, refusing an image that claims more than the `most` pixels that its data unit can hold.
fn tile_grid(header: &Header, shape: &Shape, most: usize) -> Result<TileGrid, FitsError> {
    if shape.ndim() == 0 || shape.contains(&0) {
        return Err(header.bad("ZNAXIS", "at least one axis, none of them empty".to_owned()));
    }
    // The second bound keeps every offset in bytes countable.
    if shape.elements() > most || shape.elements() > isize::MAX as usize / 16 {
        return Err(FitsError::TooLarge {
            at: header.place().clone(),
            shape: shape.clone(),
            limit: "its data unit can hold",
        });
    }
    let mut tile = Vec::with_capacity(shape.ndim());
    for (axis, &len) in shape.iter().rev().enumerate() {
        let keyword = format!("ZTILE{}", axis + 1);
        let default = if axis == 0 { len } else { 1 };
        let size = header.value_as::<usize>(&keyword)?.unwrap_or(default);
        if size == 0 {
            return Err(header.bad(&keyword, "at least 1".to_owned()));
        }
        // A tile larger than the image is as large as the image.
        tile.push(size.min(len));
    }
    tile.reverse();
    Ok(TileGrid { shape: shape.clone(), tile: Shape::from(tile) })
}

/// The value of a compression parameter, given as a pair `ZNAMEi`, `ZVALi`.
fn parameter(header: &Header, name: &str, default: usize) -> Result<usize, FitsError> {
    for number in 1..=999 {
        let Some(found) = header.value_as::<String>(&format!("ZNAME{number}"))? else { break };
        if found.trim_end().eq_ignore_ascii_case(name) {
            return header.require(&format!("ZVAL{number}"));
        }
    }
    Ok(default)
}

fn algorithm(header: &Header, dtype: DType) -> Result<Algorithm, FitsError> {
    let name: String = header.require("ZCMPTYPE")?;
    let unsupported = |feature: String| FitsError::Unsupported { at: header.place().clone(), feature };
    match name.trim_end() {
        "RICE_1" | "RICE_ONE" => {
            let block = parameter(header, "BLOCKSIZE", 32)?;
            let bytes = parameter(header, "BYTEPIX", 4)?;
            if !(1..=128).contains(&block) {
                return Err(unsupported(format!("Rice compression in blocks of {block} pixels")));
            }
            if !matches!(bytes, 1 | 2 | 4) {
                return Err(unsupported(format!("Rice compression of {bytes}-byte pixels")));
            }
            Ok(Algorithm::Rice(Rice { block, bytes }))
        }
        "GZIP_1" => Ok(Algorithm::Gzip(GzipOrder::Pixels)),
        "GZIP_2" => Ok(Algorithm::Gzip(GzipOrder::Planes)),
        "PLIO_1" => {
            // Masks are not negative: unsigned 16-bit integers are kept without the offset that FITS stores them with.
            let unsigned = dtype == DType::I16 && header.bzero()? == 32_768.0;
            Ok(Algorithm::Plio { offset: if unsigned { 32_768 } else { 0 } })
        }
        "HCOMPRESS_1" => {
            let smooth = parameter(header, "SMOOTH", 0)? != 0;
            Ok(Algorithm::Hcompress(if smooth { Smooth::Yes } else { Smooth::No }))
        }
        "NOCOMPRESS" => Ok(Algorithm::Uncompressed),
        other => Err(unsupported(format!("compression {other}"))),
    }
}

/// The scaling of a float image; `None` when its tiles hold floats.
fn quantisation(
    header: &Header,
    columns: &Columns<'_>,
    dtype: DType,
) -> Result<Option<Quantisation>, FitsError> {
    if !dtype.is_float() {
        return Ok(None);
    }
    let number = |name: &str| {
        let column = columns.scalar(name)?.map(PerTile::Column);
        Ok::<_, FitsError>(column.or(header.value_as(name)?.map(PerTile::Constant)))
    };
    let Some(scale) = number("ZSCALE")? else { return Ok(None) };
    let blank = columns.scalar("ZBLANK")?.map(PerTile::Column);
    let blank = blank.or(header.value_as("ZBLANK")?.map(PerTile::Constant));
    Ok(Some(Quantisation {
        scale,
        zero: number("ZZERO")?.unwrap_or(PerTile::Constant(0.0)),
        blank,
        dither: dither(header)?,
    }))
}

fn dither(header: &Header) -> Result<Dither, FitsError> {
    let method = header.value_as::<String>("ZQUANTIZ")?;
    let zero_is_exact = match method.as_deref().map(str::trim_end) {
        None | Some("NO_DITHER" | "NONE" | "") => return Ok(Dither::None),
        Some("SUBTRACTIVE_DITHER_1") => false,
        Some("SUBTRACTIVE_DITHER_2") => true,
        Some(other) => {
            let feature = format!("quantisation {other}");
            return Err(FitsError::Unsupported { at: header.place().clone(), feature });
        }
    };
    let seed = header.value_as::<usize>("ZDITHER0")?.unwrap_or(1);
    if !(1..=10_000).contains(&seed) {
        return Err(header.bad("ZDITHER0", "1 to 10000".to_owned()));
    }
    Ok(Dither::Subtractive { seed, zero_is_exact })
}
