//! Datasets as text.

use std::fmt;

use super::{Dataset, Inventory, TiledDataset};

/// Instrument, identifiers, files, array, axes and their correlation.
impl fmt::Display for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wcs = self.cube().wcs();
        write_title(f, "dataset", self.inventory())?;
        writeln!(f, "{} pixel axes, {} world axes", wcs.pixel_n_dim(), wcs.world_n_dim())?;
        let files = self.files();
        write!(f, "{} files", files.len())?;
        if files.arrangement().ndim() > 1 {
            write!(f, ", arranged as {}", files.arrangement())?;
        }
        writeln!(f, ", in {}", files.directory().display())?;
        writeln!(f, "{} headers of {} keywords", self.headers().len(), self.headers().keywords().len())?;
        write!(f, "{}", self.cube())
    }
}

/// Instrument, identifiers, and the tiles, whose first stands for all.
impl fmt::Display for TiledDataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_title(f, "tiled dataset", self.inventory())?;
        let there = self.tiles().count();
        write!(f, "{there} tiles, arranged as {}", self.arrangement())?;
        match self.tiles().next() {
            Some((index, tile)) => {
                writeln!(f, "; {} files, in {}", self.files().count(), tile.files().directory().display())?;
                write!(f, "tile {index:?}: {}", tile.cube())
            }
            None => Ok(()),
        }
    }
}

fn write_title(f: &mut fmt::Formatter<'_>, kind: &str, inventory: &Inventory) -> fmt::Result {
    let instrument = inventory.instrument().unwrap_or("unknown instrument");
    write!(f, "{instrument} {kind}")?;
    if let Some(id) = inventory.dataset_id() {
        write!(f, " {id}")?;
    }
    if let Some(product) = inventory.product_id() {
        write!(f, ", product {product}")?;
    }
    writeln!(f)
}
