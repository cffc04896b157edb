//! What is left of a transform when some of its inputs are known.

use std::sync::Arc;

use super::{Chain, Concatenate, FixedInputs, Mapping, Transform};

/// A transform some of whose inputs have become known numbers.
#[derive(Clone, Debug)]
pub struct Remainder {
    /// From the inputs that are open to the outputs that are, both in their order; `None` where no output is open.
    pub transform: Option<Arc<dyn Transform>>,
    /// For each output of the original, its number where that depends on known inputs alone.
    pub outputs: Vec<Option<f64>>,
}

impl Remainder {
    /// All of `n_outputs` outputs are open, and `transform` gives them.
    #[must_use]
    pub fn open(transform: Arc<dyn Transform>) -> Self {
        Self { outputs: vec![None; transform.n_outputs()], transform: Some(transform) }
    }

    /// Every output is known.
    #[must_use]
    pub fn known(outputs: Vec<f64>) -> Self {
        Self { transform: None, outputs: outputs.into_iter().map(Some).collect() }
    }
}

/// What is left of a transform when some of its inputs are known: one entry an input, `None` where it is open.
///
/// The remainder is as simple as the transform's [`fix`](Transform::fix) knows to make it; otherwise the transform
/// itself, fed with constants, which has no inverse. `None` unless there is an entry for each input.
#[must_use]
pub fn fix(transform: &Arc<dyn Transform>, known: &[Option<f64>]) -> Option<Remainder> {
    if known.len() != transform.n_inputs() {
        return None;
    }
    if known.iter().all(Option::is_none) {
        return Some(Remainder::open(transform.clone()));
    }
    if let Some(values) = known.iter().copied().collect::<Option<Vec<f64>>>() {
        let inputs: Vec<&[f64]> = values.iter().map(std::slice::from_ref).collect();
        let outputs = super::evaluate(transform.as_ref(), &inputs).ok()?;
        return Some(Remainder::known(outputs.concat()));
    }
    if let Some(remainder) = transform.fix(known) {
        return Some(remainder);
    }
    let fixed = FixedInputs::new(transform.clone(), known.to_vec())?;
    Some(Remainder::open(Arc::new(fixed)))
}

/// How many inputs are open.
pub(super) fn count_open(known: &[Option<f64>]) -> usize {
    known.iter().filter(|value| value.is_none()).count()
}

/// What two remainders side by side are: `left` of the first inputs that are open, `right` of the last. So many inputs
/// in the middle are of both.
pub(super) fn side_by_side(
    left: (Remainder, usize),
    right: (Remainder, usize),
    shared: usize,
    join: impl Fn(Arc<dyn Transform>, Arc<dyn Transform>) -> Option<Arc<dyn Transform>>,
) -> Option<Remainder> {
    let ((left, n_left), (right, n_right)) = (left, right);
    let n = n_left + n_right - shared;
    let only = |transform: Arc<dyn Transform>, inputs: std::ops::Range<usize>| {
        let taken: Arc<dyn Transform> = Arc::new(Mapping::new(inputs.collect(), n)?);
        chain([taken, transform])
    };
    let transform = match (left.transform, right.transform) {
        (Some(left), Some(right)) => Some(join(left, right)?),
        (Some(left), None) => Some(only(left, 0..n_left)?),
        (None, Some(right)) => Some(only(right, n_left - shared..n)?),
        (None, None) => None,
    };
    Some(Remainder { transform, outputs: [left.outputs, right.outputs].concat() })
}

/// Two transforms side by side, as one.
pub(super) fn beside(left: Arc<dyn Transform>, right: Arc<dyn Transform>) -> Arc<dyn Transform> {
    Arc::new(Concatenate::new(left, right))
}

