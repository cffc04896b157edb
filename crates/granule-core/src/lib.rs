//! Shapes, regions, data types, blocks and chunk grids.
