//! The values of a region in memory.

use std::fmt;

use ndarray::{ArcArray, ArrayD, IxDyn, SliceInfoElem};

use crate::{AxisSelection, CoreError, DType, Element, Region, Selection, Shape};

/// The values of a region: an n-dimensional array whose element type is known at run time.
///
/// Cheap to clone (the data are shared). A block made here is in C order.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Block {
    /// `bool`
    Bool(ArcArray<bool, IxDyn>),
    /// `int8`
    I8(ArcArray<i8, IxDyn>),
    /// `uint8`
    U8(ArcArray<u8, IxDyn>),
    /// `int16`
    I16(ArcArray<i16, IxDyn>),
    /// `uint16`
    U16(ArcArray<u16, IxDyn>),
    /// `int32`
    I32(ArcArray<i32, IxDyn>),
    /// `uint32`
    U32(ArcArray<u32, IxDyn>),
    /// `int64`
    I64(ArcArray<i64, IxDyn>),
    /// `uint64`
    U64(ArcArray<u64, IxDyn>),
    /// `float32`
    F32(ArcArray<f32, IxDyn>),
    /// `float64`
    F64(ArcArray<f64, IxDyn>),
}

/// Runs the same expression on the array inside a [`Block`], whatever its element type.
///
/// `with_block!(block, array => expression)`: `array` is the `ArcArray` of the variant at hand.
#[macro_export]
macro_rules! with_block {
    ($block:expr, $array:ident => $body:expr) => {
        match $block {
            $crate::Block::Bool($array) => $body,
            $crate::Block::I8($array) => $body,
            $crate::Block::U8($array) => $body,
            $crate::Block::I16($array) => $body,
            $crate::Block::U16($array) => $body,
            $crate::Block::I32($array) => $body,
            $crate::Block::U32($array) => $body,
            $crate::Block::I64($array) => $body,
            $crate::Block::U64($array) => $body,
            $crate::Block::F32($array) => $body,
            $crate::Block::F64($array) => $body,
            // The enum is non-exhaustive for other crates; every variant is above.
            #[allow(unreachable_patterns)]
            _ => unreachable!("every variant of Block is matched"),
        }
    };
}

/// Runs the same expression for the Rust type behind a [`DType`].
///
/// `with_dtype!(dtype, T => expression)`: `T` is the type at hand.
#[macro_export]
macro_rules! with_dtype {
    ($dtype:expr, $type:ident => $body:expr) => {
        match $dtype {
            $crate::DType::Bool => {
                type $type = bool;
                $body
            }
            $crate::DType::I8 => {
                type $type = i8;
                $body
            }
            $crate::DType::U8 => {
                type $type = u8;
                $body
            }
            $crate::DType::I16 => {
                type $type = i16;
                $body
            }
            $crate::DType::U16 => {
                type $type = u16;
                $body
            }
            $crate::DType::I32 => {
                type $type = i32;
                $body
            }
            $crate::DType::U32 => {
                type $type = u32;
                $body
            }
            $crate::DType::I64 => {
                type $type = i64;
                $body
            }
            $crate::DType::U64 => {
                type $type = u64;
                $body
            }
            $crate::DType::F32 => {
                type $type = f32;
                $body
            }
            $crate::DType::F64 => {
                type $type = f64;
                $body
            }
            #[allow(unreachable_patterns)]
            _ => unreachable!("every variant of DType is matched"),
        }
    };
}

impl Block {
    /// A block of these values in C order.
    ///
    /// # Errors
    /// [`CoreError::WrongLength`] when the count of values is not that of the shape.
    pub fn from_vec<T: Element>(shape: &Shape, values: Vec<T>) -> Result<Self, CoreError> {
        let count = values.len();
        ArcArray::from_shape_vec(IxDyn(shape), values)
            .map(T::into_block)
            .map_err(|_| CoreError::WrongLength { count, shape: shape.clone() })
    }

    /// A block without axes.
    pub fn scalar<T: Element>(value: T) -> Self {
        T::into_block(ArcArray::from_elem(IxDyn(&[]), value))
    }

    /// A block filled with one value, cast to the type.
    ///
    /// # Errors
    /// [`CoreError::TooLarge`] when the elements cannot be counted.
    pub fn full(dtype: DType, shape: &Shape, value: f64) -> Result<Self, CoreError> {
        shape.checked_elements()?;
        Ok(
            with_dtype!(dtype, T => T::into_block(ArcArray::from_elem(IxDyn(shape), <T as Element>::from_f64(value)))),
        )
    }

