//! Rice compression, choosing codes as cfitsio does.

/// Appends bits, most significant first.
#[derive(Default)]
struct BitWriter {
    bytes: Vec<u8>,
    window: u64,
    filled: u32,
}

impl BitWriter {
    /// Appends the low `count` bits (0 to 32).
    fn put(&mut self, value: u32, count: u32) {
        let value = u64::from(value) & ((1 << count) - 1);
        self.window = self.window << count | value;
        self.filled += count;
        while self.filled >= 8 {
            self.filled -= 8;
            self.bytes.push((self.window >> self.filled) as u8);
        }
    }

    fn put_zeros(&mut self, mut count: u32) {
        while count > 32 {
            self.put(0, 32);
            count -= 32;
        }
        self.put(0, count);
    }

    fn finish(mut self) -> Vec<u8> {
        if self.filled > 0 {
            self.put(0, 8 - self.filled);
        }
        self.bytes
    }
}

/// Compresses pixels of `bytes` bytes (1, 2 or 4), whose values must fit them, in blocks of `block`.
pub(crate) fn encode(values: &[i32], bytes: usize, block: usize) -> Vec<u8> {
    let (pixel, code, verbatim) = match bytes {
        1 => (8, 3, 6),
        2 => (16, 4, 14),
        _ => (32, 5, 25),
    };
    let mut writer = BitWriter::default();
    let mut last = values.first().copied().unwrap_or(0);
    writer.put(last as u32, pixel);
    let mut mapped = Vec::with_capacity(block);
    for block in values.chunks(block.max(1)) {
        mapped.clear();
        for &value in block {
            mapped.push(map_difference(value.wrapping_sub(last), pixel));
            last = value;
        }
        let low = low_bits(&mapped);
        if mapped.iter().all(|&value| value == 0) {
            writer.put(0, code);
        } else if low >= verbatim {
            writer.put(verbatim + 1, code);
            mapped.iter().for_each(|&value| writer.put(value, pixel));
        } else {
            writer.put(low + 1, code);
            for &value in &mapped {
                writer.put_zeros(value >> low);
                writer.put(1, 1);
                writer.put(value, low);
            }
        }
    }
    writer.finish()
}

/// A signed difference, modulo the pixel's width, as 0, 1, 2, … for 0, −1, 1, …
fn map_difference(difference: i32, pixel: u32) -> u32 {
    let spare = 32 - pixel;
    let difference = difference << spare >> spare;
    ((difference << 1) ^ (difference >> 31)) as u32 & (u32::MAX >> spare)
}

/// How many low bits to write verbatim: about the logarithm of the mean.
fn low_bits(mapped: &[u32]) -> u32 {
    let count = mapped.len() as f64;
    let sum: f64 = mapped.iter().map(|&value| f64::from(value)).sum();
    let half = (mapped.len() / 2) as f64;
    let mean = ((sum - half - 1.0) / count).max(0.0) as u32 >> 1;
    u32::BITS - mean.leading_zeros()
}
