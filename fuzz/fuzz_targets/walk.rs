//! A file of any bytes: its HDUs, and whatever images they hold.
#![no_main]

use granule_fuzz::{read_images, with_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| with_file(bytes, read_images));
