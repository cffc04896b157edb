//! The header of a `.npy` file (numpy.lib.format): magic, version, length, and a Python dictionary.

use std::io::Read;

use granule::core::{DType, Shape};
use granule::store::ByteOrder;

use crate::NpyError;

const MAGIC: &[u8] = b"\x93NUMPY";

/// Headers are some hundred bytes; a file that claims more than this is not believed.
const LONGEST: u64 = 1 << 16;

/// Where the values are, and what they are.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Header {
    pub(crate) dtype: DType,
    pub(crate) order: ByteOrder,
    pub(crate) shape: Shape,
    /// Bytes before the first value.
    pub(crate) offset: u64,
}

impl Header {
    /// Reads the header of a file of `length` bytes, and checks that the file holds what it promises.
    pub(crate) fn read(mut file: impl Read, length: u64) -> Result<Self, NpyError> {
        let start = bytes(&mut file, 8)?;
        if !start.starts_with(MAGIC) {
            return Err(NpyError::NotNpy { found: start });
        }
        let version = start.get(6).copied().unwrap_or(0);
        // The length of the dictionary: two bytes in version 1, four afterwards.
        let width = match version {
            1 => 2,
            2 | 3 => 4,
            _ => return Err(NpyError::Version { version }),
        };
        let claimed = bytes(&mut file, width)?.iter().rev().fold(0, |sum, &byte| sum << 8 | u64::from(byte));
        if claimed > LONGEST {
            return Err(NpyError::Truncated { needed: claimed, length: length.min(LONGEST) });
        }
        let text = bytes(&mut file, claimed)?;
        let offset = 8 + width + claimed;
        let header = Self::parse(&String::from_utf8_lossy(&text), offset)?;
        let values = header.shape.checked_elements()? as u64;
        let needed = values.saturating_mul(header.dtype.size() as u64).saturating_add(offset);
        if needed > length {
            return Err(NpyError::Truncated { needed, length });
        }
        Ok(header)
    }

    fn parse(text: &str, offset: u64) -> Result<Self, NpyError> {
        let missing = |expected| NpyError::Header { expected, header: text.to_owned() };
        let after = |key, expected| match text.split_once(key) {
            Some((_, rest)) => Ok(rest.trim_start_matches([' ', ':'])),
            None => Err(missing(expected)),
        };
        let quoted = after("'descr'", "descr")?.strip_prefix('\'').and_then(|rest| rest.split_once('\''));
        let (descr, _) = quoted.ok_or_else(|| missing("element type between quotes"))?;
        let (order, dtype) = element_type(descr)?;
        let fortran = after("'fortran_order'", "fortran_order")?;
        let inside = after("'shape'", "shape")?.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        let (lengths, _) = inside.ok_or_else(|| missing("shape between parentheses"))?;
        let lengths = lengths.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::parse);
        let lengths: Result<Vec<usize>, _> = lengths.collect();
        let shape = Shape::from(lengths.map_err(|_| missing("shape of numbers"))?);
        // Without two axes longer than 1 both orders are one.
        if fortran.starts_with("True") && shape.iter().filter(|&&length| length > 1).count() > 1 {
            return Err(NpyError::FortranOrder);
        }
        Ok(Self { dtype, order, shape, offset })
    }
}

/// Exactly so many bytes; a file that ends before is truncated.
fn bytes(file: &mut impl Read, count: u64) -> Result<Vec<u8>, NpyError> {
    let mut bytes = Vec::new();
    let found = file.take(count).read_to_end(&mut bytes)? as u64;
    if found < count {
        return Err(NpyError::Truncated { needed: count, length: found });
    }
    Ok(bytes)
}

fn element_type(descr: &str) -> Result<(ByteOrder, DType), NpyError> {
    let unknown = || NpyError::Descr { descr: descr.to_owned() };
    let order = match descr.as_bytes().first() {
        Some(b'<' | b'|') => ByteOrder::Little,
        Some(b'>') => ByteOrder::Big,
        _ => return Err(unknown()),
    };
    let dtype = match descr.get(1..).unwrap_or_default() {
        "b1" => DType::Bool,
        "i1" => DType::I8,
        "u1" => DType::U8,
        "i2" => DType::I16,
        "u2" => DType::U16,
        "i4" => DType::I32,
        "u4" => DType::U32,
        "i8" => DType::I64,
        "u8" => DType::U64,
        "f4" => DType::F32,
        "f8" => DType::F64,
        _ => return Err(unknown()),
    };
    Ok((order, dtype))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(dictionary: &str, values: u64) -> Result<Header, NpyError> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((dictionary.len() as u16).to_le_bytes());
        bytes.extend(dictionary.as_bytes());
        let length = bytes.len() as u64 + values;
        Header::read(bytes.as_slice(), length)
    }

    #[test]
    fn what_numpy_writes_is_read() {
        let header = read("{'descr': '>i2', 'fortran_order': False, 'shape': (3, 4), }   \n", 24).unwrap();
        assert_eq!((header.dtype, header.order), (DType::I16, ByteOrder::Big));
        assert_eq!((header.shape, header.offset), (Shape::from([3, 4]), 73));
        let line = read("{'descr': '|b1', 'fortran_order': True, 'shape': (5,), }\n", 5).unwrap();
        assert_eq!(line.shape, Shape::from([5]));
        assert_eq!(
            read("{'descr': '<f8', 'fortran_order': False, 'shape': (), }\n", 8).unwrap().shape.ndim(),
            0
        );
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let error = |dictionary| read(dictionary, 1000).unwrap_err();
        let fortran = "{'descr': '<f8', 'fortran_order': True, 'shape': (3, 4), }";
        assert!(matches!(error(fortran), NpyError::FortranOrder));
        let complex = "{'descr': '<c8', 'fortran_order': False, 'shape': (3, 4), }";
        assert!(matches!(error(complex), NpyError::Descr { .. }));
        assert!(matches!(error("{'descr': [('a', '<i4')]}"), NpyError::Header { .. }));
        let huge = "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000, 1000), }";
        assert!(matches!(error(huge), NpyError::Truncated { .. }), "{}", error(huge));
        let uncountable =
            "{'descr': '<f8', 'fortran_order': False, 'shape': (9999999999999, 9999999999999), }";
        assert!(matches!(error(uncountable), NpyError::Core(_)));
        let negative = "{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 2), }";
        assert!(matches!(error(negative), NpyError::Header { expected: "shape of numbers", .. }));
    }

    #[test]
    fn no_beginning_of_a_file_is_believed() {
        let whole = b"\x93NUMPY\x02\x00\xff\xff\xff\xff{'descr'";
        for length in 0..whole.len() {
            assert!(Header::read(&whole[..length], length as u64).is_err());
        }
        assert!(matches!(Header::read(&whole[..], 100), Err(NpyError::Truncated { .. })));
        assert!(matches!(Header::read(&b"\x93NUMPY\x09\x00"[..], 8), Err(NpyError::Version { version: 9 })));
        assert!(matches!(Header::read(&b"SIMPLE  ="[..], 9), Err(NpyError::NotNpy { .. })));
    }
}
