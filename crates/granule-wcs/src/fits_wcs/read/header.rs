//! The keywords of one coordinate description.

use crate::fits_wcs::{Alternate, Keywords};
use crate::{Result, WcsError};

/// The most axes a header may describe; there is an array for each pair of them.
pub(super) const MAX_AXES: usize = 64;

/// Keywords, with the letter of the description added to their names.
#[derive(Clone, Copy)]
pub(super) struct Header<'a> {
    keywords: &'a dyn Keywords,
    alternate: Alternate,
}

impl<'a> Header<'a> {
    pub(super) fn new(keywords: &'a dyn Keywords, alternate: Alternate) -> Self {
        Self { keywords, alternate }
    }

    /// The full name of a keyword of this description.
    pub(super) fn name(&self, stem: &str) -> String {
        format!("{stem}{}", self.alternate)
    }

    /// A string of this description, without the blanks around it.
    pub(super) fn text(&self, stem: &str) -> Option<String> {
        self.plain_text(&self.name(stem))
    }

    /// A finite number of this description.
    pub(super) fn real(&self, stem: &str) -> Option<f64> {
        self.plain_real(&self.name(stem))
    }

    /// A string of the header, whatever the description.
    pub(super) fn plain_text(&self, name: &str) -> Option<String> {
        self.keywords.text(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A finite number of the header, whatever the description.
    pub(super) fn plain_real(&self, name: &str) -> Option<f64> {
        self.keywords.real(name).filter(|number| number.is_finite())
    }

    /// A number of an axis, counted from 0.
    pub(super) fn axis_real(&self, stem: &str, axis: usize) -> Option<f64> {
        self.real(&format!("{stem}{}", axis + 1))
    }

    pub(super) fn axis_text(&self, stem: &str, axis: usize) -> Option<String> {
        self.text(&format!("{stem}{}", axis + 1))
    }

    /// A number of a pair of axes, counted from 0: `PC1_2`, or as older headers have it `PC001002`.
    pub(super) fn cell(&self, stem: &str, row: usize, column: usize) -> Option<f64> {
        let (i, j) = (row + 1, column + 1);
        self.real(&format!("{stem}{i}_{j}")).or_else(|| self.plain_real(&format!("{stem}{i:03}{j:03}")))
    }

    /// `PVi_m` of an axis counted from 0.
    pub(super) fn parameter(&self, axis: usize, m: usize) -> Option<f64> {
        self.real(&format!("PV{}_{m}", axis + 1))
    }

    /// `PSi_m` of an axis counted from 0.
    pub(super) fn parameter_text(&self, axis: usize, m: usize) -> Option<String> {
        self.text(&format!("PS{}_{m}", axis + 1))
    }

    /// The number of axes: that of the array, or more where a keyword speaks of more.
    pub(super) fn n_axes(&self) -> Result<usize> {
        let count = |keyword: String| {
            let Some(value) = self.plain_real(&keyword) else { return Ok(0) };
            if !(0.0..=MAX_AXES as f64).contains(&value) || value.fract() != 0.0 {
                return Err(WcsError::BadFitsKeyword {
                    keyword,
                    found: value.to_string(),
                    expected: format!("a number of axes up to {MAX_AXES}"),
                });
            }
            Ok(value as usize)
        };
        let counted = count("NAXIS".to_owned())?.max(count(self.name("WCSAXES"))?);
        let described = (0..MAX_AXES).rev().find(|&axis| self.describes(axis));
        Ok(counted.max(described.map_or(0, |axis| axis + 1)))
    }

    /// Whether any keyword of this description speaks of world coordinates.
    pub(super) fn has_wcs(&self) -> bool {
        (0..MAX_AXES).any(|axis| self.describes(axis))
    }

    fn describes(&self, axis: usize) -> bool {
        self.axis_text("CTYPE", axis).is_some()
            || ["CRPIX", "CRVAL", "CDELT"].iter().any(|stem| self.axis_real(stem, axis).is_some())
            || ["CD", "PC"].iter().any(|stem| self.cell(stem, axis, axis).is_some())
    }

    /// The error that a keyword of this description is not what it must be.
    pub(super) fn bad(&self, stem: &str, found: impl Into<String>, expected: impl Into<String>) -> WcsError {
        WcsError::BadFitsKeyword { keyword: self.name(stem), found: found.into(), expected: expected.into() }
    }
}
