//! `granule plot`: a line or an image of what is left after slicing, rebinning and reducing.

use super::cube::overwrite;
use crate::args::PlotArgs;

pub(crate) fn run(args: &PlotArgs) -> anyhow::Result<()> {
    let cube = args.reduce.apply(args.cube.cube()?)?;
    granule::plot::save(&cube, &args.output, &args.session.session(), overwrite(args.force))?;
    Ok(())
}
