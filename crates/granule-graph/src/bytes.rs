//! Byte counts that read well.

use std::fmt;

/// A count of bytes that displays as `1.96 GB` (powers of ten, three digits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut value = self.0 as f64;
        let mut units = ["kB", "MB", "GB", "TB", "PB", "EB"].into_iter();
        let mut unit = None;
        // 999.5 would print as 1000.
        while value >= 999.5
            && let Some(next) = units.next()
        {
            value /= 1000.0;
            unit = Some(next);
        }
        match unit {
            None => write!(f, "{} B", self.0),
            Some(unit) if value < 9.995 => write!(f, "{value:.2} {unit}"),
            Some(unit) if value < 99.95 => write!(f, "{value:.1} {unit}"),
            Some(unit) => write!(f, "{value:.0} {unit}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_keep_three_digits() {
        let text = |bytes| Bytes(bytes).to_string();
        assert_eq!(text(0), "0 B");
        assert_eq!(text(999), "999 B");
        assert_eq!(text(1000), "1.00 kB");
        assert_eq!(text(9_994_999), "9.99 MB");
        assert_eq!(text(9_996_000), "10.0 MB");
        assert_eq!(text(245_280_000), "245 MB");
        assert_eq!(text(999_600_000), "1.00 GB");
        assert_eq!(text(u64::MAX), "18.4 EB");
    }
}
