//! A celestial transform whose pointing is read from a table.

use std::sync::Arc;

use super::form::trace_constants;
use super::matrix::{Matrix2, Matrix3};
use super::projection::{Formulas, Projection};
use super::rotation::native_to_celestial;
use super::{AffineForm, Form, Projected, SkyForm, Transform};
use crate::CorrelationMatrix;

/// What a [`VaryingCelestial`] is made of: for each place in the table a reference pixel, a matrix and a reference
/// position; each list holds one entry for every place, or a single one for all.
#[derive(Clone, Debug, PartialEq)]
pub struct CelestialTables {
    /// The lengths of the tables, one to three; the last counts fastest.
    pub shape: Vec<usize>,
    /// Reference pixels, from 0.
    pub crpix: Vec<[f64; 2]>,
    /// Matrices by rows, applied to offsets in pixels.
    pub pc: Vec<[[f64; 2]; 2]>,
    /// Reference positions, longitude and latitude in degrees.
    pub crval: Vec<[f64; 2]>,
    /// Degrees a pixel.
    pub cdelt: [f64; 2],
    /// Native longitude of the celestial pole, in degrees.
    pub lon_pole: f64,
    /// The projection.
    pub projection: Projection,
}

/// From two pixel coordinates and the place in a table to longitude and latitude, by a projection.
///
/// The place is rounded to the nearest row (half to even); outside the table both outputs are NaN.
#[derive(Clone, Debug)]
pub struct VaryingCelestial {
    shape: Arc<[usize]>,
    pointings: Arc<[Pointing]>,
    projection: Projection,
    formulas: Arc<dyn Formulas>,
}

/// The transform at one place of the table.
#[derive(Clone, Debug, PartialEq)]
struct Pointing {
    crpix: [f64; 2],
    pc: Matrix2,
    cdelt: [f64; 2],
    to_pixels: Option<Matrix2>,
    to_sky: Matrix3,
    to_native: Matrix3,
    /// Longitude and latitude of the native pole, native longitude of the celestial pole.
    pole: [f64; 3],
}

impl VaryingCelestial {
    /// The transform; `None` if a list is neither one entry long nor as long as the shape says, or the shape is empty.
    #[must_use]
    pub fn new(tables: &CelestialTables) -> Option<Self> {
        let places = tables.shape.iter().try_fold(1_usize, |n, &length| n.checked_mul(length))?;
        let lengths = [tables.crpix.len(), tables.pc.len(), tables.crval.len()];
        let fits = lengths.iter().all(|&length| length == 1 || length == places);
        // Places without an entry of their own would be memory a file has not paid for.
        let tabled = places <= 1 || lengths.contains(&places);
        if tables.shape.is_empty() || !fits || !tabled {
            return None;
        }
        let pointings = (0..places).map(|n| Pointing::at(tables, n)).collect::<Option<Arc<[_]>>>()?;
        let projection = tables.projection.clone();
        let formulas = projection.formulas();
        Some(Self { shape: tables.shape.clone().into(), pointings, projection, formulas })
    }

    /// Runs `map` with the pointing of each point; `inputs` are two coordinates and the place.
    fn evaluate_with(
        &self,
        inputs: &[&[f64]],
        outputs: &mut [Vec<f64>],
        map: impl Fn(&Pointing, &dyn Formulas, f64, f64) -> (f64, f64),
    ) {
        let ([x, y, place @ ..], [first, second]) = (inputs, outputs) else { return };
        first.clear();
        second.clear();
        let formulas = self.formulas.as_ref();
        for (point, (&x, &y)) in x.iter().zip(*y).enumerate() {
            let (a, b) =
                self.pointing(place, point).map_or((f64::NAN, f64::NAN), |at| map(at, formulas, x, y));
            first.push(a);
            second.push(b);
        }
    }

    fn pointing(&self, place: &[&[f64]], point: usize) -> Option<&Pointing> {
        let mut index = 0;
        for (values, &length) in place.iter().zip(self.shape.iter()) {
            let row = values.get(point)?.round_ties_even();
            // Also false for NaN.
            if !(row >= 0.0 && row < length as f64) {
                return None;
            }
            index = index * length + row as usize;
        }
        self.pointings.get(index)
    }

