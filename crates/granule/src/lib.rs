//! Solar observations as lazy cubes with world coordinates.
//!
//! An observation is thousands of compressed FITS files and one ASDF file that says how they form one n-dimensional
//! cube and where every pixel points. [`Dataset::open`] reads the ASDF file, and no FITS file; an [`NDCube`] is sliced,
//! rebinned and reduced without loading it, data and world coordinates together; [`NDCube::compute`] reads just the
//! tiles that the answer needs, on the executor of a [`Session`].
//!
//! ```
//! use granule::prelude::*;
//! # use granule::sample::{Overwrite, Sample};
//!
//! # let directory = tempfile::tempdir()?;
//! # let path = directory.path().join("observation");
//! # Sample::visp().stokes(4).raster(4).wave(20).slit(12).overwrite(Overwrite::No).write(&path)?;
//! let dataset = Dataset::open(&path)?;
//! println!("{dataset}");
//!
//! // The mean spectrum of Stokes I, and the wavelength of its minimum.
//! let session = Session::default();
//! let spectrum = dataset.slice(s![0, .., .., ..])?.sum(&[0, 2])?;
//! let darkest = spectrum.argmin(&[])?.compute(&session)?.values().to_vec::<i64>()?[0];
//! for coordinate in spectrum.wcs().pixel_to_world(&[darkest as f64])? {
//!     println!("darkest at {coordinate}");
//! }
//!
//! // Rebinned: fewer, less noisy pixels, on another executor, with the same bits.
//! let rebinned = dataset.slice("0")?.rebin(&[2, 1, 4], Reduction::Mean)?;
//! let here = rebinned.compute(&session)?;
//! let there = rebinned.compute(&Session::new(SyncExecutor))?;
//! assert_eq!(here.values(), there.values());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The layers beneath are crates of their own, re-exported as modules: [`core`], [`asdf`], [`wcs`], [`store`],
//! [`fits`], [`array`](mod@array), [`graph`], [`exec`], [`plot`](plotting).

mod asdf_file;
mod cube;
pub mod dkist;
mod error;
mod header_wcs;
mod image;
mod nodes;
mod options;
mod output;
pub mod plot;
pub mod sample;
pub mod save;
mod session;

pub use asdf_file::open_asdf;
pub use cube::{AxisCoordinates, NDCube};
pub use dkist::{Dataset, Opened, TiledDataset, open, open_with};
pub use error::Error;
pub use granule_array as array;
pub use granule_asdf as asdf;
pub use granule_core as core;
pub use granule_exec as exec;
pub use granule_exec_crossbeam::CrossbeamExecutor;
pub use granule_exec_rayon::RayonExecutor;
pub use granule_fits as fits;
pub use granule_graph as graph;
pub use granule_plot as plotting;
pub use granule_store as store;
pub use granule_wcs as wcs;
pub use header_wcs::{FileTables, HeaderKeywords, is_bare_header, open_wcs};
pub use image::{FitsCube, is_fits};
pub use options::OpenOptions;
pub use output::Overwrite;
pub use session::{Computed, Session};

/// What most programs need, in one `use`.
pub mod prelude {
    pub use granule_array::{Array, Reduction};
    pub use granule_core::{ArrayAxis, Block, DType, Ellipsis, MissingFiles, Slices, Step, s};
    pub use granule_exec::{CancelToken, Event, Executor, Observer, RunReport, SyncExecutor};
    pub use granule_wcs::{Wcs, WcsExt, WorldCoordinate};

    pub use crate::{CrossbeamExecutor, Dataset, Error, NDCube, Overwrite, RayonExecutor, Session};
}
