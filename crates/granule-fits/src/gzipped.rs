//! Files compressed as a whole, such as `.fits.gz`: they are decompressed into memory.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;

use crate::{FitsError, Place};

/// Most bytes that a file may decompress to.
pub(crate) const MOST: u64 = 2 << 30;

/// What gzip files begin with.
pub(crate) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Whether and where the bytes of a file are decompressed.
#[derive(Clone, Debug)]
pub(crate) enum Unzipped {
    /// The file is not compressed as a whole.
    Plain,
    /// Here.
    Held(Arc<Vec<u8>>),
    /// They were, but took too much memory to be kept.
    Dropped,
}

/// Decompresses a file to at most `most` bytes.
///
/// # Errors
/// [`FitsError::Gunzip`] when it is damaged or memory does not suffice, [`FitsError::GunzipTooLong`].
pub(crate) fn gunzip_file(file: &File, at: &Place, most: u64) -> Result<Arc<Vec<u8>>, FitsError> {
    let failed = |source| FitsError::Gunzip { at: at.clone(), source };
    let mut start = file;
    start.rewind().map_err(failed)?;
    let members = MultiGzDecoder::new(BufReader::with_capacity(64 << 10, start));
    let mut bytes = Vec::new();
    // One more than allowed shows that there is too much, without decompressing a bomb.
    members.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > most {
        return Err(FitsError::GunzipTooLong { at: at.clone(), most });
    }
    bytes.shrink_to_fit();
    Ok(Arc::new(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::gzip;
    use std::io::Write;

    fn unzipped(bytes: &[u8], most: u64) -> Result<Vec<u8>, FitsError> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        gunzip_file(&file, &Place::default(), most).map(|bytes| bytes.to_vec())
    }

    #[test]
    fn members_follow_each_other_up_to_the_limit() {
        let two = [gzip(b"SIMPLE").unwrap(), gzip(b" = T").unwrap()].concat();
        assert_eq!(unzipped(&two, 10).unwrap(), b"SIMPLE = T");
        assert!(matches!(unzipped(&two, 9), Err(FitsError::GunzipTooLong { most: 9, .. })));
        let bomb = gzip(&vec![0; 1 << 20]).unwrap();
        assert!(unzipped(&bomb, 1000).unwrap_err().to_string().contains("more than 1000 bytes"));
    }

    #[test]
    fn what_is_cut_off_or_damaged_is_an_error() {
        let whole = gzip(&(0..5000_u32).flat_map(u32::to_be_bytes).collect::<Vec<u8>>()).unwrap();
        assert_eq!(unzipped(&whole, MOST).unwrap().len(), 20_000);
        for cut in [2, 10, whole.len() / 2, whole.len() - 1] {
            assert!(matches!(unzipped(&whole[..cut], MOST), Err(FitsError::Gunzip { .. })), "{cut}");
        }
        let mut damaged = whole;
        let last = damaged.len() - 6;
        damaged[last] ^= 1;
        assert!(unzipped(&damaged, MOST).is_err(), "its checksum is wrong");
    }
}
