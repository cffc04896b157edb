//! An image of a FITS file as a chunk source.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use granule_core::{Block, ChunkGrid, DType, Region, RunContext, Shape, Warning};
use granule_store::{ArrayMeta, ChunkSource, ReadCost, StoreError};

use crate::file::{Contents, DataFile, Io};
use crate::hdu::HduSelector;
use crate::image::{FitsImage, read_region};
use crate::layout::{Layout, Storage};
use crate::plain;
use crate::tiles::{self, StoredTile};
use crate::{FitsError, Header, Scaling};

/// Bytes of values that make a chunk worth reading on its own.
const CHUNK_BYTES: usize = 8 << 20;

/// An image of a FITS file as an array.
///
/// A [`FitsSource::lazy`] one does no I/O before it is read; a [`FitsSource::open`]ed one has read its header. Between
/// reads only the layout of the image is kept (some hundred bytes), and used again while length and modification time of
/// the file stay the same. The file is opened by a read and kept open by the run that the read belongs to, among the
/// sixteen that this run used last.
///
/// A file that is compressed as a whole (`.fits.gz`) is decompressed into memory, 2 GiB at most. An opened source holds
/// it there; a lazy one, of which there may be very many, decompresses it for every read.
#[derive(Debug)]
pub struct FitsSource {
    path: PathBuf,
    selector: HduSelector,
    meta: ArrayMeta,
    io: Io,
    scaling: Scaling,
    known: Mutex<Option<Arc<Known>>>,
    opened: Option<Opened>,
}

/// The layout of a file in the state that its contents tell.
#[derive(Debug)]
struct Known {
    contents: Contents,
    layout: Layout,
}

/// What only an opened source knows.
#[derive(Debug)]
struct Opened {
    header: Header,
    layout: Layout,
    /// Where each tile is.
    stored: Vec<StoredTile>,
    /// Whether the file was compressed as a whole.
    in_memory: bool,
}

impl FitsSource {
    /// A source whose shape and type are declared, perhaps by another file; nothing is read before [`ChunkSource::read`].
    ///
    /// A file of another shape is an error then. One of another type is cast, with a warning, when that loses nothing
    /// or both are floats, and an error otherwise.
    pub fn lazy(path: impl Into<PathBuf>, selector: HduSelector, shape: &Shape, dtype: DType) -> Self {
        let meta = ArrayMeta::new(dtype, ChunkGrid::single(shape));
        let (io, scaling, known) = (Io::default(), Scaling::default(), Mutex::default());
        Self { path: path.into(), selector, meta, io, scaling, known, opened: None }
    }

    /// Reads the header now: shape, type and grid are those of the file.
    ///
    /// # Errors
    /// [`FitsError`] when the file cannot be read, has no such image, or is truncated.
    pub fn open(path: impl Into<PathBuf>, selector: HduSelector) -> Result<Self, FitsError> {
        let path = path.into();
        let image = FitsImage::open(&path, &selector)?;
        let layout = image.layout().clone();
        let file = DataFile::reopen(&path, Some(image.contents()))?;
        let stored = match &layout.storage {
            Storage::Plain { .. } => Vec::new(),
            Storage::Tiled(tiles) => tiles::stored_tiles(&file, &layout, tiles)?,
        };
        let chunk = chunk_shape(&layout);
        let meta = ArrayMeta::new(layout.dtype, ChunkGrid::regular(&layout.shape, &chunk)?);
        let known = Mutex::new(Some(Arc::new(Known { contents: file.contents(), layout: layout.clone() })));
        let (header, in_memory) = (image.header().clone(), image.contents().in_memory());
        let opened = Some(Opened { header, layout, stored, in_memory });
        let (io, scaling) = (Io::default(), Scaling::default());
        Ok(Self { path, selector, meta, io, scaling, known, opened })
    }

    /// The same source, its bytes fetched in another way.
    #[must_use]
    pub fn with_io(mut self, io: Io) -> Self {
        self.io = io;
        self
    }

