//! Memory for blocks, asked for politely.

use granule_core::Shape;

use crate::pixel::Pixel;
use crate::{FitsError, Place};

/// Room for every element of the shape, none of it touched yet, or an error where memory does not suffice.
pub(crate) fn reserved<T: Pixel>(at: &Place, shape: &Shape) -> Result<Vec<T>, FitsError> {
    let mut values: Vec<T> = Vec::new();
    if values.try_reserve_exact(shape.checked_elements()?).is_err() {
        return Err(FitsError::TooLarge { at: at.clone(), shape: shape.clone(), limit: "memory can hold" });
    }
    Ok(values)
}
