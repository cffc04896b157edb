//! World coordinates: transforms, frames, gwcs, slicing and resampling.
