//! ASDF files: the tree, the blocks, and every array that the tree names.
#![no_main]

use granule_asdf::{AsdfFile, Kind, Node};
use libfuzzer_sys::fuzz_target;

/// Nodes looked at: aliases can make a small file a large tree.
const NODES: usize = 10_000;

fuzz_target!(|bytes: &[u8]| {
    let Ok(file) = AsdfFile::from_bytes(bytes.to_vec()) else { return };
    for block in 0..file.block_count().min(8) {
        let _ = file.block_data(block);
    }
    let mut seen = 0;
    visit(&file, file.tree(), &mut seen);
});

fn visit(file: &AsdfFile, node: &Node, seen: &mut usize) {
    *seen += 1;
    if *seen > NODES {
        return;
    }
    let _ = (file.array(node), file.resolve(node));
    match node.kind() {
        Kind::Seq(items) => items.iter().for_each(|item| visit(file, item, seen)),
        Kind::Map(mapping) => mapping.iter().for_each(|(_, item)| visit(file, item, seen)),
        _ => (),
    }
}