    /// A block of zeros.
    ///
    /// # Errors
    /// [`CoreError::TooLarge`] when the elements cannot be counted.
    pub fn zeros(dtype: DType, shape: &Shape) -> Result<Self, CoreError> {
        Self::full(dtype, shape, 0.0)
    }

    /// The element type.
    #[must_use]
    pub fn dtype(&self) -> DType {
        match self {
            Self::Bool(_) => DType::Bool,
            Self::I8(_) => DType::I8,
            Self::U8(_) => DType::U8,
            Self::I16(_) => DType::I16,
            Self::U16(_) => DType::U16,
            Self::I32(_) => DType::I32,
            Self::U32(_) => DType::U32,
            Self::I64(_) => DType::I64,
            Self::U64(_) => DType::U64,
            Self::F32(_) => DType::F32,
            Self::F64(_) => DType::F64,
        }
    }

    /// The lengths of the axes.
    #[must_use]
    pub fn shape(&self) -> Shape {
        with_block!(self, array => Shape::from(array.shape()))
    }

    /// The number of elements.
    #[must_use]
    pub fn elements(&self) -> usize {
        with_block!(self, array => array.len())
    }

    /// Bytes of the values.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.elements() * self.dtype().size()
    }

    /// The array inside, when the elements are of type `T`.
    ///
    /// # Errors
    /// [`CoreError::WrongDType`] when they are of another.
    pub fn as_array<T: Element>(&self) -> Result<&ArcArray<T, IxDyn>, CoreError> {
        T::from_block(self)
    }

    /// The values in C order, when the elements are of type `T`.
    ///
    /// # Errors
    /// [`CoreError::WrongDType`] when they are of another.
    pub fn to_vec<T: Element>(&self) -> Result<Vec<T>, CoreError> {
        Ok(T::from_block(self)?.iter().copied().collect())
    }

    /// The values in C order, each as `f64`.
    #[must_use]
    pub fn to_f64_vec(&self) -> Vec<f64> {
        with_block!(self, array => array.iter().map(|&value| Element::to_f64(value)).collect())
    }

    /// The same values as another type, as numpy's `astype`: through Rust's `as`.
    #[must_use]
    pub fn cast(&self, dtype: DType) -> Self {
        if self.dtype() == dtype {
            return self.clone();
        }
        let integral = !self.dtype().is_float() && !dtype.is_float();
        with_block!(self, array => with_dtype!(dtype, T => T::into_block(if integral {
            array.mapv(|value| <T as Element>::from_i64(Element::to_i64(value))).into_shared()
        } else {
            array.mapv(|value| <T as Element>::from_f64(Element::to_f64(value))).into_shared()
        })))
    }

    /// The same values with other axes; the block is copied only when it is not in C order.
    ///
    /// # Errors
    /// [`CoreError::WrongLength`] when the counts of elements differ.
    pub fn reshape(&self, shape: &Shape) -> Result<Self, CoreError> {
        if self.elements() != shape.elements() {
            return Err(CoreError::WrongLength { count: self.elements(), shape: shape.clone() });
        }
        with_block!(self, array => if array.is_standard_layout() { array.clone() } else {
            array.as_standard_layout().into_owned().into_shared() }
            .into_shape_with_order(IxDyn(shape))
            .map(Element::into_block)
            .map_err(|_| CoreError::WrongLength { count: self.elements(), shape: shape.clone() }))
    }

    /// A contiguous copy of what the selection takes of this block.
    ///
    /// # Errors
    /// [`CoreError::OutOfBounds`] when the selection reaches past the block.
    pub fn select(&self, selection: &Selection) -> Result<Self, CoreError> {
        selection.bounds().check_within(&self.shape())?;
        if selection.is_identity(&self.shape()) {
            return Ok(self.clone());
        }
        let drops_only = selection.axes().iter().zip(self.shape().iter()).all(|(axis, &length)| match axis {
            AxisSelection::At(_) => length == 1,
            axis => *axis == AxisSelection::whole(length),
        });
        if drops_only {
            return self.reshape(&selection.shape());
        }
        let info: Vec<SliceInfoElem> = selection.axes().iter().map(slice_element).collect();
        Ok(with_block!(self, array => Element::into_block(
            array.slice(info.as_slice()).as_standard_layout().into_owned().into_shared()
        )))
    }

    /// A contiguous copy of a region of this block.
    ///
    /// # Errors
    /// [`CoreError::OutOfBounds`] when the region reaches past the block.
    pub fn crop(&self, region: &Region) -> Result<Self, CoreError> {
        self.select(&Selection::from_region(region))
    }

    /// Writes `part` over the region of this block; copies this block first when its data are shared.
    ///
    /// # Errors
    /// [`CoreError::OutOfBounds`] when the region reaches past the block, [`CoreError::WrongLength`] or
    /// [`CoreError::WrongDType`] when `part` does not fit it.
    pub fn assign(&mut self, region: &Region, part: &Self) -> Result<(), CoreError> {
        region.check_within(&self.shape())?;
        if part.shape() != region.shape() {
            return Err(CoreError::WrongLength { count: part.elements(), shape: region.shape() });
        }
        let info: Vec<SliceInfoElem> =
            Selection::from_region(region).axes().iter().map(slice_element).collect();
        with_block!(self, array => {
            let source = Element::from_block(part)?;
            array.slice_mut(info.as_slice()).assign(source);
        });
        Ok(())
    }

    /// An owned `f64` array of the values.
    #[must_use]
    pub fn to_f64_array(&self) -> ArrayD<f64> {
        with_block!(self, array => array.mapv(Element::to_f64))
    }
}

