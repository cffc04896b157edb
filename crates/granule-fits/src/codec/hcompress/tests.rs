//! Streams that a plain compressor makes here, and streams damaged. (cfitsio is the oracle in `tests/fits/oracle.rs`.)

use super::*;
use proptest::prelude::*;

/// Bits, most significant first.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    used: usize,
}

impl Writer {
    fn put(&mut self, value: u8, count: usize) {
        for bit in (0..count).rev() {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |= (value >> bit & 1) << (7 - self.used % 8);
            self.used += 1;
        }
    }
}

/// One level of the transform, as in the Space Telescope Science Institute's paper: `[mean, x, y, xy]` of a block.
fn block([a, b, c, d]: [i64; 4], level: u32) -> [i64; 4] {
    let shift = u32::from(level > 0);
    let bit = 1 << level;
    let slope = |sum: i64| ((sum >> shift) + if sum >= 0 { bit } else { 0 }) & -(2 * bit);
    let mean = (a + b + c + d) >> shift;
    let mean = (mean + if mean >= 0 { 2 * bit } else { 2 * bit - 1 }) & -(4 * bit);
    [mean, slope(c + d - a - b), slope(b + d - a - c), (d - c - b + a) >> shift]
}

/// Missing pixels of a block at the edge repeat their neighbours.
fn transform(pixels: &[i64], rows: usize, columns: usize) -> Vec<i64> {
    let (mut out, mut means) = (vec![0; rows * columns], pixels.to_vec());
    let (mut height, mut width) = (rows, columns);
    for level in 0..rows.max(columns).next_power_of_two().trailing_zeros() {
        let (half_height, half_width) = (height.div_ceil(2), width.div_ceil(2));
        let mut next = vec![0; half_height * half_width];
        for row in 0..half_height {
            for column in 0..half_width {
                let at = |r: usize, c: usize| {
                    means[(2 * row + r).min(height - 1) * width + (2 * column + c).min(width - 1)]
                };
                let [mean, x, y, xy] = block([at(0, 0), at(0, 1), at(1, 0), at(1, 1)], level);
                next[row * half_width + column] = mean;
                let (lower, right) = (2 * row + 1 < height, 2 * column + 1 < width);
                if lower {
                    out[(half_height + row) * columns + column] = x;
                }
                if right {
                    out[row * columns + half_width + column] = y;
                }
                if lower && right {
                    out[(half_height + row) * columns + half_width + column] = xy;
                }
            }
        }
        (height, width, means) = (half_height, half_width, next);
    }
    out[0] = means[0];
    out
}

/// Compresses without loss, its bit planes as they are.
fn encode(pixels: &[i64], rows: usize, columns: usize) -> Vec<u8> {
    let coefficients = transform(pixels, rows, columns);
    let (top, left) = (rows.div_ceil(2), columns.div_ceil(2));
    let quadrant = |index: usize| usize::from(index / columns >= top) + usize::from(index % columns >= left);
    let mut planes = [0_u8; 3];
    for (index, value) in coefficients.iter().enumerate().skip(1) {
        let bits = 64 - value.unsigned_abs().leading_zeros();
        planes[quadrant(index)] = planes[quadrant(index)].max(bits as u8);
    }
    let mut data = MAGIC.to_vec();
    for word in [rows, columns, 0] {
        data.extend((word as u32).to_be_bytes());
    }
    data.extend(coefficients[0].to_be_bytes());
    data.extend(planes);
    let mut writer = Writer::default();
    for (first_row, first_column) in [(0, 0), (0, left), (top, 0), (top, left)] {
        let last_row = if first_row == 0 { top } else { rows };
        let last_column = if first_column == 0 { left } else { columns };
        let kind = usize::from(first_row > 0) + usize::from(first_column > 0);
        for plane in (0..planes[kind]).rev() {
            writer.put(0, 4);
            for row in (first_row..last_row).step_by(2) {
                for column in (first_column..last_column).step_by(2) {
                    for (r, c) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                        let (row, column) = (row + r, column + c);
                        let inside = row < last_row && column < last_column && (row, column) != (0, 0);
                        let value = if inside { coefficients[row * columns + column] } else { 0 };
                        writer.put((value.unsigned_abs() >> plane & 1) as u8, 1);
                    }
                }
            }
        }
    }
    writer.put(0, 4);
    data.extend(writer.bytes);
    let mut signs = Writer::default();
    coefficients.iter().skip(1).filter(|value| **value != 0).for_each(|v| signs.put(u8::from(*v < 0), 1));
    data.extend(signs.bytes);
    data
}

