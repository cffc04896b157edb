//! ASDF files: the tree, the blocks, every array that the tree names, and a copy of all that.
#![no_main]

use granule_asdf::{AsdfFile, AsdfWriter};
use granule_fuzz::{read_block, visit_nodes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(file) = AsdfFile::from_bytes(bytes.to_vec()) else { return };
    for block in 0..file.block_count().min(8) {
        read_block(&file, block);
    }
    visit_nodes(&file);
    // What can be copied can be read.
    let mut writer = AsdfWriter::new();
    let Ok(tree) = writer.copy_from(&file) else { return };
    if let Ok(bytes) = writer.into_bytes(tree) {
        AsdfFile::from_bytes(bytes).expect("what was written can be read");
    }
});
