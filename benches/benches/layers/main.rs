//! Each layer by itself: `cargo bench -p granule-benches [-- GROUP]`.
#![allow(missing_docs, reason = "criterion's macros make public items")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot be set up should stop at once")]

mod coordinates;
mod decode;
mod reductions;
mod scheduling;

criterion::criterion_group!(
    layers,
    decode::rice,
    decode::plain,
    reductions::in_memory,
    coordinates::pixel_to_world,
    coordinates::world_to_pixel,
    scheduling::empty_tasks
);
criterion::criterion_main!(layers);
