//! A celestial transform whose pointing is read from a table.

use std::sync::Arc;

use fearless_simd::{Level, dispatch};
use granule_asdf::{Mapping as Fields, Node};

use super::angle::{low_bits, nearest};
use super::form::trace_constants;
use super::matrix::Matrix2;
use super::pointing::{LANES, Place, Pointing, Tangent, ThroughPlane, ToPixels, ToSky, in_lanes};
use super::projection::{Formulas, Projection};
use super::remainder::{beside, chain};
use super::{
    Affine, AffineForm, CelestialTransform, Direction, Form, Linear, Projected, Remainder, SkyForm,
    Transform, fix,
};
use crate::write::{nodes::dkist, projection_node};
use crate::{CorrelationMatrix, Result, TransformWriter};

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

impl CelestialTables {
    /// The pointing at a place of the table, counted with the last axis fastest.
    fn place(&self, place: usize) -> Option<Place> {
        fn entry<T: Copy>(list: &[T], place: usize) -> Option<T> {
            if let [only] = list { Some(*only) } else { list.get(place).copied() }
        }
        let [[a, b], [c, d]] = entry(&self.pc, place)?;
        let [sx, sy] = self.cdelt;
        Some(Place {
            crpix: entry(&self.crpix, place)?,
            degrees: Matrix2([[a * sx, b * sx], [c * sy, d * sy]]),
            crval: entry(&self.crval, place)?,
            lon_pole: self.lon_pole,
        })
    }

    /// The pointing met at every pixel of an array, if there is but one.
    fn only_place(&self, place: &[Form]) -> Option<Place> {
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
        let within = |index: &usize| {
            let mut rest = *index;
            rows.iter().rev().all(|&(low, high, length)| {
                let row = rest % length;
                rest /= length;
                (low..=high).contains(&row)
            })
        };
        let mut met = (0..self.shape.iter().product()).filter(within).filter_map(|index| self.place(index));
        let first = met.next()?;
        met.all(|place| place == first).then_some(first)
    }

    /// The tables with the rows that are known taken out; `None` where there is no such row.
    fn at_rows(&self, rows: &[Option<f64>]) -> Option<Self> {
        let mut places = vec![0];
        let mut shape = Vec::new();
        for (row, &length) in rows.iter().zip(&self.shape) {
            let taken = match row {
                // Also false for NaN.
                Some(row) if !((0.0..length as f64).contains(&row.round_ties_even())) => return None,
                Some(row) => vec![row.round_ties_even() as usize],
                None => (0..length).collect(),
            };
            shape.extend(row.is_none().then_some(length));
            let along = |place: &usize| taken.iter().map(|row| place * length + row).collect::<Vec<_>>();
            places = places.iter().flat_map(along).collect();
        }
        fn taken<T: Copy>(list: &[T], places: &[usize]) -> Option<Vec<T>> {
            match list {
                [only] => Some(vec![*only]),
                _ => places.iter().map(|&place| list.get(place).copied()).collect(),
            }
        }
        Some(Self {
            shape,
            crpix: taken(&self.crpix, &places)?,
            pc: taken(&self.pc, &places)?,
            crval: taken(&self.crval, &places)?,
            ..self.clone()
        })
    }

    /// From pixels to the sky with one pointing.
    fn plane(&self, place: &Place) -> Option<Arc<dyn Transform>> {
        let Place { crpix: [x0, y0], degrees: Matrix2(rows), crval: [lon, lat], lon_pole } = *place;
        let shifts = beside(Arc::new(Linear::shift(-x0)), Arc::new(Linear::shift(-y0)));
        let sky = CelestialTransform::plane_to_sky(self.projection.clone(), lon, lat, lon_pole);
        chain([shifts, Arc::new(Affine::new(rows, [0.0; 2])), Arc::new(sky)])
    }

    /// What a node says of them.
    fn fields(&self, writer: &mut TransformWriter<'_>) -> Result<Fields> {
        let projection = projection_node(&self.projection, Direction::PlaneToSky)?;
        let mut table = |values: Vec<f64>, entries: usize, entry: &[usize]| {
            // A table of one place is one as well: one of the tables must be.
            let tabled = entries == self.shape.iter().product();
            let shape: &[usize] = if tabled { &self.shape } else { &[] };
            writer.array(&[shape, entry].concat(), values)
        };
        Ok(Fields::new()
            .with("cdelt", table(self.cdelt.to_vec(), 0, &[2])?)
            .with("crpix_table", table(self.crpix.concat(), self.crpix.len(), &[2])?)
            .with("crval_table", table(self.crval.concat(), self.crval.len(), &[2])?)
            .with("lon_pole", Node::float(self.lon_pole))
            .with("pc_table", table(self.pc.as_flattened().concat(), self.pc.len(), &[2, 2])?)
            .with("projection", projection))
    }

