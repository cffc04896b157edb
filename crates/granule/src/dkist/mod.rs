//! Datasets of the Daniel K. Inouye Solar Telescope: an ASDF file that says how FITS files form a cube.
//!
//! What is known of the ASDF layouts since 2020 is read: every version of the `dataset`, `file_manager` and
//! `tiled_dataset` tags.

mod axes;
mod dataset;
mod discover;
mod display;
mod error;
mod files;
mod headers;
mod inventory;
mod open;
mod stokes;
mod tiled;
mod tree;
mod write;

pub(crate) use axes::AxisTables;
pub use dataset::Dataset;
pub use error::DkistError;
pub use files::Files;
pub use headers::{HeaderTable, HeaderValue};
pub(crate) use headers::{column_of, table};
pub use inventory::Inventory;
pub use open::{Opened, open, open_with};
pub use tiled::TiledDataset;
pub(crate) use tree::root;
pub(crate) use write::{DatasetParts, write_dataset};
