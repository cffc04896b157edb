//! Random trees of transforms: fused or not they give the same, and depend on what they say they depend on.

use granule_core::{PixelAxis, WorldAxis};
use proptest::prelude::*;

use super::super::{
    Affine, Arithmetic, AsymmetricMapping, BinaryFunction, Chain, Concatenate, Constant, CoupledCompound,
    FixedInputs, Linear, Mapping, Overridden, Projection, SkyRotation, UnaryFunction, evaluate,
};
use super::*;

/// Makes trees from one number.
struct Seed(u64);

impl Seed {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    /// Between −2 and 2, not near 0.
    fn number(&mut self) -> f64 {
        let size = 0.25 + 1.75 * self.below(1000) as f64 / 1000.0;
        if self.below(2) == 0 { size } else { -size }
    }

    fn line(&mut self) -> Arc<dyn Transform> {
        let line = Linear::new(self.number(), self.number());
        match self.below(4) {
            0 => Arc::new(Linear::shift(self.number())),
            1 => Arc::new(Linear::scale(self.number())),
            2 => line.inverse().unwrap(),
            _ => Arc::new(line),
        }
    }

    fn mapping(&mut self, n_inputs: usize, n_outputs: usize) -> Mapping {
        Mapping::new((0..n_outputs).map(|_| self.below(n_inputs)).collect(), n_inputs).unwrap()
    }

    fn leaf(&mut self, n_inputs: usize) -> Arc<dyn Transform> {
        match (n_inputs, self.below(6)) {
            (1, 0) => Arc::new(UnaryFunction::named("sin").unwrap()),
            (1, 1) => Arc::new(UnaryFunction::named("arctan").unwrap()),
            (1, 2) => Arc::new(Constant::new(self.number(), 1)),
            (1, _) => self.line(),
            (2, 0) => Arc::new(BinaryFunction::named("arctan2").unwrap()),
            (2, 1) => Arc::new(Projection::Gnomonic.plane_to_sky()),
            (2, 2) => Arc::new(SkyRotation::native_to_celestial(10.0, 20.0, 170.0)),
            (2, _) => {
                let row = |seed: &mut Self| [seed.number(), seed.number()];
                Arc::new(Affine::new([row(self), row(self)], row(self)))
            }
            (n, 0) => {
                let back = self.mapping(2, n);
                Arc::new(AsymmetricMapping::new(self.mapping(n, 2), back))
            }
            (n, _) => {
                let outputs = 1 + self.below(4);
                Arc::new(self.mapping(n, outputs))
            }
        }
    }

    fn tree(&mut self, n_inputs: usize, depth: usize) -> Arc<dyn Transform> {
        if depth == 0 {
            return self.leaf(n_inputs);
        }
        match self.below(9) {
            0 | 1 if n_inputs > 1 => {
                let left = 1 + self.below(n_inputs - 1);
                let (a, b) = (self.tree(left, depth - 1), self.tree(n_inputs - left, depth - 1));
                Arc::new(Concatenate::new(a, b))
            }
            2 if n_inputs > 1 => {
                let (a, b) = (self.tree(n_inputs - 1, depth - 1), self.tree(2, depth - 1));
                Arc::new(CoupledCompound::new(a, b, 1).unwrap())
            }
            3 if n_inputs < 4 => {
                let inner = self.tree(n_inputs + 1, depth - 1);
                let mut values = vec![None; n_inputs + 1];
                values[self.below(n_inputs + 1)] = Some(self.number());
                Arc::new(FixedInputs::new(inner, values).unwrap())
            }
            4 => {
                let name = ["add", "subtract", "multiply"][self.below(3)];
                let left = self.tree(n_inputs, depth - 1);
                let right: Arc<dyn Transform> = Arc::new(self.mapping(n_inputs, left.n_outputs()));
                Arc::new(Arithmetic::new(BinaryFunction::named(name).unwrap(), left, right).unwrap())
            }
            5 => {
                let inner = self.tree(n_inputs, depth - 1);
                let back: Arc<dyn Transform> = Arc::new(self.mapping(inner.n_outputs(), n_inputs));
                Arc::new(Overridden::new(inner, back))
            }
            6 => self.leaf(n_inputs),
            _ => {
                let first = self.tree(n_inputs, depth - 1);
                let second = self.tree(first.n_outputs(), depth - 1);
                Arc::new(Chain::new([first, second]).unwrap())
            }
        }
    }
}

