//! N-dimensional arrays, from blocks or inline.

mod datatype;
mod decode;
mod encode;
mod inline;
mod layout;
mod mask;
mod number;
mod read;
mod values;

pub(crate) use datatype::ByteOrder;
pub(crate) use encode::encode;
pub(crate) use read::read;
pub use values::{ArrayData, Field, NdArray};
