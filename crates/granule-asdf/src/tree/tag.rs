//! Tags: `prefix/name-1.2.3`.

use std::fmt;

/// The version at the end of a tag, as in `shift-1.4.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// First number: raised for changes that break readers.
    pub major: u32,
    /// Second number: raised for additions.
    pub minor: u32,
    /// Third number: raised for corrections.
    pub patch: u32,
}

impl Version {
    /// A version of three numbers.
    #[must_use]
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// Reads `1.4.0`; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|part| {
            let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse::<u32>().ok()).flatten()
        });
        let version = Self::new(numbers.next()??, numbers.next()??, numbers.next()??);
        numbers.next().is_none().then_some(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// Splits a tag into its name with prefix and its version.
pub(crate) fn split_version(tag: &str) -> (&str, Option<Version>) {
    match tag.rsplit_once('-').map(|(name, version)| (name, Version::parse(version))) {
        Some((name, Some(version))) => (name, Some(version)),
        _ => (tag, None),
    }
}

/// The last component of a tag, without its version.
pub(crate) fn short_name(tag: &str) -> &str {
    let (name, _) = split_version(tag);
    name.rsplit(['/', ':', '!']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_splits_into_name_and_version() {
        let (name, version) = split_version("tag:stsci.edu:asdf/transform/shift-1.4.0");
        assert_eq!(name, "tag:stsci.edu:asdf/transform/shift");
        assert_eq!(version, Some(Version::new(1, 4, 0)));
        assert_eq!(split_version("tag:a:b/c-1.x"), ("tag:a:b/c-1.x", None));
    }

    #[test]
    fn the_short_name_is_the_last_component() {
        assert_eq!(short_name("tag:stsci.edu:asdf/core/ndarray-1.1.0"), "ndarray");
        assert_eq!(short_name("asdf://dkist.nso.edu/tags/dataset-1.3.0"), "dataset");
        assert_eq!(short_name("tag:example.org:thing-2.0.0"), "thing");
        assert_eq!(short_name("!local"), "local");
    }

    #[test]
    fn versions_are_ordered_by_number() {
        assert!(Version::new(1, 10, 0) > Version::new(1, 9, 3));
        assert_eq!(Version::parse("1.4"), None);
        assert_eq!(Version::parse("1.4.0.1"), None);
        assert_eq!(Version::parse("1.+4.0"), None);
        assert_eq!(Version::new(1, 4, 0).to_string(), "1.4.0");
    }
}
