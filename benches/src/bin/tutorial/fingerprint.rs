//! A number that stands for the bits of a result.

use std::hash::{DefaultHasher, Hasher};

use granule::core::{Block, Element, with_block};

/// Equal for blocks of the same type, shape and bits; different, but for a chance in 2⁶⁴, for others.
///
/// Keeping this and not the block leaves the memory that is measured alone.
pub(crate) fn fingerprint(block: &Block) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(format!("{} {}", block.dtype(), block.shape()).as_bytes());
    with_block!(block, array => {
        for &value in array {
            // Exact for all that the operations yield: floats, and positions far below 2⁵³.
            hasher.write_u64(Element::to_f64(value).to_bits());
        }
    });
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use granule::core::Shape;

    #[test]
    fn the_last_bit_the_shape_and_the_type_count_and_nan_equals_itself() {
        let of =
            |values: [f64; 2]| fingerprint(&Block::from_vec(&Shape::from([2]), values.to_vec()).unwrap());
        assert_eq!(of([1.0, f64::NAN]), of([1.0, f64::NAN]));
        assert_ne!(of([1.0, 2.0]), of([1.0_f64.next_up(), 2.0]));
        assert_ne!(of([0.0, 2.0]), of([-0.0, 2.0]));
        let column = Block::from_vec(&Shape::from([2, 1]), vec![1.0, 2.0]).unwrap();
        assert_ne!(of([1.0, 2.0]), fingerprint(&column));
        let single = Block::from_vec(&Shape::from([2]), vec![1.0_f32, 2.0]).unwrap();
        assert_ne!(of([1.0, 2.0]), fingerprint(&single));
    }
}
