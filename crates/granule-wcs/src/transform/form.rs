//! What transforms make of pixel coordinates, as formulas: for formats that hold parameters and not transforms.
//!
//! A transform is asked by [`Transform::trace`](super::Transform::trace) what its outputs are as functions of the
//! pixel coordinates, given what its inputs are. FITS, say, can hold a straight line, and a position that comes of
//! straight lines by a projection and a rotation, and nothing else.

use std::sync::Arc;

use super::Projection;

/// A number as a function of pixel coordinates.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Form {
    /// A linear function of the pixel coordinates, or a constant.
    Affine(AffineForm),
    /// A native longitude or latitude, in degrees: what a projection makes of two linear functions.
    Native(Arc<Projected>, SkyAxis),
    /// A longitude or latitude: a rotation of native coordinates, times a factor.
    Sky(Arc<SkyForm>, SkyAxis, f64),
    /// None of these.
    Unknown {
        /// What made it so, for messages: the kind of transform.
        made_by: String,
    },
}

/// Which of two spherical coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkyAxis {
    /// The longitude.
    Longitude,
    /// The latitude.
    Latitude,
}

/// Native coordinates that come of linear functions of the pixels by a projection.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Projected {
    /// The projection.
    pub projection: Projection,
    /// The coordinates in its plane, in degrees.
    pub plane: [AffineForm; 2],
}

/// A position on the sky, in degrees.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SkyForm {
    /// How the native coordinates come of the pixels.
    pub native: Projected,
    /// Celestial longitude and latitude of the native pole, and native longitude of the celestial pole.
    pub pole: [f64; 3],
}

impl SkyForm {
    /// What a rotation makes of native coordinates.
    #[must_use]
    pub fn new(native: Projected, pole: [f64; 3]) -> Self {
        Self { native, pole }
    }

    /// Its longitude and latitude.
    #[must_use]
    pub fn axes(self) -> Vec<Form> {
        let sky = Arc::new(self);
        [SkyAxis::Longitude, SkyAxis::Latitude].map(|axis| Form::Sky(sky.clone(), axis, 1.0)).to_vec()
    }
}

/// A linear function of pixel coordinates: `Σ slope · pixel + offset`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AffineForm {
    /// A slope for each pixel axis, in pixel order.
    pub slopes: Vec<f64>,
    /// The value at pixel 0 of every axis.
    pub offset: f64,
    /// The length of each pixel axis, in pixel order, where it is known.
    lengths: Arc<[Option<usize>]>,
}

impl AffineForm {
    /// The pixel coordinates themselves, for axes of these lengths.
    #[must_use]
    pub fn pixels(lengths: &[Option<usize>]) -> Vec<Self> {
        let shared: Arc<[Option<usize>]> = lengths.into();
        let slopes = |axis: usize| (0..lengths.len()).map(|n| f64::from(n == axis)).collect();
        let pixel = |axis| Self { slopes: slopes(axis), offset: 0.0, lengths: shared.clone() };
        (0..lengths.len()).map(pixel).collect()
    }

    /// The number, if no pixel coordinate changes it.
    #[must_use]
    pub fn constant(&self) -> Option<f64> {
        self.slopes.iter().all(|&slope| slope == 0.0).then_some(self.offset)
    }

    /// A constant, over the same pixels.
    #[must_use]
    pub fn constant_like(&self, value: f64) -> Self {
        Self { slopes: vec![0.0; self.slopes.len()], offset: value, lengths: self.lengths.clone() }
    }

    /// `factor · self + offset`.
    #[must_use]
    pub fn scaled(&self, factor: f64, offset: f64) -> Self {
        let slopes = self.slopes.iter().map(|slope| factor * slope).collect();
        Self { slopes, offset: factor * self.offset + offset, lengths: self.lengths.clone() }
    }

