//! The frame that is read, and the files it is written to.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use fitsio::images::{ImageDescription, ImageType, WriteImage};
use granule::core::{Block, Region, RunContext, Shape};
use granule::fits::{FitsImage, HduSelector, ImageWriter};
use granule::sample::{Compression, Sample};

use crate::Arguments;

/// Stokes I of one raster step of a sample, quantised by nobody yet.
pub(crate) struct Frame {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) values: Vec<f32>,
    /// Where files go.
    pub(crate) directory: PathBuf,
}

/// Makes the frame: lines, granulation and noise, as a sample has them.
pub(crate) fn frame(arguments: &Arguments, directory: &Path) -> Result<Frame> {
    let [rows, columns] = arguments.shape();
    let place = directory.join("sample");
    Sample::visp()
        .stokes(1)
        .raster(2)
        .wave(rows)
        .slit(columns)
        .compression(Compression::Raw)
        .write(&place)?;
    let dataset = granule::Dataset::open(&place)?;
    let path = dataset.files().paths().next().context("a sample has a file")?;
    let image = FitsImage::open(path, &HduSelector::FirstImage)?;
    let values = image.read(&Region::full(image.shape()), &RunContext::default())?.to_vec()?;
    Ok(Frame { rows, columns, values, directory: directory.to_owned() })
}

impl Frame {
    pub(crate) fn pixels(&self) -> usize {
        self.rows * self.columns
    }

    fn shape(&self) -> [usize; 2] {
        [self.rows, self.columns]
    }

    /// Writes the frame with cfitsio, compressed as `options` say in its extended file names.
    pub(crate) fn compressed(&self, name: &str, options: &str, kind: Kind) -> Result<PathBuf> {
        let path = self.directory.join(name).with_extension("fits");
        match kind {
            Kind::F32 => self.write(&path, options, ImageType::Float, &self.values)?,
            Kind::F64 => {
                let values: Vec<f64> = self.values.iter().map(|&value| f64::from(value)).collect();
                self.write(&path, options, ImageType::Double, &values)?;
            }
        }
        Ok(path)
    }

    fn write<T: WriteImage>(&self, path: &Path, options: &str, kind: ImageType, values: &[T]) -> Result<()> {
        let mut file = fitsio::FitsFile::create(format!("{}[compress {options}]", path.display())).open()?;
        let shape = self.shape();
        let hdu = file.create_image("DATA", &ImageDescription { data_type: kind, dimensions: &shape })?;
        hdu.write_image(&mut file, values)?;
        Ok(())
    }

    /// Writes `copies` of the frame as one uncompressed image.
    pub(crate) fn uncompressed(&self, copies: usize) -> Result<PathBuf> {
        let path = self.directory.join(format!("plain{copies}.fits"));
        let values = self.values.repeat(copies);
        let block = Block::from_vec(&Shape::from([copies, self.rows, self.columns]), values)?;
        ImageWriter::new(&path).write(&block)?;
        Ok(path)
    }
}

/// The type of the pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    F32,
    F64,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }

    pub(crate) fn bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}
