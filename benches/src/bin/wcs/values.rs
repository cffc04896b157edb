//! Many points at once, from pixels to world values and back.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use granule::wcs::Wcs;
use granule_benches::figure::Figure;

use crate::Arguments;
use crate::peers::Peers;
use crate::systems::{Order, System};
use crate::turns::{Scale, measure};

const SCALE: Scale = Scale { per_second: f64::NAN, unit: "ns", each: " a point" };

/// How far values may differ where their axis has no unit below: in that unit.
const TOLERANCE: f64 = 1e-9;

/// How far pixels may differ.
const PIXEL_TOLERANCE: f64 = 1e-6;

/// Which way, and by which of the peers' functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Forward,
    /// Forward, into vectors that are kept from one run to the next.
    Kept,
    Backward,
    /// Forward; of the peers, wcslib without astropy around it.
    Wcslib,
}

impl Way {
    /// The word that the peers know it by.
    fn word(self) -> &'static str {
        match self {
            Self::Forward | Self::Kept => "forward",
            Self::Backward => "backward",
            Self::Wcslib => "wcslib",
        }
    }
}

/// What is measured of a system: pixels, direction, the peer and what is meant to be reached.
type Row = (Order, Way, &'static str, Option<f64>);

const GWCS: [Row; 6] = [
    (Order::Random, Way::Forward, "gwcs", Some(100.0)),
    (Order::Random, Way::Kept, "gwcs", None),
    (Order::Grid, Way::Forward, "gwcs", Some(100.0)),
    (Order::Grid, Way::Kept, "gwcs", None),
    (Order::Random, Way::Backward, "gwcs", None),
    (Order::Grid, Way::Backward, "gwcs", None),
];

const HEADER: [Row; 3] = [
    (Order::Random, Way::Forward, "astropy", Some(2.0)),
    (Order::Random, Way::Wcslib, "wcslib", Some(2.0)),
    (Order::Random, Way::Backward, "astropy", Some(2.0)),
];

/// Every row of a system.
pub(crate) fn of_system(
    system: &System,
    mut peers: Option<&mut Peers>,
    arguments: &Arguments,
    directory: &Path,
) -> Result<Vec<Figure>> {
    if let Some(peers) = peers.as_deref_mut() {
        peers.tell(&[system.command, system.name, &system.path.to_string_lossy()])?;
    }
    let rows: &[Row] = if system.command == "dataset" { &GWCS } else { &HEADER };
    let mut figures = Vec::new();
    for &(order, way, peer, goal) in rows {
        let arrow = match way {
            Way::Forward | Way::Wcslib => "to world",
            Way::Kept => "to world, no new memory",
            Way::Backward => "from world",
        };
        let name = format!("{}, {} {arrow}", system.name, order.name());
        // Alone, wcslib's row is that of astropy again.
        if !arguments.wants(&name) || (way == Way::Wcslib && peers.is_none()) {
            continue;
        }
        let pixels = system.pixels(order, arguments.points());
        let batch = Batch::new(system, way, pixels)?;
        let mut kept = Vec::new();
        let mut ours = || {
            if way == Way::Kept {
                return batch.run_into(black_box(&mut kept));
            }
            batch.run().map(|values| drop(black_box(values)))
        };
        let times = match peers.as_deref_mut() {
            Some(peers) => {
                let id = format!("{name} {}", way.word());
                batch.check(&id, peers, directory)?;
                measure(arguments.turns(), &mut ours, Some(&mut || peers.tell(&["run", &id])))?
            }
            None => measure(arguments.turns(), &mut ours, None)?,
        };
        let scale = Scale { per_second: 1e9 / arguments.points() as f64, ..SCALE };
        figures.push(times.figure(&name, peer, goal, scale));
    }
    Ok(figures)
}

/// Points of a system, to be evaluated one way.
struct Batch<'a> {
    system: &'a System,
    way: Way,
    columns: Vec<Vec<f64>>,
}

impl<'a> Batch<'a> {
    /// The pixels, or the world values there.
    fn new(system: &'a System, way: Way, pixels: Vec<Vec<f64>>) -> Result<Self> {
        let columns = match way {
            Way::Backward => system.wcs.pixel_to_world_values(&slices(&pixels))?,
            Way::Forward | Way::Kept | Way::Wcslib => pixels,
        };
        Ok(Self { system, way, columns })
    }

