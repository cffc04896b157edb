//! Cells of binary tables that hold numbers, as the tables of coordinates do.

use crate::file::DataFile;
use crate::hdu::{Hdu, HduKind};
use crate::tiles::{element_size, parse_form};
use crate::{FitsError, FitsFile};

/// The numbers in one cell of a binary table.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TableCell {
    /// The lengths of its axes as `TDIM` lists them, the first counting fastest; one length without `TDIM`.
    pub shape: Vec<usize>,
    /// The numbers, with `TSCAL` and `TZERO` applied.
    pub values: Vec<f64>,
}

/// Where a cell of the first row lies.
struct Cell {
    offset: u64,
    code: u8,
    count: usize,
}

impl FitsFile {
    /// The cell in the first row of a column, by its `TTYPE` whatever its case; `None` when the HDU is no binary table, is
    /// empty, or has no such column of numbers.
    ///
    /// # Errors
    /// [`FitsError`] when the file cannot be read, or says what cannot be.
    pub fn first_cell(&self, hdu: &Hdu, column: &str) -> Result<Option<TableCell>, FitsError> {
        let header = &hdu.header;
        let rows: u64 = header.value_as("NAXIS2")?.unwrap_or(0);
        if hdu.kind != HduKind::BinTable || rows == 0 {
            return Ok(None);
        }
        let Some((number, form, start)) = find(hdu, column)? else { return Ok(None) };
        let file = DataFile::open(self.path())?;
        let Some(cell) = locate(&file, hdu, &form, start)? else { return Ok(None) };
        let size = element_size(cell.code).unwrap_or(1);
        let length = cell.count.checked_mul(size);
        // No cell is longer than the data that hold it: what a header claims is checked before memory is taken.
        let inside = |length: &usize| (*length as u64).saturating_add(cell.offset) <= hdu.data_len;
        let Some(length) = length.filter(inside) else {
            return Err(header.bad(&format!("TFORM{number}"), "a column within the data".to_owned()));
        };
        let mut bytes = Vec::new();
        let start = hdu.data_offset.saturating_add(cell.offset);
        file.read_into(header.place(), "a cell", start, length, &mut bytes)?;
        let scale: f64 = header.value_as(&format!("TSCAL{number}"))?.unwrap_or(1.0);
        let zero: f64 = header.value_as(&format!("TZERO{number}"))?.unwrap_or(0.0);
        let values: Vec<f64> =
            bytes.chunks_exact(size).map(|bytes| zero + scale * number_of(cell.code, bytes)).collect();
        let shape = dimensions(header.value_as::<String>(&format!("TDIM{number}"))?.as_deref(), values.len());
        Ok(Some(TableCell { shape, values }))
    }
}

/// Number, form and first byte of a column.
fn find(hdu: &Hdu, column: &str) -> Result<Option<(usize, String, usize)>, FitsError> {
    let header = &hdu.header;
    let count: usize = header.value_as("TFIELDS")?.unwrap_or(0);
    let mut offset = 0_usize;
    for number in 1..=count.min(999) {
        let keyword = format!("TFORM{number}");
        let form: String = header.require(&keyword)?;
        let name: Option<String> = header.value_as(&format!("TTYPE{number}"))?;
        if name.is_some_and(|name| name.trim().eq_ignore_ascii_case(column.trim())) {
            return Ok(Some((number, form.trim().to_owned(), offset)));
        }
        let width = parse_form(form.trim(), offset).map(|(_, width)| width);
        let next = width.and_then(|width| offset.checked_add(width));
        offset = next.ok_or_else(|| header.bad(&keyword, "a form of a binary table".to_owned()))?;
    }
    Ok(None)
}

/// Where the numbers of a column in the first row lie, counted from the start of the data; `None` if they are none.
fn locate(file: &DataFile, hdu: &Hdu, form: &str, start: usize) -> Result<Option<Cell>, FitsError> {
    let letter = form.bytes().find(|byte| !byte.is_ascii_digit()).unwrap_or(b' ');
    let Some((column, width)) = parse_form(form, start) else { return Ok(None) };
    let Some(half) = column.descriptor else {
        let is_number = b"BIJKED".contains(&letter);
        let size = element_size(letter).unwrap_or(1);
        return Ok(is_number.then_some(Cell { offset: start as u64, code: letter, count: width / size }));
    };
    let mut row = Vec::new();
    let at = hdu.data_offset.saturating_add(start as u64);
    file.read_into(hdu.header.place(), "a descriptor", at, 2 * half, &mut row)?;
    let local = crate::tiles::Column { offset: 0, ..column };
    let (count, heap) = local.descriptor(&row);
    let row_bytes: u64 = hdu.header.value_as("NAXIS1")?.unwrap_or(0);
    let rows: u64 = hdu.header.value_as("NAXIS2")?.unwrap_or(0);
    let heap_start: u64 = hdu.header.value_as("THEAP")?.unwrap_or_else(|| row_bytes.saturating_mul(rows));
    let place = u64::try_from(heap).ok().and_then(|heap| heap.checked_add(heap_start));
    let cell = place.zip(usize::try_from(count).ok());
    Ok(cell.filter(|_| b"BIJKED".contains(&column.code)).map(|(offset, count)| Cell {
        offset,
        code: column.code,
        count,
    }))
}