    /// What the pointing at a place makes of linear functions of the pixels.
    fn trace(&self, place: &Place, x: &AffineForm, y: &AffineForm) -> Vec<Form> {
        let Place { crpix: [x0, y0], degrees: Matrix2(rows), crval: [lon, lat], lon_pole } = *place;
        let (u, v) = (x.scaled(1.0, -x0), y.scaled(1.0, -y0));
        let plane = rows.map(|[a, b]| u.scaled(a, 0.0).plus(&v.scaled(b, 0.0)));
        let projected = Projected { projection: self.projection.clone(), plane };
        SkyForm::new(projected, [lon, lat, lon_pole]).axes()
    }
}

/// From two pixel coordinates and the place in a table to longitude and latitude, by a projection.
///
/// The place is rounded to the nearest row (half to even); outside the table both outputs are NaN.
#[derive(Clone, Debug)]
pub struct VaryingCelestial {
    tables: Arc<CelestialTables>,
    pointings: Either<ToSky>,
}

impl VaryingCelestial {
    /// The transform; `None` if a list is neither one entry long nor as long as the shape says, or the shape is empty.
    #[must_use]
    pub fn new(tables: &CelestialTables) -> Option<Self> {
        let pointings = Either::new(tables, ToSky::new)?;
        Some(Self { tables: Arc::new(tables.clone()), pointings })
    }

    /// What it is made of.
    #[must_use]
    pub fn tables(&self) -> &CelestialTables {
        &self.tables
    }
}

impl Transform for VaryingCelestial {
    fn n_inputs(&self) -> usize {
        2 + self.tables.shape.len()
    }

    fn n_outputs(&self) -> usize {
        2
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        self.pointings.evaluate(inputs, outputs, |at, formulas, x, y| at.to_sky(formulas, x, y));
    }

    /// From longitude, latitude and the place to the two pixel coordinates alone.
    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        let pointings = Either::new(&self.tables, ToPixels::new)?;
        Some(Arc::new(VaryingCelestialInverse { forward: self.clone(), pointings }))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(2, self.n_inputs())
    }

    /// Known where only one pointing is met: the place is fixed, or all that can be met are the same.
    fn trace(&self, inputs: &[Form]) -> Vec<Form> {
        let traced = match inputs {
            [Form::Affine(x), Form::Affine(y), place @ ..] => {
                self.tables.only_place(place).map(|place| self.tables.trace(&place, x, y))
            }
            _ => None,
        };
        let evaluate = |inputs: &[&[f64]], outputs: &mut [Vec<f64>]| self.evaluate(inputs, outputs);
        traced.unwrap_or_else(|| trace_constants::<Self>(inputs, 2, evaluate))
    }

    /// Where the place is known, a plane with one pointing; where some of its rows are, a smaller table.
    fn fix(&self, known: &[Option<f64>]) -> Option<Remainder> {
        let [x, y, rows @ ..] = known else { return None };
        if rows.iter().all(Option::is_none) {
            return None;
        }
        let Some(tables) = self.tables.at_rows(rows) else {
            return Some(Remainder::known(vec![f64::NAN; 2]));
        };
        if tables.shape.is_empty() {
            return fix(&tables.plane(&tables.place(0)?)?, &[*x, *y]);
        }
        let known: Vec<Option<f64>> = [*x, *y].into_iter().chain(tables.shape.iter().map(|_| None)).collect();
        let smaller: Arc<dyn Transform> = Arc::new(Self::new(&tables)?);
        fix(&smaller, &known)
    }

    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        Ok(dkist("varying_celestial_transform-1.4.0", self.tables.fields(writer)?))
    }
}

#[derive(Clone, Debug)]
struct VaryingCelestialInverse {
    forward: VaryingCelestial,
    pointings: Either<ToPixels>,
}

impl Transform for VaryingCelestialInverse {
    fn n_inputs(&self) -> usize {
        self.forward.n_inputs()
    }

    fn n_outputs(&self) -> usize {
        2
    }

    fn evaluate(&self, inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
        self.pointings.evaluate(inputs, outputs, |at, formulas, lon, lat| at.to_pixels(formulas, lon, lat));
    }

    fn inverse(&self) -> Option<Arc<dyn Transform>> {
        Some(Arc::new(self.forward.clone()))
    }

    fn separability(&self) -> CorrelationMatrix {
        CorrelationMatrix::full(2, self.n_inputs())
    }

    fn to_node(&self, writer: &mut TransformWriter<'_>) -> Result<Node> {
        Ok(dkist("inverse_varying_celestial_transform-1.4.0", self.forward.tables.fields(writer)?))
    }
}

/// Pointings in one direction: of tangent planes, or of the planes of another projection.
#[derive(Clone, Debug)]
enum Either<P> {
    Tangent(Pointings<P>),
    Other(Pointings<ThroughPlane>, Arc<dyn Formulas>),
}