    fn run(&self) -> Result<Vec<Vec<f64>>> {
        let columns = slices(&self.columns);
        Ok(match self.way {
            Way::Backward => self.system.wcs.world_to_pixel_values(&columns)?,
            Way::Forward | Way::Kept | Way::Wcslib => self.system.wcs.pixel_to_world_values(&columns)?,
        })
    }

    fn run_into(&self, values: &mut Vec<Vec<f64>>) -> Result<()> {
        Ok(self.system.wcs.pixel_to_world_into(&slices(&self.columns), values)?)
    }

    /// Gives the batch to the peers, and makes sure that they find the same.
    fn check(&self, id: &str, peers: &mut Peers, directory: &Path) -> Result<()> {
        let (input, output) = (directory.join("input.f64"), directory.join("output.f64"));
        let bytes: Vec<u8> = self.columns.iter().flatten().flat_map(|value| value.to_ne_bytes()).collect();
        fs::write(&input, bytes)?;
        let count = self.columns.len().to_string();
        peers.tell(&["batch", id, self.system.name, self.way.word(), &count, &input.to_string_lossy()])?;
        peers.tell(&["values", id, &output.to_string_lossy()])?;
        let bytes = fs::read(&output)?;
        let (theirs, rest) = bytes.as_chunks::<8>();
        let theirs: Vec<f64> = theirs.iter().map(|&bytes| f64::from_ne_bytes(bytes)).collect();
        let ours = self.run()?;
        let points = ours.first().map_or(0, Vec::len);
        ensure!(
            rest.is_empty() && theirs.len() == points * ours.len(),
            "{id}: the peers have {} values and not {points} times {}",
            theirs.len(),
            ours.len()
        );
        for (axis, (ours, theirs)) in ours.iter().zip(theirs.chunks(points.max(1))).enumerate() {
            let axis_limits = match self.way {
                Way::Backward => Limits { tolerance: PIXEL_TOLERANCE, turn: None },
                Way::Forward | Way::Kept | Way::Wcslib => Limits::of(self.system.wcs.as_ref(), axis),
            };
            axis_limits.check(ours, theirs).with_context(|| format!("{id}, axis {axis}"))?;
        }
        Ok(())
    }
}

/// How far values may differ.
struct Limits {
    tolerance: f64,
    /// A full turn, for angles.
    turn: Option<f64>,
}

impl Limits {
    fn of(wcs: &dyn Wcs, axis: usize) -> Self {
        match wcs.world_axis_units().get(axis).map(String::as_str) {
            Some("deg") => Self { tolerance: 1e-9, turn: Some(360.0) },
            Some("arcsec") => Self { tolerance: 1e-6, turn: Some(1_296_000.0) },
            _ => Self { tolerance: TOLERANCE, turn: None },
        }
    }

    fn check(&self, ours: &[f64], theirs: &[f64]) -> Result<()> {
        for (point, (&ours, &theirs)) in ours.iter().zip(theirs).enumerate() {
            let mut difference = (ours - theirs).abs();
            if let Some(turn) = self.turn {
                difference = difference.min((difference - turn).abs());
            }
            ensure!(
                difference <= self.tolerance || (ours.is_nan() && theirs.is_nan()),
                "point {point} is {ours}, for the peers {theirs}"
            );
        }
        Ok(())
    }
}

fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_a_turn_apart_are_the_same_and_undefined_ones_too() {
        let degrees = Limits { tolerance: 1e-9, turn: Some(360.0) };
        degrees.check(&[359.0, 1.0, f64::NAN], &[-1.0, 1.0 + 1e-10, f64::NAN]).unwrap();
        for (ours, theirs) in [(1.0, 1.1), (f64::NAN, 1.0), (1.0, f64::NAN)] {
            let error = degrees.check(&[0.0, ours], &[0.0, theirs]).unwrap_err();
            assert_eq!(error.to_string(), format!("point 1 is {ours}, for the peers {theirs}"));
        }
        let seconds = Limits { tolerance: 1e-9, turn: None };
        assert!(seconds.check(&[359.0], &[-1.0]).is_err());
    }
}
