//! Numbers from bytes in either order.

use granule::core::Element;
use granule::store::ByteOrder;

/// An element type with its bytes in a file.
pub(crate) trait Decode: Element {
    /// The numbers that the bytes hold; a last incomplete one is left out.
    fn decode(bytes: &[u8], order: ByteOrder) -> impl Iterator<Item = Self>;
}

macro_rules! decode {
    ($($type:ty)*) => {$(
        impl Decode for $type {
            fn decode(bytes: &[u8], order: ByteOrder) -> impl Iterator<Item = Self> {
                let (numbers, _) = bytes.as_chunks::<{ size_of::<$type>() }>();
                numbers.iter().map(move |&number| match order {
                    ByteOrder::Little => <$type>::from_le_bytes(number),
                    ByteOrder::Big => <$type>::from_be_bytes(number),
                })
            }
        }
    )*};
}

decode!(i8 u8 i16 u16 i32 u32 i64 u64 f32 f64);

impl Decode for bool {
    fn decode(bytes: &[u8], _: ByteOrder) -> impl Iterator<Item = Self> {
        bytes.iter().map(|&byte| byte != 0)
    }
}
