//! Checksums of HDUs: the `DATASUM` and `CHECKSUM` keywords (FITS standard 4.0, section 4.4.2.7 and appendix J).

use std::sync::atomic::{AtomicU64, Ordering};

use crate::header::HeaderWriter;
use crate::{Card, FitsError};

/// Where the sixteen characters stand in a `CHECKSUM` card: behind `CHECKSUM= '`.
const VALUE: std::ops::Range<usize> = 11..27;

/// A one's complement sum of 32-bit big-endian words, gathered from pieces in any order and from any thread.
#[derive(Debug, Default)]
pub(super) struct DataSum(AtomicU64);

impl DataSum {
    /// Adds bytes that stand `offset` bytes into the data. A word cut in two counts the same.
    pub(super) fn add(&self, offset: u64, bytes: &[u8]) {
        let lead = (offset % 4) as usize;
        let (head, rest) = bytes.split_at(if lead == 0 { 0 } else { (4 - lead).min(bytes.len()) });
        let words = rest.chunks(4).map(|word| place(word, 0));
        let sum = words.fold(place(head, lead), u64::wrapping_add);
        // Below 2^32 words of 32 bits each cannot overflow; folding first keeps larger images safe.
        self.0.fetch_add(u64::from(fold(sum)), Ordering::Relaxed);
    }

    pub(super) fn value(&self) -> u32 {
        fold(self.0.load(Ordering::Relaxed))
    }
}

/// Up to four bytes as part of a word, from byte `lead` on.
fn place(bytes: &[u8], lead: usize) -> u64 {
    bytes.iter().zip(lead..4).map(|(&byte, at)| u64::from(byte) << (8 * (3 - at))).sum()
}

/// Adds the carries back in, as one's complement addition does.
fn fold(mut sum: u64) -> u32 {
    while sum > u64::from(u32::MAX) {
        sum = (sum & 0xFFFF_FFFF) + (sum >> 32);
    }
    sum as u32
}

/// The sum of whole words.
pub(super) fn sum(bytes: &[u8]) -> u32 {
    let whole = DataSum::default();
    whole.add(0, bytes);
    whole.value()
}

/// The sum of pieces that come with their offsets.
pub(crate) fn checksum_of<E>(pieces: impl Iterator<Item = Result<(u64, Vec<u8>), E>>) -> Result<u32, E> {
    let whole = DataSum::default();
    for piece in pieces {
        let (offset, bytes) = piece?;
        whole.add(offset, &bytes);
    }
    Ok(whole.value())
}

/// The header with `DATASUM` and `CHECKSUM` for data of this sum, ended and padded.
pub(super) fn sign(mut header: HeaderWriter, data: u32) -> Result<Vec<u8>, FitsError> {
    header.push(&Card::new("DATASUM", data.to_string(), "data unit checksum"))?;
    let at = header.len();
    header.push(&Card::new("CHECKSUM", "0".repeat(16), "HDU checksum"))?;
    let mut bytes = header.finish();
    let whole = fold(u64::from(sum(&bytes)) + u64::from(data));
    if let Some(value) = bytes.get_mut(at + VALUE.start..at + VALUE.end) {
        value.copy_from_slice(&encode(!whole));
    }
    Ok(bytes)
}

/// A word as sixteen letters and digits whose own sum is that word, rotated by one to fit the card.
fn encode(word: u32) -> [u8; 16] {
    let mut text = [0; 16];
    for (column, byte) in word.to_be_bytes().into_iter().enumerate() {
        let quarter = byte / 4 + b'0';
        let mut parts = [quarter + byte % 4, quarter, quarter, quarter];
        // Punctuation between the digits and letters is avoided by moving one from a part to its neighbour.
        while parts.iter().any(|part| !part.is_ascii_alphanumeric()) {
            for pair in parts.chunks_exact_mut(2) {
                if let [first, second] = pair
                    && !(first.is_ascii_alphanumeric() && second.is_ascii_alphanumeric())
                {
                    *first += 1;
                    *second -= 1;
                }
            }
        }
        for (row, part) in parts.into_iter().enumerate() {
            text[(4 * row + column + 1) % 16] = part;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_standard_s_example_encodes() {
        // FITS standard 4.0, appendix J.2: the complement of 868229149 is encoded as hcHjjc9ghcEghc9g.
        assert_eq!(&encode(!868_229_149), b"hcHjjc9ghcEghc9g");
    }

    proptest! {
        #[test]
        fn pieces_in_any_order_sum_to_the_whole(bytes in prop::collection::vec(any::<u8>(), 0..200), cuts in prop::collection::vec(0_usize..200, 0..5)) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).chain([0, bytes.len()]).collect();
            cuts.sort_unstable();
            let pieces = DataSum::default();
            for pair in cuts.windows(2).rev() {
                pieces.add(pair[0] as u64, &bytes[pair[0]..pair[1]]);
            }
            prop_assert_eq!(pieces.value(), sum(&bytes));
        }

        #[test]
        fn a_signed_header_and_its_data_sum_to_minus_zero(data in prop::collection::vec(any::<u8>(), 0..720)) {
            let mut data = data;
            data.resize(2880, 0);
            let mut header = HeaderWriter::default();
            header.push(&Card::new("SIMPLE", true, "")).unwrap();
            let mut hdu = sign(header, sum(&data)).unwrap();
            hdu.extend_from_slice(&data);
            prop_assert_eq!(sum(&hdu), u32::MAX);
        }
    }
}
