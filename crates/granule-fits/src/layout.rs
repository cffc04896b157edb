//! How an image lies in its file: all that is kept of a header between reads.

use granule_core::{DType, Region, Shape};

use crate::file::{DataFile, Span};
use crate::hdu::{self, Hdu, HduKind, HduSelector};
use crate::pixel::dtype_of;
use crate::runs::Runs;
use crate::scaling::Calibration;
use crate::tiles::TileLayout;
use crate::{FitsError, Header, Place, Scaling};

/// Where the values of an image are.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The HDU, for messages.
    pub(crate) at: Place,
    /// Lengths of the axes, slowest first.
    pub(crate) shape: Shape,
    /// Type of the stored values.
    pub(crate) dtype: DType,
    pub(crate) storage: Storage,
    /// How stored values become those that are meant.
    pub(crate) calibration: Calibration,
}

/// How the values are stored.
#[derive(Clone, Debug)]
pub(crate) enum Storage {
    /// Big-endian values from this offset of the file.
    Plain { offset: u64 },
    /// Compressed tiles in a table.
    Tiled(Box<TileLayout>),
}

impl Layout {
    /// Finds the HDU and works out its layout.
    pub(crate) fn find(file: &DataFile, selector: &HduSelector, scaling: Scaling) -> Result<Self, FitsError> {
        let hdu = hdu::find(file, selector, hdu::is_structural)?;
        Self::of(&hdu, file)?.scaled(&hdu.header, scaling)
    }

    /// The same layout, of stored or physical values.
    pub(crate) fn scaled(mut self, header: &Header, scaling: Scaling) -> Result<Self, FitsError> {
        self.calibration = Calibration::of(header, self.dtype, scaling)?;
        Ok(self)
    }

    /// Type of the values that are meant.
    pub(crate) fn values_dtype(&self) -> DType {
        self.calibration.dtype(self.dtype)
    }

    /// The layout of the stored values of an image, checked against the length of its file.
    pub(crate) fn of(hdu: &Hdu, file: &DataFile) -> Result<Self, FitsError> {
        let at = hdu.header.place().clone();
        file.check_range(&at, "the data unit", hdu.data_offset, hdu.data_len)?;
        match hdu.kind {
            HduKind::Primary | HduKind::Image if hdu.data_len > 0 => Self::plain(hdu, at),
            HduKind::CompressedImage => Self::tiled(hdu, at),
            _ => {
                let empty = if hdu.is_image() || hdu.data_len > 0 { "" } else { " without data" };
                Err(FitsError::NotAnImage { at, kind: format!("{}{empty}", hdu.kind) })
            }
        }
    }

    fn plain(hdu: &Hdu, at: Place) -> Result<Self, FitsError> {
        let header = &hdu.header;
        if header.value_as::<i64>("PCOUNT")?.unwrap_or(0) != 0
            || header.value_as::<i64>("GCOUNT")?.unwrap_or(1) != 1
        {
            return Err(FitsError::Unsupported { at, feature: "an image with groups or parameters".into() });
        }
        let (shape, dtype) = shape_and_dtype(hdu, "NAXIS", "BITPIX")?;
        // The data unit fits the file, so its values can be counted.
        shape.checked_elements()?;
        Ok(Self {
            at,
            shape,
            dtype,
            storage: Storage::Plain { offset: hdu.data_offset },
            calibration: Calibration::Identity,
        })
    }

    fn tiled(hdu: &Hdu, at: Place) -> Result<Self, FitsError> {
        let (shape, dtype) = shape_and_dtype(hdu, "ZNAXIS", "ZBITPIX")?;
        let tiles = TileLayout::new(hdu, &shape, dtype)?;
        Ok(Self {
            at,
            shape,
            dtype,
            storage: Storage::Tiled(Box::new(tiles)),
            calibration: Calibration::Identity,
        })
    }

    /// The runs of an uncompressed image that fill a region.
    pub(crate) fn runs(&self, region: &Region) -> Runs {
        Runs::new(&Region::full(&self.shape), region, region)
    }

    /// The pieces of the file that hold the runs of an uncompressed image.
    pub(crate) fn spans(&self, offset: u64, runs: &Runs) -> Vec<Span> {
        let size = self.dtype.size() as u64;
        let length = runs.length as u64 * size;
        runs.iter().map(|run| Span { start: offset + run.from as u64 * size, length }).collect()
    }
}

fn shape_and_dtype(hdu: &Hdu, naxis: &str, bitpix: &str) -> Result<(Shape, DType), FitsError> {
    let mut axes = hdu::axis_lengths(&hdu.header, naxis)?;
    // FITS counts the fastest axis first.
    axes.reverse();
    let size = hdu::bytes_per_value(&hdu.header, bitpix)?;
    let dtype = dtype_of(hdu.header.require(bitpix)?)
        .ok_or_else(|| hdu.header.bad(bitpix, format!("a type of {size} bytes")))?;
    Ok((Shape::from(axes), dtype))
}
