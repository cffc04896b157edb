//! `granule compute`: slice, then rebin, then reduce; print or write the result.

use std::path::Path;

use granule::exec::RunReport;
use granule::save;

use super::summary::{Summary, scalar};
use crate::args::ComputeArgs;
use crate::text::{complain, say};

pub(crate) fn run(args: &ComputeArgs) -> anyhow::Result<()> {
    let cube = args.reduce.apply(args.cube.cube()?)?;
    let session = args.session.session();
    // Options that do not fit each other should fail before the work.
    let options = args.save.options()?;
    match &args.save.output {
        Some(path) if is_asdf(path) => {
            let inventory = args.cube.inventory()?;
            report(args, &save::dataset(&cube, inventory.as_ref(), path, &session, &options)?);
        }
        Some(path) => report(args, &save::cube_with(&cube, path, &session, &options)?),
        None if cube.shape().ndim() == 0 => {
            let computed = cube.compute(&session)?;
            report(args, computed.report());
            say(&scalar(computed.values()))?;
        }
        None => {
            let summary = Summary::default();
            report(args, &session.compute_into(cube.data(), &summary)?);
            say(&summary.text(cube.unit().map(ToString::to_string)))?;
        }
    }
    Ok(())
}

fn is_asdf(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("asdf"))
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
