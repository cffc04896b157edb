//! N-dimensional arrays, from blocks or inline.

mod datatype;
mod decode;
mod encode;
mod info;
mod inline;
mod layout;
mod mask;
mod number;
mod read;
mod values;
mod write_inline;

pub(crate) use datatype::sizes;
pub use datatype::{ByteOrder, DataType, FieldType};
pub(crate) use encode::encode;
pub(crate) use info::info;
pub use info::{ArrayInfo, ArrayLocation};
pub(crate) use number::parse_complex;
pub(crate) use read::read;
pub use values::{ArrayData, Field, NdArray};
pub(crate) use write_inline::{complex_text, inline_node};
