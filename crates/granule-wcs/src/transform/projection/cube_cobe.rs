//! The COBE quadrilateralised spherical cube, CSC: polynomials both ways, each only nearly the other's inverse.

use super::cube::Face;

/// CSC.
#[derive(Debug)]
pub(super) struct Cobe;

// The constants of Calabretta & Greisen 2002, 5.6.2.
const GAMMA_STAR: f64 = 1.374_848_477_32;
const M: f64 = 0.004_869_491_981;
const GAMMA: f64 = -0.131_616_714_74;
const OMEGA1: f64 = -0.159_596_235_474;
const D0: f64 = 0.075_919_620_046_7;
const D1: f64 = -0.021_776_249_069_9;
const C00: f64 = 0.141_189_631_152;
const C10: f64 = 0.080_970_128_652_5;
const C01: f64 = -0.281_528_535_557;
const C20: f64 = -0.178_251_207_466;
const C11: f64 = 0.153_841_128_76;
const C02: f64 = 0.106_959_469_314;

/// Coefficients of the inverse: rows by powers of y², columns by powers of x².
const INVERSE: [&[f64]; 7] = [
    &[-0.272_926_96, -0.076_299_69, -0.227_970_56, 0.548_523_84, -0.629_300_65, 0.257_957_94, 0.025_843_75],
    &[-0.028_194_52, -0.014_715_65, 0.480_515_09, -1.741_144_54, 1.715_475_08, -0.530_223_37],
    &[0.270_581_60, -0.568_009_38, 0.308_033_17, 0.989_381_02, -0.831_804_69],
    &[-0.604_415_60, 1.508_800_86, -0.936_785_76, 0.086_938_41],
    &[0.934_120_77, -1.416_019_20, 0.338_874_46],
    &[-0.639_153_06, 0.520_322_38],
    &[0.143_815_85],
];

/// One coordinate on the face from the tangents.
fn forward(a: f64, b: f64) -> f64 {
    let (a2, b2) = (a * a, b * b);
    let rim = 1.0 - a2;
    let cross = C00 + C10 * a2 + C01 * b2 + C20 * a2 * a2 + C11 * a2 * b2 + C02 * b2 * b2;
    a * GAMMA_STAR
        + a * a2 * (1.0 - GAMMA_STAR)
        + a * b2 * rim * (GAMMA + (M - GAMMA) * a2 + (1.0 - b2) * cross)
        + a * a2 * rim * (OMEGA1 - rim * (D0 + D1 * a2))
}

/// One tangent from the coordinates on the face.
fn backward(a: f64, b: f64) -> f64 {
    let (a2, b2) = (a * a, b * b);
    let horner = |row: &[f64], x: f64| row.iter().rev().fold(0.0, |sum, c| sum * x + c);
    let sum = INVERSE.iter().rev().fold(0.0, |sum, row| sum * b2 + horner(row, a2));
    a + a * (1.0 - a2) * sum
}

impl Face for Cobe {
    fn to_face(&self, xi: f64, eta: f64, zeta: f64) -> (f64, f64) {
        let (a, b) = (xi / zeta, eta / zeta);
        (forward(a, b), forward(b, a))
    }

    fn to_direction(&self, chi: f64, psi: f64) -> [f64; 3] {
        [backward(chi, psi), backward(psi, chi), 1.0]
    }
}
