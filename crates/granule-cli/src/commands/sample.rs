//! `granule sample`: a synthetic observation.

use granule::sample::{Compression, Sample};

use super::cube::overwrite;
use crate::args::SampleArgs;
use crate::text::say;

pub(crate) fn run(args: &SampleArgs) -> anyhow::Result<()> {
    let compression = if args.raw { Compression::Raw } else { Compression::Rice { tile: args.tile } };
    let written = Sample::visp()
        .stokes(args.stokes)
        .raster(args.raster)
        .wave(args.wave)
        .slit(args.slit)
        .compression(compression)
        .seed(args.seed)
        .overwrite(overwrite(args.force))
        .write(&args.dir)?;
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    say(&format!(
        "{}\n{} FITS files, {:.1} MB of pixels in {:.1} MB",
        written.asdf.display(),
        written.files,
        megabytes(written.bytes_raw),
        megabytes(written.bytes_on_disk)
    ))?;
    Ok(())
}
