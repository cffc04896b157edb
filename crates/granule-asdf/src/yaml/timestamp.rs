//! Plain scalars that YAML 1.1 takes for a date.

/// Whether the text is a date, `2022-10-24`, or a date with a time, `2022-1-2 3:04:05.6 +1:30`, as PyYAML knows them.
pub(super) fn is_timestamp(text: &str) -> bool {
    matches(text).is_some()
}

fn matches(text: &str) -> Option<()> {
    let mut rest = Rest(text.as_bytes());
    rest.digits(4, 4)?;
    rest.one_of(b"-")?;
    rest.digits(1, 2)?;
    rest.one_of(b"-")?;
    rest.digits(1, 2)?;
    if rest.0.is_empty() {
        // Without a time, month and day have two digits.
        return (text.len() == 10).then_some(());
    }
    if rest.one_of(b"Tt").is_none() {
        rest.one_of(b" \t")?;
        rest.blanks();
    }
    rest.digits(1, 2)?;
    rest.one_of(b":")?;
    rest.digits(2, 2)?;
    rest.one_of(b":")?;
    rest.digits(2, 2)?;
    if rest.one_of(b".").is_some() {
        rest.digits(0, usize::MAX)?;
    }
    rest.blanks();
    if rest.one_of(b"Z").is_none() && rest.one_of(b"+-").is_some() {
        rest.digits(1, 2)?;
        if rest.one_of(b":").is_some() {
            rest.digits(2, 2)?;
        }
    }
    rest.0.is_empty().then_some(())
}

/// What of the text has not been looked at.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn digits(&mut self, least: usize, most: usize) -> Option<()> {
        let count = self.0.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        self.0 = self.0.get(count..)?;
        (count >= least).then_some(())
    }

    fn one_of(&mut self, bytes: &[u8]) -> Option<()> {
        let (first, rest) = self.0.split_first()?;
        if !bytes.contains(first) {
            return None;
        }
        self.0 = rest;
        Some(())
    }

    fn blanks(&mut self) {
        while self.one_of(b" \t").is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_with_and_without_times() {
        for text in [
            "2022-10-24",
            "2022-10-24T18:57:45.501",
            "2022-1-2t3:04:05",
            "2001-12-14 21:59:43.10 -5",
            "2001-12-15 2:59:43.10",
            "2001-12-14T21:59:43.Z",
            "2001-12-14\t21:59:43+01:30",
        ] {
            assert!(is_timestamp(text), "{text}");
        }
        for text in [
            "2022-1-24",
            "2022-10-24T18:57",
            "22-10-24",
            "2022-10-24T",
            "2022-10-24T18:57:45 UTC",
            "2022-10-24T18:57:45+",
            "2022-10-24T18:57:45Z1",
            "2022-10-24T18:7:45",
            "2022",
            "2022-10",
            "",
        ] {
            assert!(!is_timestamp(text), "{text}");
        }
    }
}
