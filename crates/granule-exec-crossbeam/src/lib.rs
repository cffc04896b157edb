//! An executor on crossbeam work-stealing deques.