fn number_of(code: u8, bytes: &[u8]) -> f64 {
    fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
        bytes.first_chunk().copied().unwrap_or([0; N])
    }
    match code {
        b'B' => f64::from(u8::from_be_bytes(array(bytes))),
        b'I' => f64::from(i16::from_be_bytes(array(bytes))),
        b'J' => f64::from(i32::from_be_bytes(array(bytes))),
        b'K' => i64::from_be_bytes(array(bytes)) as f64,
        b'E' => f64::from(f32::from_be_bytes(array(bytes))),
        _ => f64::from_be_bytes(array(bytes)),
    }
}

/// The lengths of `TDIM`, where they multiply to the number of values; else that number.
fn dimensions(tdim: Option<&str>, count: usize) -> Vec<usize> {
    let listed = tdim.map(|text| text.trim().trim_start_matches('(').trim_end_matches(')'));
    let lengths = listed.and_then(|text| text.split(',').map(|part| part.trim().parse().ok()).collect());
    let product = |lengths: &Vec<usize>| lengths.iter().try_fold(1_usize, |n, &length| n.checked_mul(length));
    lengths.filter(|lengths| product(lengths) == Some(count)).unwrap_or_else(|| vec![count])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(keyword: &str, value: &str) -> String {
        format!("{:<80}", format!("{keyword:<8}= {value}"))
    }

    fn padded(cards: &[String]) -> Vec<u8> {
        let mut bytes = cards.concat().into_bytes();
        bytes.extend_from_slice(format!("{:<80}", "END").as_bytes());
        bytes.resize(bytes.len().next_multiple_of(2880), b' ');
        bytes
    }

    /// A table of one row: two floats of a matrix and an array on the heap.
    fn table(form: &str) -> Vec<u8> {
        let mut bytes =
            padded(&[card("SIMPLE", "T"), card("BITPIX", "8"), card("NAXIS", "0"), card("EXTEND", "T")]);
        bytes.extend(padded(&[
            card("XTENSION", "'BINTABLE'"),
            card("BITPIX", "8"),
            card("NAXIS", "2"),
            card("NAXIS1", "24"),
            card("NAXIS2", "1"),
            card("PCOUNT", "6"),
            card("GCOUNT", "1"),
            card("TFIELDS", "2"),
            card("TFORM1", form),
            card("TTYPE1", "'coordinates'"),
            card("TDIM1", "'(1,2)'"),
            card("TFORM2", "'1PI(3)'"),
            card("TTYPE2", "'INDEX'"),
            card("TSCAL2", "0.5"),
        ]));
        let mut data = Vec::new();
        data.extend(2.5_f64.to_be_bytes());
        data.extend((-1.0_f64).to_be_bytes());
        data.extend([0, 0, 0, 3, 0, 0, 0, 0, 0, 2, 0, 4, 0xff, 0xff]);
        data.resize(2880, 0);
        bytes.extend(data);
        bytes
    }

    fn cell(bytes: &[u8], column: &str) -> Result<Option<TableCell>, FitsError> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("table.fits");
        std::fs::write(&path, bytes).unwrap();
        let file = FitsFile::open(&path).unwrap();
        file.first_cell(&file.hdus()[1], column)
    }

    #[test]
    fn cells_are_read_in_place_and_from_the_heap() {
        let bytes = table("'2D'");
        let found = cell(&bytes, "Coordinates").unwrap().unwrap();
        assert_eq!((found.shape, found.values), (vec![1, 2], vec![2.5, -1.0]));
        let found = cell(&bytes, "index").unwrap().unwrap();
        assert_eq!((found.shape, found.values), (vec![3], vec![1.0, 2.0, -0.5]));
        assert_eq!(cell(&bytes, "other").unwrap(), None);
    }

    #[test]
    fn claims_beyond_the_data_are_refused() {
        assert!(cell(&table("'999999999999D'"), "coordinates").is_err());
        assert_eq!(cell(&table("'2A'"), "coordinates").unwrap(), None);
    }
}
