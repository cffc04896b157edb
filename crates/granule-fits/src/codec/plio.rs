//! PLIO line lists: the runs of a mask.

use crate::error::TileFault;

/// What an instruction says, in the top four bits of its word; the other twelve are its number.
mod code {
    /// So many zeros.
    pub(super) const ZEROS: u16 = 0;
    /// The value becomes this number and the next word, the low bits first.
    pub(super) const SET: u16 = 1;
    /// The value grows by the number.
    pub(super) const RAISE: u16 = 2;
    /// The value shrinks by the number.
    pub(super) const LOWER: u16 = 3;
    /// So many pixels of the value.
    pub(super) const PIXELS: u16 = 4;
    /// So many pixels, the last of the value and the others zero.
    pub(super) const ZEROS_AND_PIXEL: u16 = 5;
    /// The value grows by the number, and one pixel of it.
    pub(super) const RAISE_AND_PIXEL: u16 = 6;
    /// The value shrinks by the number, and one pixel of it.
    pub(super) const LOWER_AND_PIXEL: u16 = 7;
}

/// Decodes the first pixels of a list of big-endian words. Where the list ends, zeros follow.
pub(crate) fn decode(data: &[u8], out: &mut [i32]) -> Result<(), TileFault> {
    let words = data.as_chunks().0;
    let instructions = instructions(words, out.len())?;
    out.fill(0);
    let (mut at, mut value) = (0_usize, 1_i32);
    let mut words = instructions.iter().map(|&word| u16::from_be_bytes(word));
    while let Some(word) = words.next() {
        if at >= out.len() {
            break;
        }
        let (code, number) = (word >> 12, word & 0xfff);
        let (change, count) = (i32::from(number), usize::from(number));
        let end = at.saturating_add(count);
        match code {
            code::ZEROS => at = end,
            code::SET => {
                let high = words.next().ok_or(TileFault::Damaged("a line list ends within a number"))?;
                value = i32::from(high) << 12 | change;
            }
            code::RAISE => value = value.wrapping_add(change),
            code::LOWER => value = value.wrapping_sub(change),
            code::PIXELS => {
                let end_within = end.min(out.len());
                out.get_mut(at..end_within).unwrap_or_default().fill(value);
                at = end;
            }
            code::ZEROS_AND_PIXEL => {
                put(out, end.checked_sub(1).filter(|_| count > 0), value);
                at = end;
            }
            code::RAISE_AND_PIXEL | code::LOWER_AND_PIXEL => {
                let change = if code == code::RAISE_AND_PIXEL { change } else { -change };
                value = value.wrapping_add(change);
                put(out, Some(at), value);
                at += 1;
            }
            _ => return Err(TileFault::Damaged("unknown instruction in a line list")),
        }
    }
    Ok(())
}

fn put(out: &mut [i32], at: Option<usize>, value: i32) {
    if let Some(pixel) = at.and_then(|at| out.get_mut(at)) {
        *pixel = value;
    }
}

/// The words behind the head of a list, which is of one of two forms.
fn instructions(words: &[[u8; 2]], pixels: usize) -> Result<&[[u8; 2]], TileFault> {
    let short = || TileFault::Short { bytes: words.len() * 2, pixels };
    let word = |index: usize| words.get(index).map(|&word| i16::from_be_bytes(word)).ok_or_else(short);
    // Lengths count the head too.
    let (start, length) = match word(2)? {
        length @ 1.. => (3, i32::from(length)),
        _ => (i32::from(word(1)?), (i32::from(word(4)?) << 15) + i32::from(word(3)?)),
    };
    let bounds = (usize::try_from(start), usize::try_from(length));
    let (Ok(start), Ok(length)) = bounds else { return Err(TileFault::Damaged("head of a line list")) };
    if length > words.len() {
        return Err(short());
    }
    words.get(start..length).ok_or(TileFault::Damaged("head of a line list"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(instructions: &[u16]) -> Vec<u8> {
        let length = 7 + instructions.len() as u16;
        let head = [0, 7, -100_i16 as u16, length & 0x7fff, length >> 15, 0, 0];
        head.iter().chain(instructions).flat_map(|word| word.to_be_bytes()).collect()
    }

    fn decoded(data: &[u8], pixels: usize) -> Result<Vec<i32>, TileFault> {
        let mut out = vec![-1; pixels];
        decode(data, &mut out).map(|()| out)
    }

    #[test]
    fn every_instruction_does_what_it_says() {
        let data =
            list(&[0x4002, 0x0001, 0x2004, 0x5003, 0x3001, 0x4001, 0x6003, 0x7002, 0x1abc, 0x0002, 0x4001]);
        assert_eq!(decoded(&data, 12).unwrap(), [1, 1, 0, 0, 0, 5, 4, 7, 5, 0x2abc, 0, 0]);
        // Any prefix can be decoded alone, also one that ends within a run.
        assert_eq!(decoded(&data, 1).unwrap(), [1]);
        assert_eq!(decoded(&data, 4).unwrap(), [1, 1, 0, 0]);
    }

    #[test]
    fn the_old_form_of_the_head_is_read() {
        let words: [u16; 5] = [0, 0, 5, 0x2006, 0x4003];
        let data: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        assert_eq!(decoded(&data, 4).unwrap(), [7, 7, 7, 0]);
    }

    #[test]
    fn lists_that_end_early_are_errors() {
        let data = list(&[0x4003, 0x1000, 0x0001]);
        for cut in 0..data.len() {
            assert!(decoded(&data[..cut], 5).is_err(), "{cut}");
        }
        assert!(decoded(&list(&[0x1000]), 5).is_err());
        assert!(decoded(&list(&[0x8000]), 5).is_err());
    }

    proptest! {
        #[test]
        fn any_words_decode_or_fail(words in prop::collection::vec(any::<u16>(), 0..60), whole in any::<bool>()) {
            let data = if whole { list(&words) } else { words.iter().flat_map(|word| word.to_be_bytes()).collect() };
            let _ = decoded(&data, 1000);
        }
    }
}