fn decoded(data: &[u8], pixels: usize) -> Result<Vec<i32>, TileFault> {
    let mut out = Vec::new();
    Hcompress::default().decode(data, Smooth::Yes, pixels, &mut out).map(|()| out)
}

fn image() -> impl Strategy<Value = (usize, usize, Vec<i64>)> {
    (2_usize..20, 2_usize..20, 0_u32..32).prop_flat_map(|(rows, columns, shift)| {
        let pixels = prop::collection::vec(any::<i32>(), rows * columns);
        pixels.prop_map(move |pixels| {
            (rows, columns, pixels.into_iter().map(|pixel| i64::from(pixel >> shift)).collect())
        })
    })
}

#[test]
fn a_constant_tile_is_a_head_and_no_more() {
    let data = encode(&[7; 12], 3, 4);
    assert_eq!(data.len(), HEAD + 1);
    assert_eq!(decoded(&data, 12).unwrap(), [7; 12]);
}

#[test]
fn a_head_that_does_not_fit_is_refused() {
    let data = encode(&[1, 2, 3, 4, 5, 6], 2, 3);
    assert_eq!(decoded(&data, 6).unwrap(), [1, 2, 3, 4, 5, 6]);
    assert_eq!(decoded(&data, 7), Err(TileFault::WrongShape { rows: 2, columns: 3, pixels: 7 }));
    assert!(decoded(&data[..20], 6).is_err());
    assert!(decoded(&[&[0, 0], &data[2..]].concat(), 6).is_err());
    let mut many_planes = data.clone();
    many_planes[HEAD - 1] = 200;
    assert!(decoded(&many_planes, 6).is_err());
}

#[test]
fn a_few_bytes_cannot_claim_a_vast_tile() {
    let side = 30_000_u32;
    let mut data = encode(&[1, 2, 3, 4], 2, 2);
    data[2..6].copy_from_slice(&side.to_be_bytes());
    data[6..10].copy_from_slice(&side.to_be_bytes());
    let pixels = side as usize * side as usize;
    assert_eq!(decoded(&data, pixels), Err(TileFault::TooLarge { pixels, bytes: data.len() }));
}

#[test]
fn a_stream_cut_off_is_an_error() {
    let pixels: Vec<i64> = (0..60).map(|i| i * i * 77 % 1009).collect();
    let data = encode(&pixels, 6, 10);
    for cut in 0..data.len() {
        assert!(decoded(&data[..cut], 60).is_err(), "{cut}");
    }
}

proptest! {
    #[test]
    fn decoding_undoes_encoding((rows, columns, pixels) in image()) {
        let data = encode(&pixels, rows, columns);
        let found: Vec<i64> = decoded(&data, rows * columns).unwrap().into_iter().map(i64::from).collect();
        prop_assert_eq!(found, pixels);
    }

    #[test]
    fn any_bytes_decode_or_fail(
        (rows, columns, pixels) in image(),
        changes in prop::collection::vec((0_usize..400, any::<u8>()), 1..5),
    ) {
        let mut data = encode(&pixels, rows, columns);
        for (at, byte) in changes {
            // The shape stays, so that what follows is looked at.
            let at = 10 + at % (data.len() - 10);
            data[at] = byte;
        }
        let _ = decoded(&data, rows * columns);
    }
}
