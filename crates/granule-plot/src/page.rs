//! What every plot has: a size, a title, and a way into a file.

use std::path::Path;

use crate::error::PlotError;
use crate::format::Format;
use crate::output::{self, Existing};
use crate::render;
use crate::scene::Scene;

/// The shortest side a page can have, in pixels.
pub(crate) const SHORTEST_SIDE: u32 = 64;
/// The longest side a page can have, in pixels: two hundred megabytes for a square one.
pub(crate) const LONGEST_SIDE: u32 = 8192;

/// The sheet a plot is drawn on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) title: String,
    pub(crate) existing: Existing,
}

impl Page {
    pub(crate) fn new(width: u32, height: u32) -> Self {
        Self { width, height, title: String::new(), existing: Existing::Keep }
    }

    /// Draws a scene in memory.
    pub(crate) fn render(
        &self,
        format: Format,
        lay_out: impl FnOnce() -> Scene,
    ) -> Result<Vec<u8>, PlotError> {
        let allowed = SHORTEST_SIDE..=LONGEST_SIDE;
        if !allowed.contains(&self.width) || !allowed.contains(&self.height) {
            return Err(PlotError::PageSize { width: self.width, height: self.height });
        }
        render::render(&lay_out(), format)
    }

    /// Draws a scene into a file.
    pub(crate) fn save(&self, path: &Path, lay_out: impl FnOnce() -> Scene) -> Result<(), PlotError> {
        let format = Format::of_path(path)?;
        output::check(path, self.existing)?;
        let bytes = self.render(format, lay_out)?;
        output::write(path, &bytes, self.existing)
    }
}
