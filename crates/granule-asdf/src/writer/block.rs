//! Blocks to be written.

use std::io::{self, Write};

use crate::container::{BlockInfo, Compression, HEADER_SIZE, MAGIC, STREAMED};

/// A block: its payload as it will be stored, and what its header says of it.
#[derive(Debug)]
pub(super) struct Block {
    label: [u8; 4],
    payload: Vec<u8>,
    /// Bytes of the decoded payload.
    data_size: u64,
    streamed: bool,
}

impl Block {
    pub(super) fn encode(bytes: Vec<u8>, compression: Compression) -> io::Result<Self> {
        let data_size = bytes.len() as u64;
        let payload = compression.encode(bytes)?;
        Ok(Self { label: compression.label(), payload, data_size, streamed: false })
    }

    /// The block at the end of the file.
    pub(super) fn streamed(payload: Vec<u8>) -> Self {
        Self { label: [0; 4], data_size: 0, payload, streamed: true }
    }

    /// A block of another file, as it is stored there.
    pub(super) fn copied(info: &BlockInfo, payload: Vec<u8>) -> Self {
        Self { label: info.compression, payload, data_size: info.data_size, streamed: false }
    }

    /// Writes header and payload; returns how many bytes these are.
    pub(super) fn write_to(&self, file: &mut impl Write, checksums: Checksums) -> io::Result<u64> {
        let header = self.header(checksums);
        file.write_all(&header)?;
        file.write_all(&self.payload)?;
        Ok((header.len() + self.payload.len()) as u64)
    }

    fn header(&self, checksums: Checksums) -> Vec<u8> {
        let used = self.payload.len() as u64;
        let sizes = if self.streamed { [0; 3] } else { [used, used, self.data_size] };
        let mut header = MAGIC.to_vec();
        header.extend(HEADER_SIZE.to_be_bytes());
        header.extend(if self.streamed { STREAMED } else { 0 }.to_be_bytes());
        header.extend(self.label);
        header.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
        // A checksum of zeros says that there is none. One of a block that is to grow would soon be wrong.
        match checksums {
            Checksums::Stored if !self.streamed => header.extend(*md5::compute(&self.payload)),
            _ => header.extend([0; 16]),
        }
        header
    }
}

/// Whether headers get the MD5 of the payload.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Checksums {
    #[default]
    Stored,
    None,
}
