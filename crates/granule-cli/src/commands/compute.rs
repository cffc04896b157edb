//! `granule compute`: slice, then rebin, then reduce; print or write the result.

use granule::save;

use super::cube::overwrite;
use super::summary;
use crate::args::ComputeArgs;
use crate::text::{complain, say};

pub(crate) fn run(args: &ComputeArgs) -> anyhow::Result<()> {
    let cube = args.reduce.apply(args.cube.cube()?)?;
    let overwrite = overwrite(args.force);
    if let Some(path) = &args.output {
        save::check(path, overwrite)?;
    }
    let computed = cube.compute(&args.session.session())?;
    let report = computed.report();
    match report.missing_files() {
        0 => {}
        missing => complain(&format!("warning: {missing} files are missing; their pixels are NaN")),
    }
    if args.verbose {
        complain(&report.to_string());
    }
    match &args.output {
        Some(path) => save::values(path, computed.values(), cube.unit(), overwrite)?,
        None => say(&summary::of_block(computed.values(), cube.unit().map(ToString::to_string)))?,
    }
    Ok(())
}
