//! Binary blocks: headers are walked when the file is opened, payloads are read when they are used.

use super::storage::Storage;
use super::{INDEX_LINE, codec};
use crate::error::{AsdfError, Result};

/// The four bytes before every block header.
pub(crate) const MAGIC: &[u8] = b"\xd3BLK";

/// Magic, size of the header, and the fields of the header.
const FULL_HEADER: usize = 54;

/// The smallest size a header may give for itself.
pub(crate) const HEADER_SIZE: u16 = 48;

/// The flag of a block that runs to the end of the file.
pub(crate) const STREAMED: u32 = 1;

/// The header of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockInfo {
    /// Where its magic lies in the file.
    pub offset: u64,
    /// Where its payload lies in the file.
    pub payload: u64,
    /// How many bytes are set aside for the payload.
    pub allocated: u64,
    /// How many bytes the payload has, as stored.
    pub used: u64,
    /// How many bytes the payload has, decoded.
    pub data_size: u64,
    /// The compression label; four zeros for none.
    pub compression: [u8; 4],
    /// The MD5 of the payload, as stored by most writers and decoded by some; zeros for none. See
    /// [`AsdfFile::checksum`](crate::AsdfFile::checksum).
    pub checksum: [u8; 16],
    /// Whether the block runs to the end of the file.
    pub streamed: bool,
}

impl BlockInfo {
    /// Whether the payload is stored as it is.
    #[must_use]
    pub fn is_uncompressed(&self) -> bool {
        self.compression == [0; 4]
    }

    /// The compression label as text.
    #[must_use]
    pub fn label(&self) -> String {
        String::from_utf8_lossy(&self.compression).trim_end_matches('\0').to_owned()
    }

    fn end(&self) -> u64 {
        self.payload.saturating_add(self.allocated)
    }
}

/// How far from where a block should begin it is looked for, when bytes were lost or added before it.
const SEARCHED: u64 = 4 << 10;

/// How often that is done for a file: more is no accident.
const MOST_DISPLACED: usize = 1000;

/// The blocks of a file.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    pub(crate) blocks: Vec<BlockInfo>,
    /// Where the last block ends.
    pub(crate) end: u64,
    /// The blocks that do not begin where the one before them ends, by number, and where they should.
    pub(crate) displaced: Vec<(usize, u64)>,
}

/// Reads the headers of all blocks from `start`.
///
/// The blocks are walked even where the file has an index: checking every entry of an index takes as many reads.
pub(crate) fn walk(storage: &Storage, start: u64) -> Result<Walk> {
    let mut walk = Walk { end: start, ..Walk::default() };
    loop {
        while let Some(block) = read_header(storage, walk.end, walk.blocks.len())? {
            walk.end = block.end().min(storage.len());
            walk.blocks.push(block);
        }
        let Some(found) = displaced(storage, &walk)? else { return Ok(walk) };
        walk.displaced.push((walk.blocks.len(), walk.end));
        if let Some(last) = walk.blocks.last_mut().filter(|_| found < walk.end) {
            // It lacks bytes: where, nobody knows. It is not read.
            last.allocated = found.saturating_sub(last.payload);
        }
        walk.end = found;
    }
}

/// Where the next block begins, if it is near the end of the last one and not there: files that were sent as text lack
/// a byte here and there.
fn displaced(storage: &Storage, walk: &Walk) -> Result<Option<u64>> {
    let Some(last) = walk.blocks.last().filter(|last| !last.streamed) else { return Ok(None) };
    let head = storage.read_up_to(walk.end, INDEX_LINE.len()).map_err(AsdfError::reading)?;
    let sound = head.starts_with(INDEX_LINE) || head.iter().all(|byte| *byte == 0);
    if sound || walk.displaced.len() >= MOST_DISPLACED {
        return Ok(None);
    }
    let start = walk.end.saturating_sub(SEARCHED).max(last.payload);
    let length = usize::try_from(walk.end - start + SEARCHED).unwrap_or(usize::MAX);
    let bytes = storage.read_up_to(start, length).map_err(AsdfError::reading)?;
    let Some(at) = bytes.windows(MAGIC.len()).position(|window| window == MAGIC) else { return Ok(None) };
    let found = start + at as u64;
    // What only looks like a block is none.
    Ok(matches!(read_header(storage, found, walk.blocks.len()), Ok(Some(_))).then_some(found))
}