fn run(transform: &dyn Transform, points: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let views: Vec<&[f64]> = points.iter().map(Vec::as_slice).collect();
    evaluate(transform, &views).unwrap()
}

/// Four columns of a few numbers, one of them NaN.
fn columns() -> impl Strategy<Value = Vec<Vec<f64>>> {
    let number = prop_oneof![9 => -2.0_f64..2.0, 1 => Just(f64::NAN)];
    prop::collection::vec(prop::collection::vec(number, 70), 4)
}

proptest! {
    #[test]
    fn fused_or_not_the_values_are_the_same(seed: u64, columns in columns(), n_inputs in 1_usize..5) {
        let tree = Seed(seed).tree(n_inputs, 5);
        let points = &columns[..n_inputs];
        let (plain, fused) = (run(tree.as_ref(), points), run(fused(&tree).as_ref(), points));
        for (plain, fused) in plain.iter().zip(&fused) {
            prop_assert_eq!(plain.len(), fused.len());
            for (a, b) in plain.iter().zip(fused) {
                // Longitudes may be a turn apart where they begin; products square what small differences there are.
                let turn = ((a - b) / 360.0).round() * 360.0;
                let close = (a - b - turn).abs() <= 1e-13 * (1.0 + a.abs()).max(1e3);
                prop_assert!(close || (a.is_nan() && b.is_nan()), "{} {} in {:?}", a, b, tree);
            }
        }
    }

    #[test]
    fn nothing_depends_on_what_it_is_said_not_to(
        seed: u64, columns in columns(), n_inputs in 1_usize..5, axis in 0_usize..4,
    ) {
        prop_assume!(axis < n_inputs);
        let tree = Seed(seed).tree(n_inputs, 5);
        let separability = tree.separability();
        let mut moved = columns.clone();
        moved[axis].iter_mut().for_each(|x| *x = if x.is_nan() { 0.5 } else { *x * 0.75 + 0.1 });
        for transform in [tree.clone(), fused(&tree)] {
            let before = run(transform.as_ref(), &columns[..n_inputs]);
            let after = run(transform.as_ref(), &moved[..n_inputs]);
            for (world, (before, after)) in before.iter().zip(&after).enumerate() {
                let same = before.iter().zip(after).all(|(a, b)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()));
                let depends = separability.depends(WorldAxis(world), PixelAxis(axis));
                prop_assert!(depends || same, "output {} input {} of {:?}", world, axis, tree);
            }
        }
    }

    #[test]
    fn straight_lines_agree_to_the_last_digits(seed: u64, x in -1e3_f64..1e3) {
        let mut seed = Seed(seed);
        let lines: Vec<_> = (0..6).map(|_| seed.line()).collect();
        let chain: Arc<dyn Transform> = Arc::new(Chain::new(lines).unwrap());
        let fused = Fused::new(&chain).unwrap();
        prop_assert!(fused.n_steps() <= 1);
        let (plain, fused) = (run(chain.as_ref(), &[vec![x]])[0][0], run(&fused, &[vec![x]])[0][0]);
        // What the terms of a sum lose when they cancel, neither way of summing has.
        let scale = plain.abs().max(run(chain.as_ref(), &[vec![0.0]])[0][0].abs()).max(1.0);
        prop_assert!((plain - fused).abs() <= 1e-13 * scale, "{} {}", plain, fused);
    }
}
