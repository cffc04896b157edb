//! Types and values that numpy users expect.

use granule_array::{Array, ArrayError, Reduction};
use granule_core::{Block, DType, Shape, s};

use crate::serial::compute;

fn array<T: granule_core::Element>(shape: &[usize], values: Vec<T>) -> Array {
    Array::from_block(Block::from_vec(&Shape::from(shape), values).unwrap())
}

#[test]
fn types_follow_numpy() {
    let i16s = array(&[3], vec![30_000_i16, 30_000, -5]);
    let f32s = array(&[3], vec![1.5_f32, 2.5, -1.0]);
    assert_eq!(compute(&i16s.sum(&[]).unwrap()), Block::scalar(59_995_i64));
    assert_eq!(compute(&i16s.mean(&[]).unwrap()).dtype(), DType::F64);
    assert_eq!(compute(&f32s.sum(&[]).unwrap()), Block::scalar(3.0_f32));
    assert_eq!(compute(&(&i16s + &i16s).unwrap()).to_vec::<i16>().unwrap(), [-5536, -5536, -10]);
    assert_eq!((&i16s / 2_i64).dtype(), DType::F64);
    assert_eq!((&i16s * 2_i64).dtype(), DType::I16);
    assert_eq!((&i16s * 0.5).dtype(), DType::F64);
    assert_eq!((&f32s * 0.1).dtype(), DType::F32);
    assert_eq!(compute(&(&f32s * 0.1)).to_vec::<f32>().unwrap(), [1.5 * 0.1_f32, 2.5 * 0.1, -0.1]);
    assert_eq!(compute(&(1_i64 - &f32s)).to_vec::<f32>().unwrap(), [-0.5, -1.5, 2.0]);
    assert_eq!(compute(&(-&f32s).unwrap().abs().unwrap().sqrt().unwrap()).dtype(), DType::F32);
}

#[test]
fn nan_spreads_and_is_found() {
    let values = array(&[4], vec![2.0_f64, f64::NAN, 1.0, f64::NAN]);
    for reduction in [Reduction::Sum, Reduction::Mean, Reduction::Min, Reduction::Max] {
        assert!(compute(&values.reduce(reduction, &[]).unwrap()).to_f64_vec()[0].is_nan(), "{reduction}");
    }
    assert_eq!(compute(&values.argmin(&[]).unwrap()), Block::scalar(1_i64));
    assert_eq!(compute(&values.argmax(&[]).unwrap()), Block::scalar(1_i64));
}

#[test]
fn extremes_of_infinities_are_themselves() {
    let values = array(&[2], vec![f64::INFINITY, f64::INFINITY]);
    assert_eq!(compute(&values.min(&[]).unwrap()), Block::scalar(f64::INFINITY));
    assert_eq!(compute(&values.argmin(&[]).unwrap()), Block::scalar(0_i64));
    let whole = array(&[2], vec![i64::MAX, i64::MAX]);
    assert_eq!(compute(&whole.argmin(&[]).unwrap()), Block::scalar(0_i64));
}

#[test]
fn integer_sums_are_exact() {
    let values = array(&[3], vec![(1_i64 << 60) + 1, 1, -1]);
    assert_eq!(compute(&values.sum(&[]).unwrap()), Block::scalar((1_i64 << 60) + 1));
    let unsigned = array(&[3], vec![u64::MAX - 4, 1, 3]);
    assert_eq!(compute(&unsigned.sum(&[]).unwrap()), Block::scalar(u64::MAX));
    assert_eq!(compute(&unsigned.max(&[]).unwrap()), Block::scalar(u64::MAX - 4));
    assert_eq!(compute(&unsigned.abs().unwrap().max(&[]).unwrap()), Block::scalar(u64::MAX - 4));
}

#[test]
fn means_of_wide_integers_do_not_wrap() {
    let values = array(&[2], vec![i64::MAX, i64::MAX]);
    assert_eq!(compute(&values.mean(&[]).unwrap()), Block::scalar(i64::MAX as f64));
    let values = array(&[4], vec![u64::MAX; 4]);
    assert_eq!(compute(&values.mean(&[]).unwrap()), Block::scalar(u64::MAX as f64));
}

#[test]
fn empty_arrays_reduce_as_in_numpy() {
    let empty = array::<f32>(&[0, 3], vec![]);
    assert_eq!(compute(&empty.sum(&[0]).unwrap()).to_vec::<f32>().unwrap(), [0.0; 3]);
    assert!(compute(&empty.mean(&[0]).unwrap()).to_vec::<f32>().unwrap().iter().all(|v| v.is_nan()));
    assert!(matches!(empty.min(&[0]), Err(ArrayError::EmptyReduction { reduction: "min", axis: 0 })));
    assert_eq!(compute(&empty.sum(&[1]).unwrap()).shape(), Shape::from([0]));
    assert_eq!(compute(&empty.slice(&s![.., 1]).unwrap()).shape(), Shape::from([0]));
}

#[test]
fn wrong_calls_fail_at_once() {
    let values = array(&[2, 3], vec![0.0_f32; 6]);
    let text = |result: Result<Array, ArrayError>| result.unwrap_err().to_string();
    assert_eq!(text(values.sum(&[2])), "axis 2 is out of range for an array of 2 axes; use -2 to 1");
    assert_eq!(text(values.sum(&[0, -2])), "axis 0 is named twice");
    assert_eq!(
        text(&values + &values.slice(&s![0, ..]).unwrap()),
        "cannot add arrays of shapes (2, 3) and (3,); slice or rebin them to the same shape"
    );
    assert!(text(values.slice(&s![5, ..])).contains("index 5 is out of range for axis 0 of length 2"));
}

#[test]
fn inputs_are_never_changed() {
    let block = Block::from_vec(&Shape::from([2, 3]), vec![1.0_f64, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap();
    let before = block.to_f64_vec();
    let array = Array::from_block(block.clone());
    compute(&array.rebin(&[-1, 3], Reduction::Sum).unwrap());
    compute(&(&(&array * 2.0) + &array).unwrap().slice(&s![1, ..]).unwrap());
    assert_eq!(block.to_f64_vec(), before);
}

#[test]
fn a_bin_has_the_same_bits_alone_and_among_others() {
    let values = (0..400).map(|n| (f64::from(n) * 0.37).sin() * 1e3 + 1e-7 * f64::from(n)).collect();
    let array = array(&[20, 20], values);
    let rebinned = array.rebin(&[10, 10], Reduction::Sum).unwrap();
    let all = compute(&rebinned).to_f64_vec();
    for (n, index) in [[0, 0], [0, 1], [1, 0], [1, 1]].into_iter().enumerate() {
        let one = rebinned.slice(&s![index[0], index[1]]).unwrap();
        assert_eq!(compute(&one.optimise()).to_f64_vec()[0].to_bits(), all[n].to_bits());
    }
}
