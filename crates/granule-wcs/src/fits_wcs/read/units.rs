//! The units of axes: `CUNIT`, and what is computed with.

use super::axis::{Algorithm, Axis, Kind};
use super::header::Header;
use crate::{Result, Unit};

/// The unit of the world values of an axis, and what the numbers of the header are multiplied by to be in it.
#[derive(Clone, Debug)]
pub(super) struct AxisUnit {
    pub(super) unit: Unit,
    pub(super) factor: f64,
}

impl AxisUnit {
    /// Angles of celestial axes are computed in degrees, spectral quantities in SI units; a missing `CUNIT` says that
    /// they are in these already. All other axes, and tables, keep their unit.
    pub(super) fn read(header: &Header<'_>, axis: &Axis) -> Result<Self> {
        let text = header.axis_text("CUNIT", axis.number);
        let unit = text.as_deref().map(parse);
        let standard = match (axis.kind, &axis.algorithm) {
            (_, Algorithm::Table) => None,
            (Kind::Longitude | Kind::Latitude, _) => Some("deg"),
            (Kind::Spectral, _) => si_unit(&axis.quantity),
            _ => None,
        };
        let Some(standard) = standard else {
            return Ok(Self { unit: unit.unwrap_or_else(|| default_unit(axis)), factor: 1.0 });
        };
        let standard = Unit::parse(standard);
        let factor = match &unit {
            None => 1.0,
            Some(unit) => unit.factor_to(&standard).map_err(|_| {
                let stem = format!("CUNIT{}", axis.number + 1);
                let expected = format!("a unit such as {standard} for {}", axis.ctype);
                header.bad(&stem, text.unwrap_or_default(), expected)
            })?,
        };
        Ok(Self { unit: standard, factor })
    }
}

fn default_unit(axis: &Axis) -> Unit {
    match (axis.kind, &axis.algorithm) {
        (Kind::Longitude | Kind::Latitude, _) => Unit::degree(),
        (Kind::Time, Algorithm::Table) => Unit::dimensionless(),
        (Kind::Time, _) => Unit::second(),
        _ => Unit::dimensionless(),
    }
}

fn si_unit(quantity: &str) -> Option<&'static str> {
    Some(match quantity {
        "FREQ" => "Hz",
        "AFRQ" => "rad/s",
        "ENER" => "J",
        "WAVN" => "m-1",
        "VRAD" | "VOPT" | "VELO" => "m/s",
        "WAVE" | "AWAV" => "m",
        _ => "",
    })
}

/// The unit of a text, also where it is spelled out: `degree`, `arcsecs`, `Angstroms`.
fn parse(text: &str) -> Unit {
    let known = match text.trim().to_ascii_lowercase().as_str() {
        "degree" | "degrees" | "degs" => "deg",
        "arcsecs" | "arcsecond" | "arcseconds" => "arcsec",
        "arcmins" | "arcminute" | "arcminutes" => "arcmin",
        "radian" | "radians" => "rad",
        "sec" | "second" | "seconds" => "s",
        "day" | "days" => "d",
        "hertz" => "Hz",
        "meter" | "meters" | "metre" | "metres" => "m",
        "nanometer" | "nanometers" => "nm",
        "angstrom" | "angstroms" => "Angstrom",
        "pixels" => "pixel",
        _ => {
            return Unit::parse(
                text.strip_prefix('/').map(|rest| format!("1/{rest}")).as_deref().unwrap_or(text),
            );
        }
    };
    Unit::parse(known)
}
