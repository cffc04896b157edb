//! Reading regions of an image.

use std::path::{Path, PathBuf};

use granule_core::{Block, DType, Region, RunContext, Shape};

use crate::file::{Contents, DataFile, Io};
use crate::hdu::{self, Hdu, HduSelector, HduWalk};
use crate::layout::{Layout, Storage};
use crate::pixel::with_pixel;
use crate::plain::read_plain;
use crate::tiles::read_tiles;
use crate::workspace::Workspaces;
use crate::{FitsError, Header, Place, Scaling};

/// The HDUs of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct FitsFile {
    path: PathBuf,
    hdus: Vec<Hdu>,
}

impl FitsFile {
    /// Reads all headers of a file, and none of its data.
    ///
    /// # Errors
    /// [`FitsError`] when the file cannot be read or a header makes no sense.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, FitsError> {
        let file = DataFile::open(path.as_ref())?;
        let mut walk = HduWalk::new(&file, |_| true);
        let mut hdus = Vec::new();
        while let Some(hdu) = walk.next_hdu()? {
            hdus.push(hdu);
        }
        Ok(Self { path: path.as_ref().to_owned(), hdus })
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its HDUs, in order.
    #[must_use]
    pub fn hdus(&self) -> &[Hdu] {
        &self.hdus
    }

    /// The bytes of an HDU's data as they are in the file, without padding.
    ///
    /// # Errors
    /// [`FitsError`] when the file ends before them, or cannot be read.
    pub fn data(&self, hdu: &Hdu) -> Result<Vec<u8>, FitsError> {
        let file = DataFile::open(&self.path)?;
        let mut bytes = Vec::new();
        let at = Place::file(&self.path).with_hdu(hdu.number);
        file.check_range(&at, "the data", hdu.data_offset, hdu.data_len)?;
        let length = usize::try_from(hdu.data_len).unwrap_or(usize::MAX);
        file.read_into(&at, "the data", hdu.data_offset, length, &mut bytes)?;
        Ok(bytes)
    }
}

/// An image whose header has been read. Holds no open file: reads open it, and the run they belong to keeps it open.
///
/// Of a file that is compressed as a whole (`.fits.gz`) it holds the bytes, decompressed, which may be 2 GiB at most.
#[derive(Clone, Debug)]
pub struct FitsImage {
    path: PathBuf,
    header: Header,
    layout: Layout,
    /// The file in the state that `layout` describes.
    contents: Contents,
    io: Io,
}

impl FitsImage {
    /// Finds an image and reads its header.
    ///
    /// # Errors
    /// [`FitsError`] when the file cannot be read, has no such image, or is truncated.
    pub fn open(path: impl AsRef<Path>, selector: &HduSelector) -> Result<Self, FitsError> {
        let path = path.as_ref().to_owned();
        let file = DataFile::open(&path)?;
        let hdu = hdu::find(&file, selector, |_| true)?;
        let layout = Layout::of(&hdu, &file)?;
        Ok(Self { path, header: hdu.header, layout, contents: file.contents(), io: Io::default() })
    }

    /// The same image, its bytes fetched in another way.
    #[must_use]
    pub fn with_io(mut self, io: Io) -> Self {
        self.io = io;
        self
    }

    /// The same image, its values as stored, which is the default, or as their keywords mean them.
    ///
    /// # Errors
    /// [`FitsError::BadKeyword`] when `BSCALE`, `BZERO` or `BLANK` is no number.
    pub fn with_scaling(mut self, scaling: Scaling) -> Result<Self, FitsError> {
        self.layout = self.layout.scaled(&self.header, scaling)?;
        Ok(self)
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The cards of its HDU; for a compressed image those of the table that holds it.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The lengths of its axes, slowest first: `NAXISn` in reverse.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.layout.shape
    }

    /// The type of its values: those stored, or with [`Scaling::Physical`] those they mean.
    #[must_use]
    pub fn dtype(&self) -> DType {
        self.layout.values_dtype()
    }

    /// The shape of a tile, when the image is compressed in tiles.
    #[must_use]
    pub fn tile_shape(&self) -> Option<&Shape> {
        match &self.layout.storage {
            Storage::Plain { .. } => None,
            Storage::Tiled(tiles) => Some(tiles.grid.tile()),
        }
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(crate) fn contents(&self) -> &Contents {
        &self.contents
    }

    /// The values of a region: `BSCALE`, `BZERO` and `BLANK` are applied when [`Scaling::Physical`] was asked for;
    /// quantised floats are restored in any case.
    ///
    /// What was read is counted in `run`.
    ///
    /// # Errors
    /// [`FitsError`] when the region does not lie in the image, its data cannot be read or decoded, or the file is not as
    /// it was when the image was opened.
    pub fn read(&self, region: &Region, run: &RunContext) -> Result<Block, FitsError> {
        let file = DataFile::in_run(&self.path, Some(&self.contents), run)?;
        file.check_unchanged(self.contents.stamp)?;
        let block = read_region(&file, &self.layout, region, self.io, run)?;
        file.keep(&self.path, run);
        Ok(block)
    }
}

/// The values of a region of the image; counts what was decoded, but not the bytes that `file` counts itself.
pub(crate) fn read_region(
    file: &DataFile,
    layout: &Layout,
    region: &Region,
    io: Io,
    run: &RunContext,
) -> Result<Block, FitsError> {
    region.check_within(&layout.shape)?;
    let dtype = layout.dtype;
    let unsupported = || FitsError::Unsupported { at: layout.at.clone(), feature: format!("{dtype} images") };
    let workspaces = run.shared::<Workspaces>();
    let mut work = workspaces.take();
    with_pixel!(dtype, T => {
        let (values, stats) = match &layout.storage {
            Storage::Plain { offset } => read_plain::<T>(file, layout, *offset, region, io, &mut work)?,
            Storage::Tiled(tiles) => {
                let read = read_tiles::<T>(file, layout, tiles, region, &mut work)?;
                (read.values, read.stats)
            }
        };
        workspaces.put_back(work);
        run.count(stats);
        layout.calibration.apply(Block::from_vec(&region.shape(), values)?)
    }, Err(unsupported()))
}
