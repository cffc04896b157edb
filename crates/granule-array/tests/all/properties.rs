//! Random expressions: lowered, and optimised then lowered, both equal the oracle.

use std::sync::Arc;

use granule_array::{Array, Reduction};
use granule_core::{Block, ChunkGrid, Shape, Slices};
use granule_store::MemorySource;
use proptest::prelude::*;

use crate::oracle::Plain;
use crate::serial::compute;

/// One step of a random expression; numbers are turned into something that fits the shape at hand.
#[derive(Clone, Debug)]
enum Op {
    Slice(Vec<(u8, i8, i8, i8)>),
    Rebin(Vec<u8>, Reduction),
    Reduce(u8, Reduction),
    Double,
    AddSelf,
}

fn reductions() -> impl Strategy<Value = Reduction> {
    prop::sample::select(Reduction::ALL.to_vec())
}

fn ops() -> impl Strategy<Value = Op> {
    prop_oneof![
        prop::collection::vec((0_u8..4, any::<i8>(), any::<i8>(), -3_i8..4), 4).prop_map(Op::Slice),
        (prop::collection::vec(any::<u8>(), 4), reductions()).prop_map(|(bins, r)| Op::Rebin(bins, r)),
        (any::<u8>(), reductions()).prop_map(|(axes, r)| Op::Reduce(axes, r)),
        Just(Op::Double),
        Just(Op::AddSelf),
    ]
}