    /// The same source, its values as stored, which is the default, or as their keywords mean them.
    ///
    /// An opened source takes the type that the values have then; a lazy one keeps the type that was declared, and holds
    /// against it the type that it finds.
    ///
    /// # Errors
    /// [`FitsError::BadKeyword`] when `BSCALE`, `BZERO` or `BLANK` of an opened source is no number.
    pub fn with_scaling(mut self, scaling: Scaling) -> Result<Self, FitsError> {
        self.scaling = scaling;
        let contents = self.known.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(opened) = &mut self.opened {
            opened.layout = opened.layout.clone().scaled(&opened.header, scaling)?;
            self.meta = ArrayMeta::new(opened.layout.values_dtype(), self.meta.grid().clone());
            let known = contents.map(|known| {
                Arc::new(Known { contents: known.contents.clone(), layout: opened.layout.clone() })
            });
            self.known = Mutex::new(known);
        }
        Ok(self)
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The header, of a source that was opened; a lazy one keeps none.
    #[must_use]
    pub fn header(&self) -> Option<&Header> {
        self.opened.as_ref().map(|opened| &opened.header)
    }

    fn read_block(&self, region: &Region, run: &RunContext) -> Result<Block, FitsError> {
        region.check_within(self.meta.shape())?;
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let file = DataFile::in_run(&self.path, known.as_ref().map(|known| &known.contents), run)?;
        let known = match known.filter(|known| known.contents.stamp == file.stamp()) {
            Some(known) => known,
            None => self.find(&file)?,
        };
        self.check_declared(&known.layout, run)?;
        let block = read_region(&file, &known.layout, region, self.io, run)?;
        file.keep(&self.path, run);
        Ok(block.cast(self.meta.dtype()))
    }

    /// Reads the layout of the file, and keeps it.
    fn find(&self, file: &DataFile) -> Result<Arc<Known>, FitsError> {
        let contents = match self.opened {
            Some(_) => file.contents(),
            // There may be very many lazy sources.
            None => file.contents().dropped(),
        };
        let known = Arc::new(Known { contents, layout: Layout::find(file, &self.selector, self.scaling)? });
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&known));
        Ok(known)
    }

    fn check_declared(&self, layout: &Layout, run: &RunContext) -> Result<(), FitsError> {
        let at = || layout.at.clone();
        let (found, declared) = (&layout.shape, self.meta.shape());
        if found != declared {
            return Err(FitsError::ShapeMismatch {
                at: at(),
                found: found.clone(),
                declared: declared.clone(),
            });
        }
        let (found, declared) = (layout.values_dtype(), self.meta.dtype());
        if found == declared {
            return Ok(());
        }
        let lossless = found.promote(declared) == declared;
        if !(lossless || found.is_float() && declared.is_float()) {
            return Err(FitsError::DTypeMismatch { at: at(), found, declared });
        }
        let (found, declared) = (found.to_string(), declared.to_string());
        run.warn(Warning::CastFile { path: self.path.clone(), found, declared });
        Ok(())
    }
}

impl ChunkSource for FitsSource {
    fn meta(&self) -> &ArrayMeta {
        &self.meta
    }

    fn read(&self, region: &Region, run: &RunContext) -> Result<Block, StoreError> {
        self.read_block(region, run).map_err(|error| error.into_store(&self.path))
    }

    /// Exact in bytes and tiles for a source that was opened and whose file has not changed since; an estimate otherwise.
    fn cost(&self, region: &Region) -> ReadCost {
        match &self.opened {
            Some(opened) => opened.cost(region, self.io),
            // What an uncompressed image takes; nothing else is known yet.
            None => {
                let bytes_read = (region.elements() as u64).saturating_mul(self.meta.dtype().size() as u64);
                ReadCost { bytes_read, tiles: 0, scratch: 0 }
            }
        }
    }
}

impl Opened {
    fn cost(&self, region: &Region, io: Io) -> ReadCost {
        // Bytes that were decompressed are neither mapped nor read from the file again.
        let io = if self.in_memory { Io::Pread } else { io };
        let cost = match &self.layout.storage {
            Storage::Tiled(tiles) => tiles::cost(tiles, &self.stored, self.layout.dtype.size(), region),
            Storage::Plain { offset } => plain::cost(&self.layout, *offset, region, io),
        };
        let stored = self.layout.calibration.scratch(region.elements(), self.layout.dtype);
        ReadCost {
            bytes_read: if self.in_memory { 0 } else { cost.bytes_read },
            scratch: cost.scratch.saturating_add(stored),
            ..cost
        }
    }
}

/// Whole tiles, or rows where there are none, joined from the fastest axis on until they are worth reading.
fn chunk_shape(layout: &Layout) -> Vec<usize> {
    let most = CHUNK_BYTES / layout.dtype.size();
    let tile: Vec<usize> = match &layout.storage {
        Storage::Tiled(tiles) => tiles.grid.tile().to_vec(),
        Storage::Plain { .. } => vec![1; layout.shape.ndim()],
    };
    let mut chunk = tile.clone();
    for axis in (0..chunk.len()).rev() {
        let others: usize = chunk.iter().fold(1, |n: usize, &len| n.saturating_mul(len)) / chunk[axis].max(1);
        let (step, length) = (tile[axis].max(1), layout.shape[axis].max(1));
        let steps = (most / others.max(1) / step).clamp(1, length.div_ceil(step));
        chunk[axis] = steps.saturating_mul(step).min(length);
        if chunk[axis] < length {
            break;
        }
    }
    chunk
}
