//! Fused transforms against the same transforms one by one.

use super::super::{Affine, Concatenate, Linear, Mapping, Projection, evaluate};
use super::*;
use crate::transform::Chain;

fn arc(transform: impl Transform + 'static) -> Arc<dyn Transform> {
    Arc::new(transform)
}

fn chain(stages: Vec<Arc<dyn Transform>>) -> Arc<dyn Transform> {
    arc(Chain::new(stages).unwrap())
}

#[test]
fn straight_lines_become_one_and_what_changes_nothing_none() {
    let lines = chain(vec![arc(Linear::shift(-3.0)), arc(Linear::scale(2.0)), arc(Linear::new(0.5, 7.0))]);
    let fused = Fused::new(&lines).unwrap();
    assert_eq!(fused.n_steps(), 1);
    assert_eq!(evaluate(&fused, &[&[5.0, 3.0]]).unwrap(), [[9.0, 7.0]]);
    let nothing = chain(vec![arc(Linear::shift(-3.0)), arc(Mapping::identity(1)), arc(Linear::shift(3.0))]);
    assert_eq!(Fused::new(&nothing).unwrap().n_steps(), 0);
}

#[test]
fn affine_maps_take_in_what_stands_before_and_after() {
    let scales = || arc(Concatenate::new(arc(Linear::scale(2.0)), arc(Linear::shift(1.0))));
    let affine = arc(Affine::new([[1.0, 2.0], [3.0, 4.0]], [5.0, 6.0]));
    let all = chain(vec![scales(), affine, scales()]);
    let fused = Fused::new(&all).unwrap();
    assert_eq!(fused.n_steps(), 2);
    assert_eq!(
        evaluate(&fused, &[&[1.0], &[1.0]]).unwrap(),
        evaluate(all.as_ref(), &[&[1.0], &[1.0]]).unwrap()
    );
}

#[test]
fn what_is_dropped_is_not_evaluated() {
    let both = arc(Concatenate::new(arc(Projection::Gnomonic.plane_to_sky()), arc(Linear::scale(2.0))));
    let last = arc(Mapping::new(vec![2], 3).unwrap());
    assert_eq!(Fused::new(&chain(vec![both, last])).unwrap().n_steps(), 1);
}

#[test]
fn subtracting_comes_first_so_that_little_is_lost() {
    // As wavelengths in metres are taken back to pixels: 630 nm are near the reference, their differences tiny.
    let line = Linear::new(1e-12, 630e-9);
    let back = chain(vec![arc(Linear::scale(1e-9)), line.inverse().unwrap()]);
    let found = evaluate(fused(&back).as_ref(), &[&[630.001]]).unwrap()[0][0];
    assert!((found - 1.0).abs() < 1e-9, "{found}");
}

#[test]
fn batches_join_without_a_seam() {
    let table = crate::transform::Tabular::new(
        vec![vec![0.0, 1.0, 2.0, 3.0]],
        vec![5.0, 6.0, 8.0, 1.0],
        crate::transform::Interpolation::Linear,
        crate::transform::Outside::Fill(-1.0),
    );
    let both = Concatenate::new(arc(table.unwrap()), arc(Projection::Gnomonic.plane_to_sky()));
    let all = chain(vec![
        arc(Mapping::new(vec![1, 0, 1], 2).unwrap()),
        arc(both),
        arc(Mapping::new(vec![2, 0], 3).unwrap()),
    ]);
    // No multiple of a batch or of a lane, and more than two batches.
    let x: Vec<f64> = (0..2 * BATCH + 37).map(|n| (n % 91) as f64 / 17.0 - 1.0).collect();
    let y: Vec<f64> = x.iter().rev().copied().collect();
    let found = evaluate(fused(&all).as_ref(), &[&x, &y]).unwrap();
    let expected = evaluate(all.as_ref(), &[&x, &y]).unwrap();
    assert_eq!(found, expected);
    assert_eq!(found[0].len(), x.len());
    assert_eq!(evaluate(fused(&all).as_ref(), &[&[], &[]]).unwrap(), [[0.0; 0]; 2]);
}
