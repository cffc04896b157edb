//! One block of an otherwise sound file: its compression, its sizes, its payload, and the layout of an array in it.
#![no_main]

use arbitrary::Arbitrary;
use granule_asdf::AsdfFile;
use granule_fuzz::{read_block, visit_nodes};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    codec: u8,
    /// Small, so that arrays fit now and then.
    size: u16,
    datatype: u8,
    shape: [u8; 2],
    strides: Option<[i8; 2]>,
    offset: u8,
    payload: &'a [u8],
}

fuzz_target!(|input: Input<'_>| {
    let label: &[u8; 4] = match input.codec % 4 {
        0 => &[0; 4],
        1 => b"zlib",
        2 => b"bzp2",
        _ => b"lz4\0",
    };
    let datatypes =
        ["uint8", "bool8", "float16", "int32", "complex64", "[ascii, 3]", "[ucs4, 2]", "[int16, float64]"];
    let datatype = datatypes[usize::from(input.datatype) % datatypes.len()];
    let strides = input.strides.map(|strides| format!(", strides: {strides:?}")).unwrap_or_default();
    let tree = format!(
        "a: !<tag:stsci.edu:asdf/core/ndarray-1.1.0> {{source: 0, datatype: {datatype}, byteorder: big, \
         shape: {:?}, offset: {}{strides}}}",
        input.shape, input.offset
    );
    let used = input.payload.len() as u64;
    let size = if input.codec % 4 == 0 { used } else { input.size.into() };
    let mut bytes = format!("#ASDF 1.0.0\n--- \n{tree}\n...\n").into_bytes();
    bytes.extend(b"\xd3BLK\x00\x30\x00\x00\x00\x00");
    bytes.extend(label);
    bytes.extend([used, used, size].iter().flat_map(|size| size.to_be_bytes()));
    bytes.extend([1; 16]);
    bytes.extend(input.payload);
    let file = AsdfFile::from_bytes(bytes).expect("all but the payload is sound");
    read_block(&file, 0);
    visit_nodes(&file);
});
