//! Files put together byte by byte.

/// What stands before a tree.
pub(crate) const HEAD: &str =
    "#ASDF 1.0.0\n#ASDF_STANDARD 1.5.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n--- !core/asdf-1.1.0\n";

/// A file with this text for its tree, followed by these bytes.
pub(crate) fn with_tree(tree: &str, rest: &[u8]) -> Vec<u8> {
    [HEAD.as_bytes(), tree.as_bytes(), b"...\n", rest].concat()
}

/// A block whose header gives these sizes.
pub(crate) fn block(flags: u32, compression: &[u8; 4], sizes: [u64; 3], payload: &[u8]) -> Vec<u8> {
    let mut bytes = b"\xd3BLK\x00\x30".to_vec();
    bytes.extend(flags.to_be_bytes());
    bytes.extend(compression);
    bytes.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
    bytes.extend([0; 16]);
    bytes.extend(payload);
    bytes
}

/// An uncompressed block.
pub(crate) fn raw(payload: &[u8]) -> Vec<u8> {
    let size = payload.len() as u64;
    block(0, &[0; 4], [size; 3], payload)
}
