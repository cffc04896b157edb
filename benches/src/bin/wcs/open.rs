//! Opening a dataset.

use std::hint::black_box;
use std::path::Path;

use anyhow::Result;
use granule::Dataset;
use granule_benches::figure::Figure;

use crate::Arguments;
use crate::peers::Peers;
use crate::turns::{Scale, measure};

/// What it is called, what is meant to be reached, and what is done.
type Row<'a> = (&'a str, Option<f64>, &'a mut dyn FnMut() -> Result<()>);

const SCALE: Scale = Scale { per_second: 1e3, unit: "ms", each: "" };

/// Opening alone, and opening with every header read, as the peers do.
pub(crate) fn of_dataset(
    dataset: &Path,
    mut peers: Option<&mut Peers>,
    arguments: &Arguments,
) -> Result<Vec<Figure>> {
    let mut alone = || -> Result<()> {
        black_box(Dataset::open(dataset)?);
        Ok(())
    };
    let mut whole = || -> Result<()> {
        let dataset = Dataset::open(dataset)?;
        for keyword in dataset.headers().keywords() {
            black_box(dataset.headers().column(keyword)?);
        }
        Ok(())
    };
    let text = dataset.to_string_lossy();
    let mut figures = Vec::new();
    let rows: [Row<'_>; 2] =
        [("opening", Some(20.0), &mut alone), ("opening, and reading all headers", None, &mut whole)];
    for (name, goal, ours) in rows {
        if arguments.wants(name) {
            let times = match peers.as_deref_mut() {
                Some(peers) => measure(arguments.turns(), ours, Some(&mut || peers.tell(&["open", &text])))?,
                None => measure(arguments.turns(), ours, None)?,
            };
            figures.push(times.figure(name, "dkist", goal, SCALE));
        }
    }
    Ok(figures)
}
