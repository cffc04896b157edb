//! Memory for blocks, asked for politely.

use granule_core::Shape;

use crate::pixel::Pixel;
use crate::{FitsError, Place};

/// Zeros for every element of the shape, or an error where memory does not suffice.
pub(crate) fn zeroed<T: Pixel>(at: &Place, shape: &Shape) -> Result<Vec<T>, FitsError> {
    let count = shape.checked_elements()?;
    // `vec!` gets pages that are zero already, but aborts when there are none: ask first.
    let mut probe: Vec<T> = Vec::new();
    if probe.try_reserve_exact(count).is_err() {
        return Err(FitsError::TooLarge { at: at.clone(), shape: shape.clone(), limit: "memory can hold" });
    }
    drop(probe);
    Ok(vec![T::default(); count])
}
