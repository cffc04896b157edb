//! Lazy n-dimensional arrays: [`Array`] says *what* is wanted; nothing is read until it is lowered to a task graph
//! and an executor runs that.
//!
//! Every call checks shapes and types at once and returns a new lazy value, so the call that is wrong fails, not a
//! later one. [`Array::optimise`] rewrites the expression (slices sink to the source, rebins merge) and
//! [`Array::lower`] asks, chunk by chunk, for exactly the regions that the result needs.
//!
//! ```
//! use std::sync::Arc;
//! use granule_array::{Array, Reduction};
//! use granule_core::{Block, Shape, s};
//! use granule_store::MemorySource;
//!
//! let values = Block::from_vec(&Shape::from([4, 6]), (0..24).map(f64::from).collect())?;
//! let array = Array::from_source(Arc::new(MemorySource::new(values)));
//!
//! let rebinned = array.slice(&s![1.., ..])?.rebin(&[-1, 2], Reduction::Mean)?;
//! assert_eq!(rebinned.shape().to_string(), "(1, 3)");
//! let plan = rebinned.optimise().lower()?;
//! assert_eq!(plan.graph().len(), 2); // one read, one mean
//!
//! let wrong = array.rebin(&[1, 4], Reduction::Sum).unwrap_err();
//! assert!(wrong.to_string().starts_with("cannot rebin axis 1 of length 6 by 4"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod array;
mod coarsen;
mod error;
mod explain;
mod expr;
mod lower;
mod map;
mod ops;
mod optimise;

pub use array::Array;
pub use coarsen::Reduction;
pub use error::ArrayError;
pub use lower::Plan;
pub use map::{BinaryOp, Kernel, Scalar, UnaryOp};
pub use optimise::{Rewrite, Rule, default_rules};
