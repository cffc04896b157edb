//! Every executor gives the same bits, and the right ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use granule::core::{Block, ChunkGrid, Shape};
use granule::prelude::*;
use granule::store::MemorySource;
use proptest::prelude::*;

use crate::oracle::Plain;
use crate::shared::bits;

fn sessions() -> Vec<Session> {
    vec![
        Session::new(SyncExecutor),
        Session::new(RayonExecutor::new(1)),
        Session::new(RayonExecutor::new(3)),
        Session::new(CrossbeamExecutor::new(1)),
        Session::new(CrossbeamExecutor::new(3)),
    ]
}

/// Values whose sums depend on the order of additions, so that a wandering order shows.
fn values(count: usize) -> Vec<f64> {
    (0..count)
        .map(|n| {
            let hash = (n as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            (hash >> 11) as f64 / (1_u64 << 40) as f64 * if hash & 1 == 0 { 1e-6 } else { -1e3 }
        })
        .collect()
}

#[derive(Clone, Debug)]
struct Case {
    shape: Vec<usize>,
    chunks: Vec<usize>,
    slice: String,
    bins: Vec<usize>,
    reduction: Reduction,
}

/// One axis: how it is cut into chunks, sliced, and rebinned by a divisor of what the slice leaves.
fn axis() -> impl Strategy<Value = (usize, usize, String, usize)> {
    (1_usize..9, 1_usize..9, 0_i64..8, 1_usize..9, prop_oneof![Just(1_i64), Just(2), Just(-1)], any::<u8>())
        .prop_map(|(len, chunk, start, keep, step, pick)| {
            let start = start.min(len as i64 - 1);
            let stop = (start + keep as i64).min(len as i64);
            // A reversed axis is taken from its end down to `start`.
            let slice = if step < 0 && start > 0 {
                format!(":{}:-1", start - 1)
            } else if step < 0 {
                "::-1".to_owned()
            } else {
                format!("{start}:{stop}:{step}")
            };
            let shape = Shape::from([len]);
            let left = slice.parse::<Slices>().unwrap().resolve(&shape).unwrap().shape()[0];
            let divisors: Vec<usize> = (1..=left).filter(|bin| left.is_multiple_of(*bin)).collect();
            (len, chunk, slice, divisors[usize::from(pick) % divisors.len()])
        })
}

fn cases() -> impl Strategy<Value = Case> {
    (prop::collection::vec(axis(), 1..5), prop::sample::select(Reduction::ALL.to_vec())).prop_map(
        |(axes, reduction)| Case {
            shape: axes.iter().map(|axis| axis.0).collect(),
            chunks: axes.iter().map(|axis| axis.1).collect(),
            slice: axes.iter().map(|axis| axis.2.as_str()).collect::<Vec<_>>().join(","),
            bins: axes.iter().map(|axis| axis.3).collect(),
            reduction,
        },
    )
}

fn lazy(case: &Case, values: &[f64]) -> Array {
    let shape = Shape::from(case.shape.as_slice());
    let block = Block::from_vec(&shape, values.to_vec()).unwrap();
    let grid = ChunkGrid::regular(&shape, &case.chunks).unwrap();
    let source = MemorySource::with_grid(block, grid).unwrap();
    let bins: Vec<i64> = case.bins.iter().map(|&bin| bin as i64).collect();
    let sliced = Array::from_source(Arc::new(source)).slice(&case.slice.parse().unwrap()).unwrap();
    sliced.rebin(&bins, case.reduction).unwrap()
}

fn oracle(case: &Case, values: &[f64]) -> Plain {
    let plain = Plain { shape: case.shape.clone(), values: values.to_vec() };
    let slices: Slices = case.slice.parse().unwrap();
    let selection = slices.resolve(&Shape::from(case.shape.as_slice())).unwrap();
    plain.slice(selection.axes()).rebin(&case.bins, case.reduction)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn executors_agree_to_the_bit_and_with_the_oracle(case in cases()) {
        let values = values(case.shape.iter().product());
        let array = lazy(&case, &values);
        let expected = oracle(&case, &values);
        let mut first: Option<Vec<u64>> = None;
        for session in sessions() {
            let found = session.compute(&array).unwrap().into_values();
            prop_assert_eq!(&found.shape().to_vec(), &expected.shape);
            let size: f64 = values.iter().map(|v| v.abs()).sum();
            for (a, b) in found.to_f64_vec().iter().zip(&expected.values) {
                prop_assert!((a - b).abs() <= 1e-14 * size, "{} is not {}", a, b);
            }
            let found = bits(&found);
            prop_assert_eq!(first.get_or_insert_with(|| found.clone()), &found, "{:?}", session.executor());
        }
    }

    #[test]
    fn a_budget_changes_nothing_but_the_order(case in cases()) {
        let values = values(case.shape.iter().product());
        let array = lazy(&case, &values);
        let plan = array.optimise().lower().unwrap();
        let least = plan.graph().forecast().serial_peak;
        let expected = bits(Session::new(SyncExecutor).compute(&array).unwrap().values());
        for session in sessions() {
            let session = session.budget(Some(least));
            let computed = session.compute(&array).unwrap();
            prop_assert_eq!(&bits(computed.values()), &expected);
            prop_assert!(computed.report().peak_bytes <= least);
            if least > 0 {
                prop_assert!(session.budget(Some(least - 1)).compute(&array).is_err());
            }
        }
    }

    #[test]
    fn a_rebin_by_sum_conserves_the_total(case in cases()) {
        let whole: Vec<f64> = values(case.shape.iter().product()).iter().map(|v| v.round()).collect();
        let case = Case { reduction: Reduction::Sum, ..case };
        let session = Session::new(SyncExecutor);
        let rebinned = session.compute(&lazy(&case, &whole).sum(&[]).unwrap()).unwrap();
        let unbinned = Case { bins: vec![1; case.shape.len()], ..case };
        let total = session.compute(&lazy(&unbinned, &whole).sum(&[]).unwrap()).unwrap();
        prop_assert_eq!(bits(rebinned.values()), bits(total.values()));
    }
}

#[test]
fn a_session_can_be_watched_and_cancelled() {
    let block = Block::from_vec(&Shape::from([64, 4]), values(256)).unwrap();
    let grid = ChunkGrid::regular(&Shape::from([64, 4]), &[1, 4]).unwrap();
    let source = MemorySource::with_grid(block, grid).unwrap();
    let array = Array::from_source(Arc::new(source)).sum(&[0]).unwrap();
    for session in sessions() {
        let token = CancelToken::new();
        let seen = Arc::new(AtomicUsize::new(0));
        let (count, switch) = (Arc::clone(&seen), token.clone());
        let observer = move |event: &Event<'_>| {
            if matches!(event, Event::TaskFinished { .. }) && count.fetch_add(1, Ordering::Relaxed) == 5 {
                switch.cancel();
            }
        };
        let session = session.observer(Arc::new(observer)).cancel_token(token);
        let error = session.compute(&array).unwrap_err().to_string();
        assert!(error.starts_with("cancelled after "), "{error}");
        assert!(seen.load(Ordering::Relaxed) < 64);
    }
}
