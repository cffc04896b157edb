//! Trees: whatever can be read is written such that it reads the same, and has a node for each path.
#![no_main]

use granule_asdf::{AsdfFile, Node};
use granule_fuzz::visit_nodes;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(tree) = Node::from_yaml(text) else { return };
    // NaN does not equal itself, but its text does.
    let written = tree.to_yaml().expect("what was read can be written");
    let again = Node::from_yaml(&written).expect("what was written can be read");
    assert_eq!(again.to_yaml().expect("what was read can be written"), written);
    if let Ok(file) = AsdfFile::from_bytes(format!("#ASDF 1.0.0\n{written}").into_bytes()) {
        visit_nodes(&file);
    }
});
