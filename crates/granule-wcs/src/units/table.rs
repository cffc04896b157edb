//! The units that have names.
//!
//! Sizes are those of the SI brochure (9th edition), IAU 2012 B2 and 2015 B2, B3, and CODATA 2022.

use std::f64::consts::PI;

/// Base units and their powers.
pub(super) type Dimensions = &'static [(&'static str, f64)];

/// A row of the table: spellings (the first is canonical), mantissa, exponent, dimensions, which prefixes it takes.
pub(super) type Row = (&'static [&'static str], f64, f64, Dimensions, Prefixes);

/// Whether a unit takes the prefixes of the SI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefixes {
    Si,
    None,
}

use Prefixes::{None, Si};

const PLAIN: Dimensions = &[];
const LENGTH: Dimensions = &[("m", 1.0)];
const AREA: Dimensions = &[("m", 2.0)];
const MASS: Dimensions = &[("g", 1.0)];
const TIME: Dimensions = &[("s", 1.0)];
const RATE: Dimensions = &[("s", -1.0)];
const ANGLE: Dimensions = &[("arcsec", 1.0)];
const SOLID: Dimensions = &[("arcsec", 2.0)];
const FORCE: Dimensions = &[("g", 1.0), ("m", 1.0), ("s", -2.0)];
const PRESSURE: Dimensions = &[("g", 1.0), ("m", -1.0), ("s", -2.0)];
const ENERGY: Dimensions = &[("g", 1.0), ("m", 2.0), ("s", -2.0)];
const POWER: Dimensions = &[("g", 1.0), ("m", 2.0), ("s", -3.0)];
const FIELD: Dimensions = &[("A", -1.0), ("g", 1.0), ("s", -2.0)];
const FLUX: Dimensions = &[("A", -1.0), ("g", 1.0), ("m", 2.0), ("s", -2.0)];
const VOLTAGE: Dimensions = &[("A", -1.0), ("g", 1.0), ("m", 2.0), ("s", -3.0)];
const RESISTANCE: Dimensions = &[("A", -2.0), ("g", 1.0), ("m", 2.0), ("s", -3.0)];
const CONDUCTANCE: Dimensions = &[("A", 2.0), ("g", -1.0), ("m", -2.0), ("s", 3.0)];
const CAPACITANCE: Dimensions = &[("A", 2.0), ("g", -1.0), ("m", -2.0), ("s", 4.0)];
const INDUCTANCE: Dimensions = &[("A", -2.0), ("g", 1.0), ("m", 2.0), ("s", -2.0)];
const CHARGE: Dimensions = &[("A", 1.0), ("s", 1.0)];
const LUMINOUS: Dimensions = &[("arcsec", 2.0), ("cd", 1.0)];
const ILLUMINANCE: Dimensions = &[("arcsec", 2.0), ("cd", 1.0), ("m", -2.0)];
const RAYLEIGH: Dimensions = &[("arcsec", -2.0), ("m", -2.0), ("ph", 1.0), ("s", -1.0)];

/// One radian in arc seconds.
const RADIAN: f64 = 648_000.0 / PI;
const SQUARE_RADIAN: f64 = RADIAN * RADIAN;

