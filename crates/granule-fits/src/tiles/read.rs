//! Fetching and decoding the tiles of a region.

use granule_core::{ReadStats, Region};

use super::decode::{Decoder, Job};
use super::layout::TileLayout;
use crate::error::TileFault;
use crate::file::{DataFile, Span, coalesce};
use crate::layout::Layout;
use crate::memory::reserved;
use crate::pixel::Pixel;
use crate::runs::Runs;
use crate::{FitsError, Place};

/// The values of a region, and what was decoded for it.
pub(crate) fn read_tiles<T: Pixel>(
    file: &DataFile,
    layout: &Layout,
    tiles: &TileLayout,
    region: &Region,
) -> Result<(Vec<T>, ReadStats), FitsError> {
    let jobs = jobs(file, &layout.at, tiles, region)?;
    let decoded: usize = jobs.iter().map(|job| job.runs.source_end()).sum();
    let mut decoder = Decoder::new(reserved::<T>(&layout.at, &region.shape())?);
    let mut heap = Vec::new();
    let mut rest = jobs.as_slice();
    for (span, count) in coalesce(&heap_spans(tiles, &jobs)) {
        let length = usize::try_from(span.length).unwrap_or(usize::MAX);
        file.read_into(&layout.at, "the heap of tiles", span.start, length, &mut heap)?;
        let (group, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        decoder
            .decode_all(group, &heap, span.start - tiles.heap_offset)
            .map_err(|(tile, fault)| FitsError::BadTile { at: layout.at.clone(), tile, fault })?;
        rest = later;
    }
    let bytes_decoded = (decoded as u64).saturating_mul(T::DTYPE.size() as u64);
    Ok((decoder.finish(), ReadStats { tiles: jobs.len() as u64, bytes_decoded, ..ReadStats::default() }))
}

fn heap_spans(tiles: &TileLayout, jobs: &[Job]) -> Vec<Span> {
    let span = |job: &Job| Span { start: tiles.heap_offset + job.heap_start, length: job.heap_len as u64 };
    jobs.iter().map(span).collect()
}

/// The tiles that a region touches, with where their data are.
fn jobs(file: &DataFile, at: &Place, tiles: &TileLayout, region: &Region) -> Result<Vec<Job>, FitsError> {
    let touched = tiles.grid.tiles_touching(region)?;
    let row_bytes = tiles.row_bytes as u64;
    let spans: Vec<Span> = touched
        .iter()
        .map(|(row, _)| Span { start: tiles.table_offset + *row as u64 * row_bytes, length: row_bytes })
        .collect();
    let mut jobs = Vec::with_capacity(touched.len());
    let mut table = Vec::new();
    let mut pending = touched.into_iter().zip(&spans);
    for (group, count) in coalesce(&spans) {
        let length = usize::try_from(group.length).unwrap_or(usize::MAX);
        file.read_into(at, "the table of tiles", group.start, length, &mut table)?;
        for ((row_number, tile), span) in pending.by_ref().take(count) {
            let bad = |fault| FitsError::BadTile { at: at.clone(), tile: row_number, fault };
            let start = usize::try_from(span.start - group.start).unwrap_or(usize::MAX);
            let row = table.get(start..start.saturating_add(tiles.row_bytes));
            let row = row.ok_or(TileFault::Absent).map_err(bad)?;
            let part = tile.intersect(region).unwrap_or_default();
            let runs = Runs::new(&tile, region, &part);
            jobs.push(Job::new(tiles, row_number, row, tile.elements(), runs).map_err(bad)?);
        }
    }
    Ok(jobs)
}

/// Bytes that the data of every tile take, in order of rows.
pub(crate) fn stored_lengths(
    file: &DataFile,
    layout: &Layout,
    tiles: &TileLayout,
) -> Result<Vec<u64>, FitsError> {
    let whole = Region::full(&layout.shape);
    Ok(jobs(file, &layout.at, tiles, &whole)?.iter().map(|job| job.heap_len as u64).collect())
}
