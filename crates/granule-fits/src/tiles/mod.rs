//! Tile-compressed images: where tiles lie, and reading those that a region touches.

mod columns;
mod decode;
mod layout;
mod read;

pub(crate) use layout::{TileGrid, TileLayout};
pub(crate) use read::{read_tiles, stored_lengths};