    /// The pointing met at every pixel of an array, if there is but one.
    fn only_pointing(&self, place: &[Form]) -> Option<&Pointing> {
        let mut rows = Vec::with_capacity(place.len());
        for (form, &length) in place.iter().zip(self.shape.iter()) {
            let (low, high) = form.as_affine()?.range();
            let (low, high) = (low.round_ties_even(), high.round_ties_even());
            // Also false for NaN.
            if !(low >= 0.0 && high < length as f64) {
                return None;
            }
            rows.push((low as usize, high as usize, length));
        }
        let within = |(index, _): &(usize, &Pointing)| {
            let mut rest = *index;
            rows.iter().rev().all(|&(low, high, length)| {
                let row = rest % length;
                rest /= length;
                (low..=high).contains(&row)
            })
        };
        let mut met = self.pointings.iter().enumerate().filter(within).map(|(_, pointing)| pointing);
        let first = met.next()?;
        met.all(|pointing| pointing == first).then_some(first)
    }
}

impl Pointing {
    fn at(tables: &CelestialTables, place: usize) -> Option<Self> {
        fn entry<T: Copy>(list: &[T], place: usize) -> Option<T> {
            if let [only] = list { Some(*only) } else { list.get(place).copied() }
        }
        let [[a, b], [c, d]] = entry(&tables.pc, place)?;
        let [lon, lat] = entry(&tables.crval, place)?;
        let [sx, sy] = tables.cdelt;
        let to_sky = native_to_celestial(lon, lat, tables.lon_pole);
        Some(Self {
            crpix: entry(&tables.crpix, place)?,
            pc: Matrix2([[a, b], [c, d]]),
            cdelt: tables.cdelt,
            to_pixels: Matrix2([[a * sx, b * sx], [c * sy, d * sy]]).inverse(),
            to_native: to_sky.transposed(),
            to_sky,
            pole: [lon, lat, tables.lon_pole],
        })
    }

    fn pixel_to_sky(&self, formulas: &dyn Formulas, x: f64, y: f64) -> (f64, f64) {
        let [x0, y0] = self.crpix;
        let [sx, sy] = self.cdelt;
        let (a, b) = self.pc.apply(x - x0, y - y0);
        formulas.sky_of(&self.to_sky, a * sx, b * sy)
    }

    /// What it makes of linear functions of the pixels.
    fn trace(&self, projection: &Projection, x: &AffineForm, y: &AffineForm) -> Vec<Form> {
        let Matrix2([[a, b], [c, d]]) = self.pc;
        let [x0, y0] = self.crpix;
        let [sx, sy] = self.cdelt;
        let (u, v) = (x.scaled(1.0, -x0), y.scaled(1.0, -y0));
        let row = |a: f64, b: f64, scale: f64| u.scaled(a, 0.0).plus(&v.scaled(b, 0.0)).scaled(scale, 0.0);
        let plane = [row(a, b, sx), row(c, d, sy)];
        SkyForm::new(Projected { projection: projection.clone(), plane }, self.pole).axes()
    }

    fn sky_to_pixel(&self, formulas: &dyn Formulas, lon: f64, lat: f64) -> (f64, f64) {
        let Some(to_pixels) = &self.to_pixels else { return (f64::NAN, f64::NAN) };
        let (a, b) = formulas.plane_of_sky(&self.to_native, lon, lat);
        let (x, y) = to_pixels.apply(a, b);
        let [x0, y0] = self.crpix;
        (x + x0, y + y0)
    }
}

impl Transform for VaryingCelestial {
    fn n_inputs(&self) -> usize {
        2 + self.shape.len()
    }

    fn n_outputs(&self) -> usize {
        2
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        self.evaluate_with(inputs, outputs, Pointing::pixel_to_sky);
    }

    /// From longitude, latitude and the place to the two pixel coordinates alone.
    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(VaryingCelestialInverse(self.clone())))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(2, self.n_inputs())
    }

    /// Known where only one pointing is met: the place is fixed, or all that can be met are the same.
    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        let traced = match inputs {
            [Form::Affine(x), Form::Affine(y), place @ ..] => {
                self.only_pointing(place).map(|at| at.trace(&self.projection, x, y))
            }
            _ => None,
        };
        let evaluate = |inputs: &[&[f64]], outputs: &mut [Vec<f64>]| self.evaluate(inputs, outputs);
        traced.unwrap_or_else(|| trace_constants::<Self>(inputs, 2, evaluate))
    }
}

#[derive(Clone, Debug)]
struct VaryingCelestialInverse(VaryingCelestial);

impl Transform for VaryingCelestialInverse {
    fn n_inputs(&self) -> usize {
        self.0.n_inputs()
    }

    fn n_outputs(&self) -> usize {
        2
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        self.0.evaluate_with(inputs, outputs, Pointing::sky_to_pixel);
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(self.0.clone()))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(2, self.n_inputs())
    }
}
