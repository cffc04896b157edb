//! `granule save`: a slice of a dataset as a dataset of its own, of the same FITS files.

use granule::{Dataset, Opened};

use super::cube::overwrite;
use crate::args::SliceArgs;

pub(crate) fn run(args: &SliceArgs) -> anyhow::Result<()> {
    let mut dataset = dataset(args)?;
    if let Some(slices) = &args.slice {
        dataset = dataset.slice(slices.clone())?;
    }
    Ok(dataset.save_asdf(&args.output, overwrite(args.force))?)
}

fn dataset(args: &SliceArgs) -> anyhow::Result<Dataset> {
    let path = args.path.display();
    match (granule::open(&args.path)?, &args.mosaic) {
        (Opened::Dataset(dataset), None) => Ok(*dataset),
        (Opened::Tiled(tiled), Some(index)) => Ok(tiled.tile(index)?.clone()),
        (Opened::Tiled(_), None) => anyhow::bail!("{path} is a tiled dataset; choose a tile with --mosaic"),
        (Opened::Dataset(_), Some(_)) => anyhow::bail!("{path} is not a tiled dataset; leave out --mosaic"),
        _ => anyhow::bail!("{path} is no dataset; granule compute PATH -o OUT.asdf makes one of it"),
    }
}
