//! Arrays as nested lists of the tree.

use super::datatype::ByteOrder;
use super::encode::inline_datatype;
use super::values::{ArrayData, NdArray, each_type};
use crate::error::Result;
use crate::tree::{Mapping, Node};

const NDARRAY_TAG: &str = "tag:stsci.edu:asdf/core/ndarray-1.1.0";

impl NdArray {
    /// The array as a node that holds its own values, tagged `core/ndarray-1.1.0`; masked values are null.
    ///
    /// # Errors
    /// [`AsdfError::ShapeMismatch`](crate::AsdfError::ShapeMismatch) where shape and values disagree.
    pub fn to_inline_node(&self) -> Result<Node> {
        inline_node(self).map(|mapping| Node::map(mapping).with_tag(NDARRAY_TAG))
    }
}

/// The keys of an `ndarray` node that holds its own values; masked ones are null.
pub(crate) fn inline_node(array: &NdArray) -> Result<Mapping> {
    array.check()?;
    let datatype = inline_datatype(&array.data, array.shape.len());
    Ok(Mapping::new()
        .with("data", nested_lists(array))
        .with("datatype", datatype.to_node(ByteOrder::Little))
        .with("shape", Node::seq(array.shape.iter().map(|length| Node::size(*length)))))
}

/// The values as nested lists, one level for each axis; masked values are null, records lists of their fields.
pub(crate) fn nested_lists(array: &NdArray) -> Node {
    let leaves = (0..array.len()).map(|place| value_at(array, place)).collect();
    nest(leaves, &array.shape)
}

fn nest(mut leaves: Vec<Node>, shape: &[usize]) -> Node {
    let Some((length, rest)) = shape.split_first() else {
        return leaves.pop().unwrap_or_else(Node::null);
    };
    if rest.is_empty() {
        return Node::seq(leaves);
    }
    let inner: usize = rest.iter().product();
    let mut leaves = leaves.into_iter();
    Node::seq((0..*length).map(|_| nest(leaves.by_ref().take(inner).collect(), rest)))
}

/// The value at a place in C order.
fn value_at(array: &NdArray, place: usize) -> Node {
    if array.mask.as_ref().is_some_and(|mask| mask.get(place) == Some(&true)) {
        return Node::null();
    }
    match &array.data {
        ArrayData::Records(fields) => Node::seq(fields.iter().map(|field| {
            let inner = field.values.shape.get(array.shape.len()..).unwrap_or_default();
            let count: usize = inner.iter().product();
            let leaves = (place * count..(place + 1) * count).map(|leaf| value_at(&field.values, leaf));
            nest(leaves.collect(), inner)
        })),
        data => {
            each_type!(data, values => values.get(place).map_or_else(Node::null, Leaf::node), _fields => Node::null())
        }
    }
}

/// A value as a node.
trait Leaf {
    fn node(&self) -> Node;
}

macro_rules! leaves {
    ($($type:ty: $value:ident => $node:expr;)+) => {
        $(impl Leaf for $type {
            fn node(&self) -> Node {
                let $value = self;
                $node
            }
        })+
    };
}

leaves! {
    bool: value => Node::bool(*value);
    i8: value => Node::int((*value).into());
    u8: value => Node::int((*value).into());
    i16: value => Node::int((*value).into());
    u16: value => Node::int((*value).into());
    i32: value => Node::int((*value).into());
    u32: value => Node::int((*value).into());
    i64: value => Node::int(*value);
    u64: value => Node::uint(*value);
    f32: value => Node::float((*value).into());
    f64: value => Node::float(*value);
    [f32; 2]: value => Node::complex(value[0].into(), value[1].into());
    [f64; 2]: value => Node::complex(value[0], value[1]);
    String: value => Node::str(value);
}

/// A complex number as ASDF writes it: `1.5-2.0j`, `nan+infj`.
pub(crate) fn complex_text(real: f64, imaginary: f64) -> String {
    let number = |value: f64| {
        if value.is_nan() { "nan".to_owned() } else { format!("{value:?}") }
    };
    let sign = if imaginary.is_sign_negative() && !imaginary.is_nan() { "" } else { "+" };
    format!("{}{sign}{}j", number(real), number(imaginary))
}
