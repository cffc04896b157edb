//! Tile-compressed images: where tiles lie, and reading those that a region touches.

mod columns;
mod decode;
mod job;
mod layout;
mod read;

pub(crate) use columns::{Column, element_size, parse_form};
pub(crate) use job::StoredTile;
pub(crate) use layout::{TileGrid, TileLayout};
pub(crate) use read::{cost, read_tiles, stored_tiles};