/// Small whole numbers, so that every order of additions gives the same sum, and now and then a NaN.
fn value(n: usize, with_nan: bool) -> f64 {
    let hash = (n as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    if with_nan && hash.is_multiple_of(23) { f64::NAN } else { (hash % 17) as f64 - 8.0 }
}

fn slices_for(spec: &[(u8, i8, i8, i8)], shape: &Shape) -> Slices {
    let text: Vec<String> = shape
        .iter()
        .zip(spec)
        .map(|(&len, &(kind, a, b, step))| {
            let len = i64::try_from(len).unwrap();
            let wrap = |x: i8| i64::from(x).rem_euclid(2 * len + 1) - len;
            match kind {
                0 => i64::from(a).rem_euclid(len).to_string(),
                1 => ":".to_owned(),
                2 => format!("{}:", wrap(a).min(len - 1)),
                _ => format!("{}:{}:{}", wrap(a), wrap(b), if step == 0 { 1 } else { step }),
            }
        })
        .collect();
    text.join(",").parse().unwrap()
}

fn bins_for(spec: &[u8], shape: &Shape) -> Vec<usize> {
    let divisor = |len: usize, pick: u8| {
        let divisors: Vec<usize> = (1..=len).filter(|d| len.is_multiple_of(*d)).collect();
        divisors[usize::from(pick) % divisors.len()]
    };
    shape.iter().zip(spec).map(|(&len, &pick)| divisor(len, pick)).collect()
}

/// Applies a step to the array and to the oracle; `None` when the result would be empty.
fn apply(array: &Array, plain: &Plain, op: &Op) -> Option<(Array, Plain)> {
    let shape = array.shape().clone();
    Some(match op {
        Op::Slice(spec) => {
            let slices = slices_for(spec, &shape);
            let selection = slices.resolve(&shape).unwrap();
            (array.slice(&slices).unwrap(), plain.slice(selection.axes()))
        }
        Op::Rebin(spec, reduction) => {
            let bins = bins_for(spec, &shape);
            let signed: Vec<i64> = bins.iter().map(|&bin| i64::try_from(bin).unwrap()).collect();
            (array.rebin(&signed, *reduction).unwrap(), plain.rebin(&bins, *reduction))
        }
        Op::Reduce(mask, reduction) => {
            let mut reduced: Vec<bool> = (0..shape.ndim()).map(|axis| mask >> axis & 1 == 1).collect();
            let axes: Vec<i64> = (0_i64..).zip(&reduced).filter(|(_, r)| **r).map(|(axis, _)| axis).collect();
            if axes.is_empty() {
                reduced.fill(true);
            }
            let bins: Vec<usize> =
                shape.iter().zip(&reduced).map(|(&len, &r)| if r { len } else { 1 }).collect();
            (array.reduce(*reduction, &axes).unwrap(), plain.rebin(&bins, *reduction).squeeze(&reduced))
        }
        Op::Double => {
            let doubled = Plain { values: plain.values.iter().map(|v| v * 2.0).collect(), ..plain.clone() };
            (array * 2_i64, doubled)
        }
        Op::AddSelf => {
            let summed = Plain { values: plain.values.iter().map(|v| v + v).collect(), ..plain.clone() };
            ((array + array).unwrap(), summed)
        }
    })
    .filter(|(array, _)| array.shape().elements() > 0)
}

fn assert_same(block: &Block, plain: &Plain) -> Result<(), TestCaseError> {
    prop_assert_eq!(&block.shape().to_vec(), &plain.shape);
    for (found, expected) in block.to_f64_vec().iter().zip(&plain.values) {
        let close = found == expected
            || (found - expected).abs() <= 1e-12 * expected.abs()
            || (found.is_nan() && expected.is_nan());
        prop_assert!(close, "{} is not {}", found, expected);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_expression_equals_the_oracle(
        axes in prop::collection::vec((1_usize..7, 1_usize..7), 1..5),
        steps in prop::collection::vec(ops(), 0..5),
        with_nan in any::<bool>(),
    ) {
        let shape: Vec<usize> = axes.iter().map(|(len, _)| *len).collect();
        let chunks: Vec<usize> = axes.iter().map(|(_, chunk)| *chunk).collect();
        let count: usize = shape.iter().product();
        let mut plain = Plain { shape: shape.clone(), values: (0..count).map(|n| value(n, with_nan)).collect() };
        let shape = Shape::from(shape);
        let block = Block::from_vec(&shape, plain.values.clone()).unwrap();
        let grid = ChunkGrid::regular(&shape, &chunks).unwrap();
        let mut array = Array::from_source(Arc::new(MemorySource::with_grid(block, grid).unwrap()));
        for step in &steps {
            match apply(&array, &plain, step) {
                Some(next) => (array, plain) = next,
                None => break,
            }
        }
        assert_same(&compute(&array), &plain)?;
        let optimised = array.optimise();
        prop_assert_eq!(optimised.shape(), array.shape());
        prop_assert_eq!(optimised.dtype(), array.dtype());
        assert_same(&compute(&optimised), &plain)?;
    }
}

proptest! {
    #[test]
    fn long_rows_equal_the_oracle(
        (length, bin, chunk) in (1_usize..6, 1_usize..40, 1_usize..70).prop_map(|(n, bin, chunk)| (n * bin, bin, chunk)),
        seeds in prop::collection::vec((any::<u8>(), -3_i8..4), 200),
        reduction in reductions(),
        with_nan in any::<bool>(),
    ) {
        let value = |&(kind, value): &(u8, i8)| match kind {
            0..4 if with_nan => f64::NAN,
            4..7 => f64::INFINITY,
            7..10 => f64::NEG_INFINITY,
            _ => f64::from(value),
        };
        // Sums of infinities of both signs are NaN in whatever order; leave them to the extremes.
        let finite = matches!(reduction, Reduction::Sum | Reduction::Mean);
        let values: Vec<f64> = seeds
            .iter()
            .take(length)
            .map(value)
            .map(|value| if finite && value.is_infinite() { 1.0 } else { value })
            .collect();
        let plain = Plain { shape: vec![length], values: values.clone() };
        let shape = Shape::from([length]);
        let grid = ChunkGrid::regular(&shape, &[chunk]).unwrap();
        let block = Block::from_vec(&shape, values).unwrap();
        let array = Array::from_source(Arc::new(MemorySource::with_grid(block, grid).unwrap()));
        let bin_size = i64::try_from(bin).unwrap();
        assert_same(&compute(&array.rebin(&[bin_size], reduction).unwrap()), &plain.rebin(&[bin], reduction))?;
        let whole = array.reduce(reduction, &[]).unwrap();
        assert_same(&compute(&whole), &plain.rebin(&[length], reduction).squeeze(&[true]))?;
    }
}