impl<P: Tangent> Either<P> {
    fn new(tables: &CelestialTables, tangent: impl Fn(&Place) -> P) -> Option<Self> {
        if tables.projection == Projection::Gnomonic {
            return Pointings::new(tables, tangent).map(Self::Tangent);
        }
        let pointings = Pointings::new(tables, ThroughPlane::new)?;
        Some(Self::Other(pointings, tables.projection.formulas()))
    }

    fn evaluate(
        &self,
        inputs: &[&[f64]],
        outputs: &mut [Vec<f64>],
        other: impl Fn(&ThroughPlane, &dyn Formulas, f64, f64) -> (f64, f64),
    ) {
        let ([x, y, rows @ ..], [first, second]) = (inputs, outputs) else { return };
        match self {
            Self::Tangent(pointings) if rows.len() == pointings.shape.len() => {
                dispatch!(Level::new(), _simd => pointings.tangent([x, y], rows, [first, second]));
            }
            Self::Other(pointings, formulas) if rows.len() == pointings.shape.len() => {
                pointings.other([x, y], rows, [first, second], |at, x, y| other(at, formulas.as_ref(), x, y));
            }
            _ => {}
        }
    }
}

/// A pointing for every place of a table, in one direction.
#[derive(Clone, Debug)]
struct Pointings<P> {
    shape: Vec<usize>,
    /// One for each place, and one that leads nowhere.
    places: Arc<[P]>,
}

impl<P: Pointing> Pointings<P> {
    /// The most places a table may have: their numbers are found by 32-bit arithmetic.
    const MAX_PLACES: usize = 1 << 31;

    fn new(tables: &CelestialTables, pointing: impl Fn(&Place) -> P) -> Option<Self> {
        let places = tables.shape.iter().try_fold(1_usize, |n, &length| n.checked_mul(length))?;
        let lengths = [tables.crpix.len(), tables.pc.len(), tables.crval.len()];
        let fits = lengths.iter().all(|&length| length == 1 || length == places);
        // Places without an entry of their own would be memory a file has not paid for.
        let tabled = places <= 1 || lengths.contains(&places);
        if tables.shape.is_empty() || !fits || !tabled || places > Self::MAX_PLACES {
            return None;
        }
        let at = |place: usize| tables.place(place).map(|place| pointing(&place));
        let pointings = (0..places).map(at).chain([Some(*P::NOWHERE)]);
        Some(Self { shape: tables.shape.clone(), places: pointings.collect::<Option<Arc<[P]>>>()? })
    }

    fn other(
        &self,
        inputs: [&[f64]; 2],
        rows: &[&[f64]],
        outputs: [&mut Vec<f64>; 2],
        map: impl Fn(&P, f64, f64) -> (f64, f64),
    ) {
        in_lanes(inputs, outputs, |start, first, second| {
            let places = self.find(rows, start);
            for ((x, y), place) in first.iter_mut().zip(second).zip(places) {
                (*x, *y) = map(self.at(place), *x, *y);
            }
        });
    }

    #[inline(always)]
    fn at(&self, place: u32) -> &P {
        self.places.get(place as usize).unwrap_or(P::NOWHERE)
    }

    /// The number of the place of each point from `start` on: that of the nearest rows, past the last if there is none.
    #[inline(always)]
    fn find(&self, rows: &[&[f64]], start: usize) -> [u32; LANES] {
        let (mut index, mut found) = ([0.0; LANES], [true; LANES]);
        for (values, &length) in rows.iter().zip(&self.shape) {
            let length = length as f64;
            let values = values.get(start..).unwrap_or(&[]);
            for ((value, index), found) in values.iter().zip(&mut index).zip(&mut found) {
                let row = nearest(*value);
                // Also false for NaN.
                *found &= (row >= 0.0) & (row < length);
                *index = *index * length + row;
            }
        }
        let nowhere = (self.places.len() - 1) as f64;
        let mut places = [0; LANES];
        for ((place, index), found) in places.iter_mut().zip(index).zip(found) {
            *place = low_bits(if found { index } else { nowhere });
        }
        places
    }
}

impl<P: Tangent> Pointings<P> {
    #[inline(always)]
    fn tangent(&self, inputs: [&[f64]; 2], rows: &[&[f64]], outputs: [&mut Vec<f64>; 2]) {
        in_lanes(
            inputs,
            outputs,
            // Left by itself it would be compiled without the registers of `dispatch`.
            #[inline(always)]
            |start, first, second| {
                let places = self.find(rows, start);
                let here = places[0];
                // Along a slit the pointing stays what it is.
                if places.iter().all(|&place| place == here) {
                    self.at(here).map_all(first, second);
                } else {
                    P::map(|lane| self.at(places.get(lane).copied().unwrap_or(u32::MAX)), first, second);
                }
            },
        );
    }
}