    /// The sum of two functions of the same pixels.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let slopes = self.slopes.iter().zip(&other.slopes).map(|(a, b)| a + b).collect();
        Self { slopes, offset: self.offset + other.offset, lengths: self.lengths.clone() }
    }

    /// The least and greatest value at any pixel of the array; infinite where a length that matters is unknown.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        let (mut low, mut high) = (self.offset, self.offset);
        for (&slope, length) in self.slopes.iter().zip(self.lengths.iter()) {
            let last = length.map_or(f64::INFINITY, |length| length.saturating_sub(1) as f64);
            let end = if slope == 0.0 { 0.0 } else { slope * last };
            low += end.min(0.0);
            high += end.max(0.0);
        }
        (low, high)
    }
}

impl Form {
    /// A form of no known kind, made by a transform of the type `T`.
    #[must_use]
    pub fn unknown<T: ?Sized>() -> Self {
        let name = std::any::type_name::<T>();
        Self::Unknown { made_by: name.rsplit("::").next().unwrap_or(name).to_owned() }
    }

    /// As [`unknown`](Self::unknown); where an input is unknown already, that input.
    #[must_use]
    pub fn unknown_after<T: ?Sized>(inputs: &[Self]) -> Self {
        let earlier = inputs.iter().find(|form| matches!(form, Self::Unknown { .. }));
        earlier.cloned().unwrap_or_else(Self::unknown::<T>)
    }

    /// The linear function, if it is one.
    #[must_use]
    pub fn as_affine(&self) -> Option<&AffineForm> {
        match self {
            Self::Affine(form) => Some(form),
            _ => None,
        }
    }

    /// `factor · self + offset`, where that is of a known kind.
    #[must_use]
    pub fn scaled(&self, factor: f64, offset: f64) -> Self {
        match self {
            Self::Affine(form) => Self::Affine(form.scaled(factor, offset)),
            Self::Sky(sky, axis, scale) if offset == 0.0 => Self::Sky(sky.clone(), *axis, scale * factor),
            Self::Unknown { .. } => self.clone(),
            _ => Self::unknown::<super::Linear>(),
        }
    }
}

/// What a transform of the type `T` makes of constants is constant; anything else it gets is beyond us, as is what was
/// unknown before it.
pub(super) fn trace_constants<T: ?Sized>(
    inputs: &[Form],
    n_outputs: usize,
    evaluate: impl FnOnce(&[&[f64]], &mut [Vec<f64>]),
) -> Vec<Form> {
    let constants: Option<Vec<(&AffineForm, f64)>> = inputs
        .iter()
        .map(|form| form.as_affine().and_then(|affine| Some((affine, affine.constant()?))))
        .collect();
    if let Some(constants) = constants
        && let Some((like, _)) = constants.first()
    {
        let values: Vec<&[f64]> = constants.iter().map(|(_, value)| std::slice::from_ref(value)).collect();
        let mut outputs = vec![Vec::new(); n_outputs];
        evaluate(&values, &mut outputs);
        let value = |output: &Vec<f64>| output.first().copied().unwrap_or(f64::NAN);
        return outputs.iter().map(|output| Form::Affine(like.constant_like(value(output)))).collect();
    }
    vec![Form::unknown_after::<T>(inputs); n_outputs]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_count_the_pixels_that_matter() {
        let pixels = AffineForm::pixels(&[Some(5), None]);
        let [x, y] = pixels.as_slice() else { panic!("two pixel axes") };
        assert_eq!(x.scaled(-2.0, 1.0).range(), (-7.0, 1.0));
        assert_eq!(x.plus(y).range(), (0.0, f64::INFINITY));
        assert_eq!(y.scaled(0.0, 3.0).constant(), Some(3.0));
    }

    #[test]
    fn what_is_made_of_constants_is_constant() {
        let pixels = AffineForm::pixels(&[Some(5)]);
        let double = |x: &[&[f64]], out: &mut [Vec<f64>]| out[0] = vec![2.0 * x[0][0]];
        let constant = Form::Affine(pixels[0].constant_like(4.0));
        let traced = trace_constants::<f64>(&[constant], 1, double);
        assert_eq!(traced[0].as_affine().unwrap().constant(), Some(8.0));
        let traced = trace_constants::<super::super::Tabular>(&[Form::Affine(pixels[0].clone())], 1, double);
        assert_eq!(traced, [Form::Unknown { made_by: "Tabular".to_owned() }]);
    }
}