/// Angles are counted in arc seconds: degrees and minutes are whole numbers of them, so conversions stay exact.
pub(super) const ROWS: &[Row] = &[
    (&["m", "meter", "metre", "meters"], 1.0, 0.0, LENGTH, Si),
    (&["s", "sec", "second", "seconds"], 1.0, 0.0, TIME, Si),
    (&["g", "gram"], 1.0, 0.0, MASS, Si),
    (&["K", "Kelvin", "kelvin"], 1.0, 0.0, &[("K", 1.0)], Si),
    (&["A", "ampere", "amp"], 1.0, 0.0, &[("A", 1.0)], Si),
    (&["mol", "mole"], 1.0, 0.0, &[("mol", 1.0)], Si),
    (&["cd", "candela"], 1.0, 0.0, &[("cd", 1.0)], Si),
    // Angles.
    (&["arcsec", "arcsecond", "arcseconds", "arcsecs", "asec", "″"], 1.0, 0.0, ANGLE, Si),
    (&["mas"], 1.0, -3.0, ANGLE, None),
    (&["uas"], 1.0, -6.0, ANGLE, None),
    (&["arcmin", "arcminute", "arcminutes", "amin", "′"], 60.0, 0.0, ANGLE, Si),
    (&["deg", "degree", "degrees", "Degree", "Degrees", "°"], 3600.0, 0.0, ANGLE, Si),
    (&["rad", "radian", "radians"], RADIAN, 0.0, ANGLE, Si),
    (&["hourangle"], 54_000.0, 0.0, ANGLE, None),
    (&["cycle", "cy"], 1_296_000.0, 0.0, ANGLE, None),
    (&["sr", "steradian"], SQUARE_RADIAN, 0.0, SOLID, Si),
    // Times and rates.
    (&["min", "minute", "minutes"], 60.0, 0.0, TIME, None),
    (&["h", "hr", "hour", "hours"], 3600.0, 0.0, TIME, None),
    (&["d", "day", "days"], 86_400.0, 0.0, TIME, None),
    (&["wk", "week"], 604_800.0, 0.0, TIME, None),
    (&["fortnight"], 1_209_600.0, 0.0, TIME, None),
    (&["yr", "a", "year"], 31_557_600.0, 0.0, TIME, Si),
    (&["Hz", "HZ", "Hertz", "hertz"], 1.0, 0.0, RATE, Si),
    (&["Bq", "becquerel"], 1.0, 0.0, RATE, Si),
    (&["Ci", "curie"], 3.7, 10.0, RATE, None),
    // Lengths, areas, volumes.
    (&["Angstrom", "angstrom", "Angstroms", "angstroms", "AA", "Å"], 1.0, -10.0, LENGTH, None),
    (&["micron", "microns"], 1.0, -6.0, LENGTH, None),
    (&["AU", "au", "astronomical_unit"], 149_597_870_700.0, 0.0, LENGTH, Si),
    (&["lyr", "ly", "lightyear"], 9_460_730_472_580_800.0, 0.0, LENGTH, Si),
    (&["lsec", "lightsecond"], 299_792_458.0, 0.0, LENGTH, None),
    (&["pc", "parsec"], 3.085_677_581_491_367, 16.0, LENGTH, Si),
    (&["solRad", "R_sun", "Rsun", "RSun"], 6.957, 8.0, LENGTH, None),
    (&["R_earth", "earthRad", "Rearth"], 6.3781, 6.0, LENGTH, None),
    (&["R_jup", "jupiterRad", "Rjup"], 7.1492, 7.0, LENGTH, None),
    (&["barn"], 1.0, -28.0, AREA, Si),
    (&["l", "L", "liter", "litre"], 1.0, -3.0, &[("m", 3.0)], Si),
    (&["k", "Kayser", "kayser"], 100.0, 0.0, &[("m", -1.0)], None),
    // Masses.
    (&["t", "tonne"], 1.0, 6.0, MASS, None),
    (&["u", "Da", "Dalton"], 1.660_539_068_92, -24.0, MASS, None),
    (&["solMass", "M_sun", "Msun"], 1.988_409_870_698_051, 33.0, MASS, None),
    (&["M_earth", "earthMass", "Mearth"], 5.972_167_867_791_379, 27.0, MASS, None),
    (&["M_jup", "jupiterMass", "Mjup"], 1.898_124_597_336_050_5, 30.0, MASS, None),
    (&["M_e"], 9.109_383_713_9, -28.0, MASS, None),
    (&["M_p"], 1.672_621_925_95, -24.0, MASS, None),
    // Mechanics.
    (&["N", "newton"], 1.0, 3.0, FORCE, Si),
    (&["dyn", "dyne"], 1.0, -2.0, FORCE, Si),
    (&["Pa", "pascal"], 1.0, 3.0, PRESSURE, Si),
    (&["bar"], 1.0, 8.0, PRESSURE, Si),
    (&["P", "poise"], 100.0, 0.0, &[("g", 1.0), ("m", -1.0), ("s", -1.0)], None),
    (&["St", "stokes"], 1.0, -4.0, &[("m", 2.0), ("s", -1.0)], None),
    (&["Gal", "gal"], 1.0, -2.0, &[("m", 1.0), ("s", -2.0)], None),
    (&["J", "Joule", "joule"], 1.0, 3.0, ENERGY, Si),
    (&["erg", "ergs"], 1.0, -4.0, ENERGY, Si),
    (&["eV", "electronvolt"], 1.602_176_634, -16.0, ENERGY, Si),
    (&["Ry", "rydberg"], 2.179_872_361_102_989, -15.0, ENERGY, None),
    (&["W", "Watt", "watt"], 1.0, 3.0, POWER, Si),
    (&["solLum", "L_sun", "Lsun"], 3.828, 29.0, POWER, None),
    // Electricity, magnetism, light.
    (&["T", "Tesla", "tesla"], 1.0, 3.0, FIELD, Si),
    (&["G", "Gauss", "gauss"], 1.0, -1.0, FIELD, Si),
    (&["Wb", "weber"], 1.0, 3.0, FLUX, Si),
    (&["Mx", "maxwell"], 1.0, -5.0, FLUX, None),
    (&["V", "Volt", "volt"], 1.0, 3.0, VOLTAGE, Si),
    (&["C", "coulomb"], 1.0, 0.0, CHARGE, Si),
    (&["Ohm", "ohm", "Ω"], 1.0, 3.0, RESISTANCE, Si),
    (&["S", "siemens"], 1.0, -3.0, CONDUCTANCE, Si),
    (&["F", "farad"], 1.0, -3.0, CAPACITANCE, Si),
    (&["H", "henry"], 1.0, 3.0, INDUCTANCE, Si),
    (&["D", "debye"], 1.0 / 3.0, -29.0, &[("A", 1.0), ("m", 1.0), ("s", 1.0)], None),
    (&["lm", "lumen"], SQUARE_RADIAN, 0.0, LUMINOUS, Si),
    (&["lx", "lux"], SQUARE_RADIAN, 0.0, ILLUMINANCE, Si),
    (&["Jy", "JY", "jansky", "Jansky"], 1.0, -23.0, &[("g", 1.0), ("s", -2.0)], Si),
    (&["R", "rayleigh"], 1.0 / (4.0 * PI * SQUARE_RADIAN), 10.0, RAYLEIGH, Si),
    (&["kat", "katal"], 1.0, 0.0, &[("mol", 1.0), ("s", -1.0)], Si),
    // What is counted.
    (&["pix", "pixel", "pixels"], 1.0, 0.0, &[("pix", 1.0)], Si),
    (&["vox", "voxel"], 1.0, 0.0, &[("voxel", 1.0)], Si),
    (&["bin"], 1.0, 0.0, &[("bin", 1.0)], None),
    (&["chan"], 1.0, 0.0, &[("chan", 1.0)], None),
    (&["ct", "count", "counts", "cts"], 1.0, 0.0, &[("ct", 1.0)], None),
    (&["adu", "ADU"], 1.0, 0.0, &[("adu", 1.0)], None),
    (&["DN", "dn"], 1.0, 0.0, &[("DN", 1.0)], None),
    (&["electron", "electrons"], 1.0, 0.0, &[("electron", 1.0)], None),
    (&["ph", "photon", "photons"], 1.0, 0.0, &[("ph", 1.0)], None),
    (&["bit", "b"], 1.0, 0.0, &[("bit", 1.0)], Si),
    (&["byte", "B"], 8.0, 0.0, &[("bit", 1.0)], Si),
    (&["mag"], 1.0, 0.0, &[("mag", 1.0)], Si),
    (&["dex"], 1.0, 0.0, &[("dex", 1.0)], None),
    (&["dB", "decibel"], 0.1, 0.0, &[("dex", 1.0)], None),
    (&["beam"], 1.0, 0.0, &[("beam", 1.0)], None),
    (&["%", "percent"], 1.0, -2.0, PLAIN, None),
];
