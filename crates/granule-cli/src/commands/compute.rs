//! `granule compute`: slice, then rebin, then reduce; print or write the result.

use std::path::Path;

use granule::exec::RunReport;
use granule::{NDCube, save};

use super::cube::overwrite;
use super::summary::{Summary, scalar};
use crate::args::ComputeArgs;
use crate::text::{complain, say};

pub(crate) fn run(args: &ComputeArgs) -> anyhow::Result<()> {
    let cube = args.reduce.apply(args.cube.cube()?)?;
    match &args.output {
        Some(path) => write(args, &cube, path),
        None if cube.shape().ndim() == 0 => {
            let computed = cube.compute(&args.session.session())?;
            report(args, computed.report());
            Ok(say(&scalar(computed.values()))?)
        }
        None => {
            let summary = Summary::default();
            let told = args.session.session().compute_into(cube.data(), &summary)?;
            report(args, &told);
            Ok(say(&summary.text(cube.unit().map(ToString::to_string)))?)
        }
    }
}

fn write(args: &ComputeArgs, cube: &NDCube, path: &Path) -> anyhow::Result<()> {
    let overwrite = overwrite(args.force);
    save::check(path, overwrite)?;
    let computed = cube.compute(&args.session.session())?;
    report(args, computed.report());
    save::values(path, computed.values(), cube.unit(), overwrite)?;
    Ok(())
}

/// What the user should know of the run, on standard error.
fn report(args: &ComputeArgs, report: &RunReport) {
    match report.missing_files() {
        0 => {}
        missing => complain(&format!("warning: {missing} files are missing; their pixels are NaN")),
    }
    if args.verbose {
        complain(&report.to_string());
    }
}
