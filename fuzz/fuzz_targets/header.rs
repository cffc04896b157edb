//! Cards of a header, and typed access to their values.
#![no_main]

use granule_fits::{Header, Place};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(header) = Header::parse(bytes, Place::default()) else { return };
    for card in header.cards() {
        let _ = header.value(&card.keyword);
        let _ = header.value_as::<i64>(&card.keyword);
        let _ = header.value_as::<f64>(&card.keyword);
        let _ = header.value_as::<String>(&card.keyword);
    }
    let _ = (header.bscale(), header.bzero(), header.blank());
});