/// Transforms in a row, as one; those that change nothing are left out.
pub(crate) fn chain(stages: impl IntoIterator<Item = Arc<dyn Transform>>) -> Option<Arc<dyn Transform>> {
    let stages: Vec<_> = stages.into_iter().collect();
    let first = stages.first()?.clone();
    let mut stages: Vec<_> = stages.into_iter().filter(|stage| !is_identity(stage.as_ref())).collect();
    if stages.is_empty() {
        return Some(first);
    }
    if stages.len() == 1 {
        return stages.pop();
    }
    Chain::new(stages).map(|chain| Arc::new(chain) as Arc<dyn Transform>)
}

fn is_identity(transform: &dyn Transform) -> bool {
    let transform: &dyn std::any::Any = transform;
    transform.downcast_ref::<Mapping>().is_some_and(Mapping::is_identity)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::transform::{Affine, CelestialTables, CoupledCompound, Linear, Projection, VaryingCelestial};

    /// Slit, raster and Stokes: the sky, with a pointing for each of four steps, and time share the raster.
    fn observation() -> Arc<dyn Transform> {
        let tables = CelestialTables {
            shape: vec![4],
            crpix: vec![[3.0, 5.0]],
            pc: (0..4).map(|n| [[0.9, 0.1 * f64::from(n)], [-0.2, 1.1]]).collect(),
            crval: (0..4).map(|n| [0.01 * f64::from(n), 0.02]).collect(),
            cdelt: [0.1, 0.2],
            lon_pole: 180.0,
            projection: Projection::Gnomonic,
        };
        let share = Mapping::new(vec![1, 0, 1], 2).unwrap();
        let sky =
            chain([Arc::new(share) as Arc<dyn Transform>, Arc::new(VaryingCelestial::new(&tables).unwrap())]);
        let rest = beside(Arc::new(Linear::scale(2.5)), Arc::new(Linear::shift(1.0)));
        Arc::new(CoupledCompound::new(sky.unwrap(), rest, 1).unwrap())
    }

    fn value(transform: &Arc<dyn Transform>, inputs: &[f64]) -> Vec<f64> {
        let inputs: Vec<&[f64]> = inputs.iter().map(std::slice::from_ref).collect();
        crate::transform::evaluate(transform.as_ref(), &inputs).unwrap().concat()
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9 || (a.is_nan() && b.is_nan())
    }

    proptest! {
        #[test]
        fn a_remainder_is_the_transform_with_the_known_numbers(
            at in prop::array::uniform3(-0.4_f64..3.4), known in prop::array::uniform3(any::<bool>()),
        ) {
            let plane: Arc<dyn Transform> = Arc::new(Affine::new([[2.0, 0.5], [0.0, 3.0]], [1.0, -1.0]));
            let plane = beside(plane, Arc::new(Linear::new(0.5, 1.0)));
            for transform in [observation(), plane] {
                let given: Vec<Option<f64>> = at.iter().zip(known).map(|(&x, known)| known.then_some(x)).collect();
                let open: Vec<f64> = at.iter().zip(known).filter(|(_, known)| !known).map(|(&x, _)| x).collect();
                let found = fix(&transform, &given).unwrap();
                let mut values = found.transform.iter().flat_map(|rest| value(rest, &open));
                for (known, expected) in found.outputs.iter().zip(value(&transform, &at)) {
                    let found = known.unwrap_or_else(|| values.next().unwrap());
                    prop_assert!(close(found, expected), "{} for {}", found, expected);
                }
                prop_assert!(values.next().is_none());
            }
        }
    }

    #[test]
    fn a_fixed_raster_step_leaves_a_plane_that_can_be_inverted() {
        let slit = fix(&observation(), &[None, Some(2.0), Some(0.0)]).unwrap();
        assert_eq!(slit.outputs, [None, None, Some(5.0), Some(1.0)]);
        let slit = slit.transform.unwrap();
        let back = slit.inverse().unwrap();
        assert!(close(value(&back, &value(&slit, &[1.25]))[0], 1.25));
        assert!(fix(&observation(), &[None]).is_none());
    }
}
