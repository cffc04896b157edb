//! Blocks of every compression: what they hold, what they may claim, and their checksums.

use std::io::Write;

use granule_asdf::{AsdfError, AsdfFile, AsdfWriter, Checksum, Compression, Mapping, NdArray, Node};

use crate::bytes::{block, with_tree};

const COMPRESSED: [(Compression, &[u8; 4]); 3] =
    [(Compression::Zlib, b"zlib"), (Compression::Bzip2, b"bzp2"), (Compression::Lz4, b"lz4\0")];

/// A file of one block.
fn file(label: &[u8; 4], sizes: [u64; 3], payload: &[u8]) -> AsdfFile {
    AsdfFile::from_bytes(with_tree("a: 1\n", &block(0, label, sizes, payload))).unwrap()
}

/// The payload that a block of these bytes has.
fn payload(bytes: &[u8], compression: Compression) -> Vec<u8> {
    let mut writer = AsdfWriter::new();
    let node = writer.add_array(NdArray::vector(bytes.to_vec()), compression);
    let written = writer.into_bytes(Node::map(Mapping::new().with("a", node))).unwrap();
    let file = AsdfFile::from_bytes(written.clone()).unwrap();
    let info = &file.blocks()[0];
    written[info.payload as usize..(info.payload + info.used) as usize].to_vec()
}

#[test]
fn a_block_decodes_to_what_its_header_says_or_not_at_all() {
    let bytes: Vec<u8> = (0..100_000u32).map(|i| (i / 100) as u8).collect();
    let size = bytes.len() as u64;
    for (compression, label) in COMPRESSED {
        let good = payload(&bytes, compression);
        let used = good.len() as u64;
        assert!(used < size / 10, "{compression:?}: {used}");
        assert!(file(label, [used, used, size], &good).block_data(0).unwrap() == bytes);
        for claim in [0, 1, size - 1, size + 1, 1 << 40, u64::MAX] {
            let found = file(label, [used, used, claim], &good).block_data(0);
            let refused = matches!(found, Err(AsdfError::DecodedSize { expected, .. }) if expected == claim);
            assert!(refused, "{compression:?} {claim}: {:?}", found.map(|bytes| bytes.len()));
        }
        for cut in [0, 1, used / 2, used - 1] {
            let found = file(label, [cut, cut, size], &good[..cut as usize]).block_data(0);
            assert!(found.is_err(), "{compression:?} cut to {cut}");
        }
        let error = file(label, [4, 4, 4], b"junk").block_data(0).unwrap_err();
        let codec = String::from_utf8_lossy(label).trim_end_matches('\0').to_owned();
        assert!(error.to_string().starts_with(&format!("block 0: its {codec} data are damaged")), "{error}");
    }
}

#[test]
fn damaged_payloads_never_give_other_bytes_than_were_promised() {
    let bytes: Vec<u8> = (0..3000u32).map(|i| (i * i / 7) as u8).collect();
    for (compression, label) in COMPRESSED {
        let good = payload(&bytes, compression);
        let used = good.len() as u64;
        for place in 0..good.len() {
            let mut bad = good.clone();
            bad[place] ^= 1 << (place % 8);
            if let Ok(found) = file(label, [used, used, 3000], &bad).block_data(0) {
                assert_eq!(found.len(), 3000, "{compression:?} {place}");
            }
        }
    }
}

#[test]
fn bombs_are_stopped_where_their_header_says() {
    // A megabyte of zeros, said to be a kilobyte.
    let zeros = vec![0; 1 << 20];
    for (compression, label) in COMPRESSED {
        let bomb = payload(&zeros, compression);
        let used = bomb.len() as u64;
        let error = file(label, [used, used, 1 << 10], &bomb).block_data(0).unwrap_err();
        assert!(matches!(error, AsdfError::DecodedSize { expected: 1024, .. }), "{compression:?}: {error}");
    }
    // 45 bytes of bzip2 that are said to hold a petabyte.
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(&zeros).unwrap();
    let bomb = encoder.finish().unwrap();
    let used = bomb.len() as u64;
    let error = file(b"bzp2", [used, used, 1 << 50], &bomb).block_data(0).unwrap_err();
    assert!(matches!(error, AsdfError::DecodedSize { .. }), "{error}");
}

#[test]
fn checksums_are_told_and_never_stand_in_the_way() {
    let bytes: Vec<u8> = (0..200).collect();
    let mut codecs = COMPRESSED.map(|(compression, _)| compression).to_vec();
    codecs.push(Compression::None);
    for compression in codecs {
        let write = |writer: AsdfWriter| {
            let mut writer = writer;
            let node = writer.add_array(NdArray::vector(bytes.clone()), compression);
            writer.into_bytes(Node::map(Mapping::new().with("a", node))).unwrap()
        };
        let state = |bytes: &[u8]| AsdfFile::from_bytes(bytes.to_vec()).unwrap().checksum(0).unwrap();
        let mut written = write(AsdfWriter::new());
        assert_eq!(state(&written), Checksum::Stored, "{compression:?}");
        assert_eq!(state(&write(AsdfWriter::new().without_checksums())), Checksum::Absent);

        let file = AsdfFile::from_bytes(written.clone()).unwrap();
        let at = file.blocks()[0].offset as usize + 38;
        written[at..at + 16].copy_from_slice(&*md5::compute(&bytes));
        let decoded = if compression == Compression::None { Checksum::Stored } else { Checksum::Decoded };
        assert_eq!(state(&written), decoded, "{compression:?}");

        written[at..at + 16].copy_from_slice(&[b'0'; 16]);
        assert!(matches!(state(&written), Checksum::Mismatch { .. }), "{compression:?}");
        let read = AsdfFile::from_bytes(written).unwrap();
        assert_eq!(read.block_data(0).unwrap(), bytes);
    }
    let unknown = file(b"zstd", [4, 4, 9], b"junk");
    assert_eq!(unknown.checksum(0).unwrap(), Checksum::Absent);
    assert!(matches!(unknown.checksum(1), Err(AsdfError::SourceRange { block: 1, blocks: 1, .. })));
}

#[test]
fn columns_of_a_compressed_table_are_read_one_by_one() {
    let rows = 1000;
    let table: Vec<u8> =
        (0..rows).flat_map(|row: u32| [row.to_le_bytes(), (row * 2).to_le_bytes()].concat()).collect();
    for (compression, label) in COMPRESSED {
        let stored = payload(&table, compression);
        let sizes = [stored.len() as u64, stored.len() as u64, table.len() as u64];
        let column = |name: &str, offset: u32| {
            format!(
                "{name}: !core/ndarray-1.0.0 {{source: 0, datatype: uint32, byteorder: little, shape: [{rows}], strides: [8], offset: {offset}}}\n"
            )
        };
        let tree = column("a", 0) + &column("b", 4);
        let file = AsdfFile::from_bytes(with_tree(&tree, &block(0, label, sizes, &stored))).unwrap();
        for (name, factor) in [("a", 1.0), ("b", 2.0), ("a", 1.0)] {
            let found = file.array(file.find(name).unwrap().node()).unwrap().to_f64().unwrap();
            assert!(found.iter().enumerate().all(|(row, value)| *value == factor * row as f64), "{name}");
        }
    }
}