/// Checks that no bytes of the payload were lost.
fn check_whole(info: &BlockInfo, block: usize) -> Result<()> {
    if info.used <= info.allocated {
        return Ok(());
    }
    let reason = "bytes of its payload were lost, the next block begins within it";
    Err(AsdfError::BlockHeader {
        block,
        offset: info.offset,
        reason,
        value: info.used,
        limit: info.allocated,
    })
}

/// The block whose magic lies at `offset`; `None` if there is no magic.
fn read_header(storage: &Storage, offset: u64, block: usize) -> Result<Option<BlockInfo>> {
    let header = storage.read_up_to(offset, FULL_HEADER).map_err(AsdfError::reading)?;
    if !header.starts_with(MAGIC) {
        return Ok(None);
    }
    let wrong = |reason, value, limit| AsdfError::BlockHeader { block, offset, reason, value, limit };
    let Ok(header) = <[u8; FULL_HEADER]>::try_from(header) else {
        return Err(wrong("the file ends inside the header", storage.len() - offset, FULL_HEADER as u64));
    };
    let field = |at: usize| u64::from_be_bytes(std::array::from_fn(|i| header[at + i]));
    let size = u16::from_be_bytes([header[4], header[5]]);
    if size < HEADER_SIZE {
        return Err(wrong("the header is too small", size.into(), HEADER_SIZE.into()));
    }
    let payload = offset + 6 + u64::from(size);
    if payload > storage.len() {
        return Err(wrong("the header reaches past the end of the file", payload, storage.len()));
    }
    let mut info = BlockInfo {
        offset,
        payload,
        allocated: field(14),
        used: field(22),
        data_size: field(30),
        compression: std::array::from_fn(|i| header[10 + i]),
        checksum: std::array::from_fn(|i| header[38 + i]),
        streamed: u32::from_be_bytes(std::array::from_fn(|i| header[6 + i])) & STREAMED != 0,
    };
    let available = storage.len() - payload;
    if info.streamed {
        if !info.is_uncompressed() {
            return Err(AsdfError::StreamedCompression { block, label: info.label() });
        }
        (info.allocated, info.used, info.data_size) = (available, available, available);
    } else if info.used > info.allocated {
        return Err(wrong("it uses more bytes than are set aside", info.used, info.allocated));
    } else if info.used > available {
        return Err(wrong("its payload reaches past the end of the file", info.used, available));
    }
    Ok(Some(info))
}

/// The bytes `from..to` of an uncompressed block; the caller has checked them against its size.
pub(crate) fn read_stored(
    storage: &Storage,
    info: &BlockInfo,
    block: usize,
    from: u64,
    to: u64,
) -> Result<Vec<u8>> {
    check_whole(info, block)?;
    if info.used != info.data_size {
        return Err(AsdfError::DecodedSize { block, expected: info.data_size, found: info.used });
    }
    let mut bytes = zeroed(to.saturating_sub(from), "a block")?;
    storage.read_exact_at(&mut bytes, info.payload.saturating_add(from)).map_err(AsdfError::reading)?;
    Ok(bytes)
}

/// The whole payload, as it is stored.
pub(crate) fn read_payload(storage: &Storage, info: &BlockInfo, block: usize) -> Result<Vec<u8>> {
    check_whole(info, block)?;
    let mut bytes = zeroed(info.used, "a block")?;
    storage.read_exact_at(&mut bytes, info.payload).map_err(AsdfError::reading)?;
    Ok(bytes)
}

/// The whole decoded block.
pub(crate) fn read_block(storage: &Storage, info: &BlockInfo, block: usize) -> Result<Vec<u8>> {
    if info.is_uncompressed() {
        read_stored(storage, info, block, 0, info.used)
    } else {
        check_whole(info, block)?;
        codec::decode(storage, info, block)
    }
}

fn zeroed(length: u64, what: &'static str) -> Result<Vec<u8>> {
    let failed = || AsdfError::Allocation { what, bytes: length };
    let size = usize::try_from(length).map_err(|_| failed())?;
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(size).map_err(|_| failed())?;
    bytes.resize(size, 0);
    Ok(bytes)
}
