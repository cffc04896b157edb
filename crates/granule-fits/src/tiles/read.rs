//! Fetching and decoding the tiles of a region, and what that takes.

use granule_core::{ReadStats, Region};
use granule_store::ReadCost;

use super::decode::Decoder;
use super::job::{Job, Scratch, StoredTile};
use super::layout::TileLayout;
use crate::error::TileFault;
use crate::file::{DataFile, Span, coalesce};
use crate::layout::Layout;
use crate::memory::reserved;
use crate::pixel::Pixel;
use crate::runs::Runs;
use crate::workspace::Workspace;
use crate::{FitsError, Place};

/// The values of a region, and what reading them took.
#[derive(Debug)]
pub(crate) struct TilesRead<T> {
    pub(crate) values: Vec<T>,
    /// All but the bytes read, which the file counts itself.
    pub(crate) stats: ReadStats,
}

/// Reads a region.
pub(crate) fn read_tiles<T: Pixel>(
    file: &DataFile,
    layout: &Layout,
    tiles: &TileLayout,
    region: &Region,
    work: &mut Workspace,
) -> Result<TilesRead<T>, FitsError> {
    let mut buffer = std::mem::take(&mut work.fetched);
    let jobs = jobs(file, &layout.at, tiles, region, &mut buffer)?;
    let decoded: usize = jobs.iter().map(Job::needed).sum();
    let mut decoder = Decoder::new(reserved::<T>(&layout.at, &region.shape())?, work);
    let mut rest = jobs.as_slice();
    for (span, count) in coalesce(&heap_spans(tiles, jobs.iter().map(|job| &job.stored))) {
        let length = usize::try_from(span.length).unwrap_or(usize::MAX);
        file.read_into(&layout.at, "the heap of tiles", span.start, length, &mut buffer)?;
        let (group, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        decoder
            .decode_all(group, &buffer, span.start - tiles.heap_offset)
            .map_err(|(tile, fault)| FitsError::BadTile { at: layout.at.clone(), tile, fault })?;
        rest = later;
    }
    let bytes_decoded = (decoded as u64).saturating_mul(T::DTYPE.size() as u64);
    let stats = ReadStats { tiles: jobs.len() as u64, bytes_decoded, ..ReadStats::default() };
    let values = decoder.finish();
    work.fetched = buffer;
    Ok(TilesRead { values, stats })
}

/// What reading a region will take, of an image whose tiles are stored as said, in order of rows.
///
/// Bytes and tiles are exact. Scratch memory is what tiles take that hold what they should; for Rice it is exact too.
pub(crate) fn cost(tiles: &TileLayout, stored: &[StoredTile], value: usize, region: &Region) -> ReadCost {
    let touched = tiles.grid.tiles_touching(region).unwrap_or_default();
    let here = || touched.iter().filter_map(|(row, tile)| Some((stored.get(*row)?, tile)));
    let table = coalesce(&table_spans(tiles, touched.iter().map(|(row, _)| *row)));
    let heap = coalesce(&heap_spans(tiles, here().map(|(stored, _)| stored)));
    let scratch = here().map(|(stored, tile)| {
        let part = tile.intersect(region).unwrap_or_default();
        stored.scratch(tile.elements(), Runs::new(tile, region, &part).source_end(), value)
    });
    let abreast = here().map(|(stored, _)| stored.abreast().min(touched.len())).max().unwrap_or(1);
    // Three are decoded as two and one.
    let abreast = if abreast == 3 { 2 } else { abreast };
    let scratch = scratch.fold(Scratch::default(), Scratch::or).total(abreast);
    let buffer = table.iter().chain(&heap).map(|(span, _)| span.length).max().unwrap_or(0);
    ReadCost {
        bytes_read: table.iter().chain(&heap).map(|(span, _)| span.length).fold(0, u64::saturating_add),
        tiles: touched.len() as u64,
        scratch: buffer.saturating_add(scratch),
    }
}

fn table_spans(tiles: &TileLayout, rows: impl Iterator<Item = usize>) -> Vec<Span> {
    let length = tiles.row_bytes as u64;
    rows.map(|row| Span { start: tiles.table_offset + row as u64 * length, length }).collect()
}

fn heap_spans<'a>(tiles: &TileLayout, stored: impl Iterator<Item = &'a StoredTile>) -> Vec<Span> {
    stored
        .map(|tile| Span { start: tiles.heap_offset + tile.heap_start, length: tile.heap_len as u64 })
        .collect()
}

/// Reads the rows of tiles, and lets `each` see them: number, region, bytes.
fn rows(
    file: &DataFile,
    at: &Place,
    tiles: &TileLayout,
    touched: &[(usize, Region)],
    buffer: &mut Vec<u8>,
    mut each: impl FnMut(usize, &Region, Option<&[u8]>) -> Result<(), FitsError>,
) -> Result<(), FitsError> {
    let spans = table_spans(tiles, touched.iter().map(|(row, _)| *row));
    let mut pending = touched.iter().zip(&spans);
    for (group, count) in coalesce(&spans) {
        let length = usize::try_from(group.length).unwrap_or(usize::MAX);
        file.read_into(at, "the table of tiles", group.start, length, buffer)?;
        for ((row, tile), span) in pending.by_ref().take(count) {
            let start = usize::try_from(span.start - group.start).unwrap_or(usize::MAX);
            each(*row, tile, buffer.get(start..start.saturating_add(tiles.row_bytes)))?;
        }
    }
    Ok(())
}

/// The tiles that a region touches, with where their data are.
fn jobs(
    file: &DataFile,
    at: &Place,
    tiles: &TileLayout,
    region: &Region,
    buffer: &mut Vec<u8>,
) -> Result<Vec<Job>, FitsError> {
    let touched = tiles.grid.tiles_touching(region)?;
    let mut jobs = Vec::with_capacity(touched.len());
    rows(file, at, tiles, &touched, buffer, |row, tile, bytes| {
        let bad = |fault| FitsError::BadTile { at: at.clone(), tile: row, fault };
        let bytes = bytes.ok_or(TileFault::Absent).map_err(bad)?;
        let part = tile.intersect(region).unwrap_or_default();
        let runs = Runs::new(tile, region, &part);
        jobs.push(Job::new(tiles, row, bytes, tile.elements(), runs).map_err(bad)?);
        Ok(())
    })?;
    Ok(jobs)
}

/// Where all tiles are, in order of rows. Of those that are damaged no data will be read: they are errors then.
pub(crate) fn stored_tiles(
    file: &DataFile,
    layout: &Layout,
    tiles: &TileLayout,
) -> Result<Vec<StoredTile>, FitsError> {
    let touched = tiles.grid.tiles_touching(&Region::full(&layout.shape))?;
    let mut stored = Vec::with_capacity(touched.len());
    rows(file, &layout.at, tiles, &touched, &mut Vec::new(), |_, tile, bytes| {
        let found = bytes.and_then(|bytes| StoredTile::parse(tiles, bytes, tile.elements()).ok());
        stored.push(found.unwrap_or(StoredTile::DAMAGED));
        Ok(())
    })?;
    Ok(stored)
}

#[cfg(test)]
mod tests;
