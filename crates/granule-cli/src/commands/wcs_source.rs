//! From arguments to world coordinates.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use granule::asdf::AsdfFile;
use granule::wcs::{Wcs, read_wcs_at};

use crate::args::WorldArgs;

/// The world coordinates that the arguments name: those of a dataset's cube, or of a node of an ASDF file.
pub(crate) fn resolve(args: &WorldArgs) -> anyhow::Result<Arc<dyn Wcs>> {
    let path = &args.cube.path;
    let Some(file) = asdf(path)? else {
        anyhow::ensure!(
            args.key.is_none(),
            "--key names a node of an ASDF file, which {} is not",
            path.display()
        );
        return Ok(args.cube.cube()?.wcs().clone());
    };
    // A dataset is more than its coordinates: it can be sliced and rebinned.
    let is_dataset = ["dataset", "inversion"].iter().any(|key| file.tree().get(key).is_some());
    if args.key.is_none() && is_dataset && !is_compressed(path) {
        return Ok(args.cube.cube()?.wcs().clone());
    }
    if args.cube.slice.is_some() || args.cube.rebin.is_some() || args.cube.mosaic.is_some() {
        anyhow::bail!(
            "--slice, --rebin and --mosaic are for datasets; {} is read as bare coordinates",
            path.display()
        );
    }
    read_wcs_at(&file, args.key.as_deref()).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
}

/// The file, if its name says that it is an ASDF file.
fn asdf(path: &Path) -> anyhow::Result<Option<AsdfFile>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    if name.ends_with(".asdf") && path.is_file() {
        return Ok(Some(AsdfFile::open(path)?));
    }
    if !name.ends_with(".asdf.gz") {
        return Ok(None);
    }
    let located = |error: std::io::Error| anyhow::anyhow!("{}: {error}", path.display());
    let decoder = flate2::read::MultiGzDecoder::new(File::open(path).map_err(located)?);
    let mut bytes = Vec::new();
    // A small file may unpack to any size.
    decoder.take(MOST_BYTES).read_to_end(&mut bytes).map_err(located)?;
    anyhow::ensure!(
        (bytes.len() as u64) < MOST_BYTES,
        "{} unpacks to more than {MOST_BYTES} bytes; unpack it with gunzip first",
        path.display()
    );
    Ok(Some(AsdfFile::from_bytes(bytes)?))
}

/// Compressed files that unpack to more than this are not read.
const MOST_BYTES: u64 = 1 << 31;

fn is_compressed(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"))
}