fn slice_element(axis: &AxisSelection) -> SliceInfoElem {
    match *axis {
        AxisSelection::At(index) => SliceInfoElem::Index(index as isize),
        AxisSelection::Range { .. } => {
            let (start, end) = axis.bounds();
            SliceInfoElem::Slice { start: start as isize, end: Some(end as isize), step: axis.step() }
        }
    }
}

impl<T: Element> From<ArrayD<T>> for Block {
    fn from(array: ArrayD<T>) -> Self {
        T::into_block(array.as_standard_layout().into_owned().into_shared())
    }
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Block {} {}", self.dtype(), self.shape())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Slices;

    fn counting(shape: &[usize]) -> Block {
        let shape = Shape::from(shape);
        let values = (0..shape.elements()).map(|i| i as f32).collect();
        Block::from_vec::<f32>(&shape, values).unwrap()
    }

    #[test]
    fn select_follows_numpy() {
        let block = counting(&[3, 4]);
        let take = |text: &str| {
            let selection = text.parse::<Slices>().unwrap().resolve(&block.shape()).unwrap();
            block.select(&selection).unwrap().to_vec::<f32>().unwrap()
        };
        assert_eq!(take("1"), [4., 5., 6., 7.]);
        assert_eq!(take(":, -1"), [3., 7., 11.]);
        assert_eq!(take("::-1, 1:3"), [9., 10., 5., 6., 1., 2.]);
        assert_eq!(take("::2, ::3"), [0., 3., 8., 11.]);
        assert_eq!(take("1, ::-2"), [7., 5.]);
    }

    #[test]
    fn assign_writes_only_its_region_and_leaves_sharers_alone() {
        let original = counting(&[2, 3]);
        let mut copy = original.clone();
        let part = Block::full(DType::F32, &Shape::from([1, 2]), 9.0).unwrap();
        copy.assign(&Region::new([1, 1], [2, 3]).unwrap(), &part).unwrap();
        assert_eq!(copy.to_vec::<f32>().unwrap(), [0., 1., 2., 3., 9., 9.]);
        assert_eq!(original, counting(&[2, 3]));
        let wide = Block::full(DType::F64, &Shape::from([1, 2]), 9.0).unwrap();
        assert!(copy.assign(&Region::new([1, 1], [2, 3]).unwrap(), &wide).is_err());
    }

    #[test]
    fn casts_keep_large_integers_exact() {
        let big = i64::MAX - 1;
        let block = Block::scalar(big).cast(DType::I64);
        assert_eq!(block.to_vec::<i64>().unwrap(), [big]);
        assert_eq!(Block::scalar(u64::MAX).cast(DType::U64).to_vec::<u64>().unwrap(), [u64::MAX]);
        assert_eq!(Block::scalar(u64::MAX).cast(DType::F64).to_vec::<f64>().unwrap(), [u64::MAX as f64]);
        assert_eq!(Block::scalar(1e19_f64).cast(DType::U64).to_vec::<u64>().unwrap(), [10_u64.pow(19)]);
        assert_eq!(Block::scalar(-1_i16).cast(DType::I32).to_vec::<i32>().unwrap(), [-1]);
        assert_eq!(Block::scalar(2.7_f32).cast(DType::U8).to_vec::<u8>().unwrap(), [2]);
    }

    #[test]
    fn values_must_fill_the_shape() {
        assert!(Block::from_vec(&Shape::from([2, 2]), vec![1_u8; 3]).is_err());
        assert!(counting(&[4]).reshape(&Shape::from([3])).is_err());
        assert_eq!(counting(&[4]).reshape(&Shape::from([2, 2])).unwrap().shape(), Shape::from([2, 2]));
    }
}
