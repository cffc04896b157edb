//! The columns of the table of tiles.

use crate::hdu::Hdu;
use crate::{FitsError, Header};

/// Where a column stands in a row, and what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// First byte in the row.
    pub(crate) offset: usize,
    /// The letter of its form: for variable-length columns that of the elements.
    pub(crate) code: u8,
    /// Bytes of an element.
    pub(crate) size: usize,
    /// For a variable-length column, the bytes of half a descriptor: 4 (`P`) or 8 (`Q`).
    pub(crate) descriptor: Option<usize>,
}

impl Column {
    /// Count and heap offset of a variable-length column.
    pub(crate) fn descriptor(&self, row: &[u8]) -> (i64, i64) {
        let half = |index: usize| match self.descriptor {
            Some(4) => bytes_at(row, self.offset + 4 * index).map_or(0, |b| i64::from(i32::from_be_bytes(b))),
            Some(8) => bytes_at(row, self.offset + 8 * index).map_or(0, i64::from_be_bytes),
            _ => 0,
        };
        (half(0), half(1))
    }

    /// The number of a scalar column.
    pub(crate) fn number(&self, row: &[u8]) -> f64 {
        match self.code {
            b'E' => bytes_at(row, self.offset).map_or(f64::NAN, |b| f64::from(f32::from_be_bytes(b))),
            b'D' => bytes_at(row, self.offset).map_or(f64::NAN, f64::from_be_bytes),
            _ => self.integer(row) as f64,
        }
    }

    /// The integer of a scalar column.
    pub(crate) fn integer(&self, row: &[u8]) -> i64 {
        match self.code {
            b'B' => bytes_at(row, self.offset).map_or(0, |b: [u8; 1]| i64::from(b[0])),
            b'I' => bytes_at(row, self.offset).map_or(0, |b| i64::from(i16::from_be_bytes(b))),
            b'J' => bytes_at(row, self.offset).map_or(0, |b| i64::from(i32::from_be_bytes(b))),
            b'K' => bytes_at(row, self.offset).map_or(0, i64::from_be_bytes),
            _ => 0,
        }
    }
}

/// Rows are cut to their length before, so this only fails for columns that were refused already.
fn bytes_at<const N: usize>(row: &[u8], offset: usize) -> Option<[u8; N]> {
    row.get(offset..)?.first_chunk().copied()
}

/// The columns by name, checked to fit the row.
pub(crate) struct Columns<'a> {
    header: &'a Header,
    named: Vec<(String, Column)>,
}

impl<'a> Columns<'a> {
    /// Reads `TTYPEn` and `TFORMn`.
    pub(crate) fn parse(hdu: &'a Hdu, row_bytes: usize) -> Result<Self, FitsError> {
        let header = &hdu.header;
        let count: usize = header.require("TFIELDS")?;
        if count > 999 {
            return Err(header.bad("TFIELDS", "0 to 999".to_owned()));
        }
        let mut named = Vec::with_capacity(count);
        let mut offset = 0_usize;
        for number in 1..=count {
            let keyword = format!("TFORM{number}");
            let form: String = header.require(&keyword)?;
            let (column, width) = parse_form(form.trim(), offset)
                .ok_or_else(|| header.bad(&keyword, "a form of a binary table".to_owned()))?;
            offset = offset
                .checked_add(width)
                .filter(|&end| end <= row_bytes)
                .ok_or_else(|| header.bad(&keyword, format!("columns within a row of {row_bytes} bytes")))?;
            // A name that is missing or no string is a column we do not ask for.
            if let Ok(Some(name)) = header.value_as::<String>(&format!("TTYPE{number}")) {
                named.push((name.trim_end().to_ascii_uppercase(), column));
            }
        }
        Ok(Self { header, named })
    }

    fn find(&self, name: &str) -> Option<Column> {
        self.named.iter().find(|(found, _)| found == name).map(|(_, column)| *column)
    }

    /// A variable-length column, when it is there.
    pub(crate) fn variable(&self, name: &str) -> Result<Option<Column>, FitsError> {
        self.checked(name, |column| column.descriptor.is_some(), "must be a variable-length array")
    }

    /// A column of one number a row, when it is there.
    pub(crate) fn scalar(&self, name: &str) -> Result<Option<Column>, FitsError> {
        let number = |column: &Column| column.descriptor.is_none() && b"BIJKED".contains(&column.code);
        self.checked(name, number, "must hold one number")
    }

    fn checked(
        &self,
        name: &str,
        good: impl Fn(&Column) -> bool,
        fault: &str,
    ) -> Result<Option<Column>, FitsError> {
        match self.find(name) {
            Some(column) if !good(&column) => Err(FitsError::BadColumn {
                at: self.header.place().clone(),
                column: name.to_owned(),
                fault: fault.to_owned(),
            }),
            found => Ok(found),
        }
    }
}

/// Reads `rT` or `rPt(max)`: the column at `offset` and its width in bytes.
pub(crate) fn parse_form(form: &str, offset: usize) -> Option<(Column, usize)> {
    let digits = form.bytes().take_while(u8::is_ascii_digit).count();
    let (repeat, rest) = form.split_at_checked(digits)?;
    let repeat: usize = if repeat.is_empty() { 1 } else { repeat.parse().ok()? };
    let mut letters = rest.bytes();
    let code = letters.next()?;
    let size = element_size(code)?;
    if matches!(code, b'P' | b'Q') {
        let element = letters.next()?;
        // An array of no descriptors takes no room, and is no column to read.
        let descriptor = (repeat == 1).then_some(size / 2);
        let column = Column { offset, code: element, size: element_size(element)?, descriptor };
        return Some((column, size.checked_mul(repeat)?));
    }
    let width = if code == b'X' { repeat.div_ceil(8) } else { size.checked_mul(repeat)? };
    // A scalar column with another count than one is marked as no number.
    let code = if repeat == 1 { code } else { b'A' };
    Some((Column { offset, code, size, descriptor: None }, width))
}

/// Bytes of an element of a form's letter.
pub(crate) fn element_size(code: u8) -> Option<usize> {
    match code {
        b'L' | b'X' | b'B' | b'A' => Some(1),
        b'I' => Some(2),
        b'J' | b'E' => Some(4),
        b'K' | b'D' | b'C' | b'P' => Some(8),
        b'M' | b'Q' => Some(16),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_give_widths_and_elements() {
        let form = |text| parse_form(text, 0).map(|(column, width)| (column.code, column.descriptor, width));
        assert_eq!(form("1PB(2941)"), Some((b'B', Some(4), 8)));
        assert_eq!(form("QI"), Some((b'I', Some(8), 16)));
        assert_eq!(form("0PB(0)"), Some((b'B', None, 0)));
        assert_eq!(form("1D"), Some((b'D', None, 8)));
        assert_eq!(form("J"), Some((b'J', None, 4)));
        assert_eq!(form("3E"), Some((b'A', None, 12)));
        assert_eq!(form("17X"), Some((b'A', None, 3)));
        assert_eq!(form("1Y"), None);
        assert_eq!(form("99999999999999999999D"), None);
        assert_eq!(form(""), None);
    }

    #[test]
    fn descriptors_are_read_from_the_row() {
        let row = [0, 0, 0, 0, 0, 0, 0, 5, 0xff, 0xff, 0xff, 0xfe, 0, 0];
        let (column, _) = parse_form("1PB", 4).unwrap();
        assert_eq!(column.descriptor(&row), (5, -2));
        let (column, _) = parse_form("1QB", 4).unwrap();
        assert_eq!(column.descriptor(&row), (0x0000_0005_ffff_fffe, 0), "a row too short gives nothing");
    }
}
