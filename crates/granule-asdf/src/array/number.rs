//! Numbers that Rust does not read by itself: half precision and complex text.

/// Widens a half-precision number; every one of them is exactly a single-precision number.
pub(crate) fn widen_f16(bits: u16) -> f32 {
    let sign = u32::from(bits & 0x8000) << 16;
    let exponent = u32::from(bits >> 10 & 0x1f);
    let fraction = u32::from(bits & 0x3ff);
    match exponent {
        // Zero and subnormal numbers: fraction × 2⁻²⁴.
        0 => {
            let magnitude = fraction as f32 / 16_777_216.0;
            f32::from_bits(sign | magnitude.to_bits())
        }
        31 => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

/// Rounds to the nearest half-precision number, to the even one of two; what is too large becomes infinite.
pub(crate) fn narrow_f16(value: f32) -> u16 {
    let bits = value.to_bits();
    let sign = (bits >> 16 & 0x8000) as u16;
    let magnitude = bits & 0x7fff_ffff;
    if magnitude > 0x7f80_0000 {
        // NaN: its upper bits are kept, and one of them is set.
        return sign | 0x7e00 | (magnitude >> 13 & 0x3ff) as u16;
    }
    if magnitude >= 0x4780_0000 {
        return sign | 0x7c00;
    }
    if magnitude < 0x3880_0000 {
        // Subnormal: a multiple of 2⁻²⁴, which the sum with 2⁻¹ rounds to.
        let rounded = f32::from_bits(magnitude) + 0.5;
        return sign | (rounded.to_bits() - 0.5f32.to_bits()) as u16;
    }
    let odd = magnitude >> 13 & 1;
    let rounded = (magnitude - 0x3800_0000 + 0xfff + odd) >> 13;
    sign | rounded as u16
}

/// Reads a complex number as ASDF writes it: `1.5-2j`, `(nan+infj)`, `inf`, `2I`.
pub(crate) fn parse_complex(text: &str) -> Option<[f64; 2]> {
    let text = text.trim();
    let text = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(text);
    // `inf` ends in no unit: the unit is looked for at the very end only.
    let Some(body) = text.strip_suffix(['i', 'I', 'j', 'J']) else {
        return Some([text.parse().ok()?, 0.0]);
    };
    let split = body.char_indices().rev().find(|(at, c)| {
        let after_exponent = body[..*at].ends_with(['e', 'E']);
        *at > 0 && matches!(c, '+' | '-') && !after_exponent
    });
    let (real, imaginary) = match split {
        Some((at, _)) => (body[..at].parse().ok()?, &body[at..]),
        None => (0.0, body),
    };
    let imaginary = match imaginary {
        "" | "+" => 1.0,
        "-" => -1.0,
        digits => digits.parse().ok()?,
    };
    Some([real, imaginary])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_is_widened_exactly() {
        for (bits, value) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0400, 6.103_515_6e-5),
            (0x0001, 5.960_464_5e-8),
            (0x3555, 0.333_251_95),
            (0x7c00, f32::INFINITY),
            (0xfc00, f32::NEG_INFINITY),
        ] {
            assert_eq!(widen_f16(bits), value, "{bits:#x}");
        }
        assert!(widen_f16(0x7e00).is_nan());
        assert!(widen_f16(0x8000).is_sign_negative());
    }

    #[test]
    fn half_precision_is_narrowed_to_the_nearest() {
        for bits in 0..=u16::MAX {
            let value = widen_f16(bits);
            if value.is_nan() {
                assert!(widen_f16(narrow_f16(value)).is_nan(), "{bits:#x}");
                continue;
            }
            assert_eq!(narrow_f16(value), bits, "{value}");
            // Halfway to the next number it is the even one; a little further, the next.
            let next = widen_f16(bits.wrapping_add(1));
            if next.is_finite() && value.is_finite() && next.is_sign_negative() == value.is_sign_negative() {
                let half = (f64::from(value) + f64::from(next)) / 2.0;
                assert_eq!(narrow_f16(half as f32), bits + (bits & 1), "{half}");
                assert_eq!(narrow_f16((half + (f64::from(next) - half) / 64.0) as f32), bits + 1, "{half}");
            }
        }
        assert_eq!(narrow_f16(65519.0), 0x7bff);
        assert_eq!(narrow_f16(65520.0), 0x7c00);
        assert_eq!(narrow_f16(-1e30), 0xfc00);
        assert_eq!(narrow_f16(1e-30), 0);
    }

    #[test]
    fn complex_text() {
        for (text, real, imaginary) in [
            ("1.5-2j", 1.5, -2.0),
            ("0j", 0.0, 0.0),
            ("inf", f64::INFINITY, 0.0),
            ("(-0+0j)", -0.0, 0.0),
            ("-j", 0.0, -1.0),
            ("-1.7976931348623157e+308j", 0.0, f64::MIN),
            ("1e-3+2e-4I", 1e-3, 2e-4),
            ("3", 3.0, 0.0),
            ("-inf-infj", f64::NEG_INFINITY, f64::NEG_INFINITY),
        ] {
            assert_eq!(parse_complex(text), Some([real, imaginary]), "{text}");
        }
        assert!(parse_complex("(nan+infj)").is_some_and(|[re, im]| re.is_nan() && im == f64::INFINITY));
        for text in ["", "one", "1+", "1+2", "(1+2j", "é+j"] {
            assert_eq!(parse_complex(text), None, "{text}");
        }
    }
}
