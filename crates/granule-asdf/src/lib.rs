//! The ASDF container: YAML tree with tags, binary blocks, n-dimensional arrays.
