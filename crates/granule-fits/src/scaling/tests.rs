//! Conventions by hand. (Whole files are in `tests/fits/scaling.rs`.)

use granule_core::Shape;

use super::*;
use crate::{Card, Place};

fn calibration(cards: &[(&str, f64)], stored: DType) -> Calibration {
    let cards = cards.iter().map(|&(keyword, value)| match keyword {
        "BLANK" | "ZBLANK" => Card::new(keyword, value as i64, ""),
        _ => Card::new(keyword, value, ""),
    });
    Calibration::of(&Header::from_cards(cards.collect(), Place::default()), stored, Scaling::Physical)
        .unwrap()
}

fn block<T: Element>(values: &[T]) -> Block {
    Block::from_vec(&Shape::from([values.len()]), values.to_vec()).unwrap()
}

#[test]
fn integers_without_a_scale_stay_as_they_are() {
    for stored in [DType::U8, DType::I16, DType::I32, DType::I64, DType::F32, DType::F64] {
        assert_eq!(calibration(&[], stored), Calibration::Identity);
        assert_eq!(calibration(&[("BSCALE", 1.0), ("BZERO", 0.0)], stored), Calibration::Identity);
    }
    let scaled = Header::from_cards(vec![Card::new("BSCALE", 2.0, "")], Place::default());
    assert_eq!(Calibration::of(&scaled, DType::I16, Scaling::Stored).unwrap(), Calibration::Identity);
}

#[test]
fn the_conventions_for_other_integers_are_exact() {
    let shifted = |zero: f64, values: Block| {
        let calibration = calibration(&[("BSCALE", 1.0), ("BZERO", zero)], values.dtype());
        let dtype = calibration.dtype(values.dtype());
        let shifted = calibration.apply(values).unwrap();
        assert_eq!(shifted.dtype(), dtype);
        shifted
    };
    assert_eq!(shifted(-128.0, block(&[0_u8, 128, 255])), block(&[-128_i8, 0, 127]));
    assert_eq!(
        shifted(32_768.0, block(&[i16::MIN, -1, 0, i16::MAX])),
        block(&[0_u16, 32_767, 32_768, 65_535])
    );
    assert_eq!(shifted(2_147_483_648.0, block(&[i32::MIN, 0, i32::MAX])), block(&[0_u32, 1 << 31, u32::MAX]));
    let zero = 9_223_372_036_854_775_808.0;
    assert_eq!(
        shifted(zero, block(&[i64::MIN, i64::MIN + 7, -1, 0, i64::MAX])),
        block(&[0_u64, 7, (1 << 63) - 1, 1 << 63, u64::MAX])
    );
}

#[test]
fn scaled_values_are_floats_and_blanks_are_nan() {
    let calibration = calibration(&[("BSCALE", 0.5), ("BZERO", 10.0), ("BLANK", -5.0)], DType::I16);
    let found = calibration.apply(block(&[-5_i16, 0, 3])).unwrap().to_vec::<f32>().unwrap();
    assert!(found[0].is_nan());
    assert_eq!(found[1..], [10.0, 11.5]);
}

#[test]
fn wide_integers_become_wide_floats_and_blanks_are_compared_as_integers() {
    let blank = (1_i64 << 53) + 1;
    let calibration = Calibration::Linear { scale: 1.0, zero: 0.0, blank: Some(blank), dtype: DType::F64 };
    let found = calibration.apply(block(&[blank - 1, blank, blank + 1])).unwrap();
    let blanks: Vec<bool> = found.to_vec::<f64>().unwrap().into_iter().map(f64::is_nan).collect();
    assert_eq!(blanks, [false, true, false]);
}

#[test]
fn a_blank_makes_floats_of_unsigned_integers_too() {
    let cards = [("BZERO", 32_768.0), ("BLANK", -32_768.0)];
    let found = calibration(&cards, DType::I16).apply(block(&[i16::MIN, i16::MAX])).unwrap();
    let found = found.to_vec::<f32>().unwrap();
    assert!(found[0].is_nan() && found[1] == 65_535.0);
}
