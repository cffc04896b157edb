//! A tile-compressed image, written block by block.
//!
//! Tiles are compressed as they complete and kept in a file without a name, in any order. At the end they are copied
//! behind their table in the order of the tiles: the bytes of a file are the same whoever wrote its blocks, and when.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use granule_core::{Block, DType, Region};
use granule_store::{ArrayMeta, StoreError};

use super::checksum::DataSum;
use super::choose::tile_for;
use super::coder::{TileCoder, TileRow};
use super::partial::PartialTiles;
use super::table::{Table, Totals};
use super::writer::{ImageWriter, stored, unsigned_offset};
use crate::FitsError;
use crate::header::BLOCK;

/// Bytes that are copied at once.
const BUFFER: usize = 1 << 20;

/// An image whose tiles are being compressed.
#[derive(Debug)]
pub(super) struct TiledImage {
    coder: TileCoder,
    /// The type of the values, before it is made one that FITS stores.
    dtype: DType,
    /// The file to be.
    file: File,
    partial: PartialTiles,
    done: Mutex<Done>,
}

/// Tiles that are compressed.
#[derive(Debug)]
struct Done {
    /// Their data, in the order they came.
    data: BufWriter<File>,
    /// Bytes of the data.
    bytes: u64,
    /// For each tile its row, and where its data begin.
    rows: Vec<Option<(TileRow, u64)>>,
}

impl TiledImage {
    /// Prepares for an image in `file`, which lies in `directory`.
    pub(super) fn begin(
        writer: &ImageWriter,
        directory: &Path,
        file: File,
        meta: &ArrayMeta,
    ) -> Result<Self, StoreError> {
        let refuse = |error| writer.refuse(error);
        let shape = meta.shape();
        let chosen = writer.chosen_compression().tile();
        let tile = if chosen.is_empty() { tile_for(meta.grid()) } else { chosen.into() };
        let coder = writer.coder((shape, meta.dtype()), &tile).map_err(refuse)?;
        // A header that cannot be written is found before the work, not after it.
        let table = Table::new(&coder, Totals::default());
        writer.header(&table.cards(), unsigned_offset(meta.dtype()), 0).map_err(refuse)?;
        let tiles = coder.grid().tiles();
        let partial = PartialTiles::new(directory, tiles, coder.grid().tile(), coder.dtype())?;
        let data = BufWriter::with_capacity(BUFFER, tempfile::tempfile_in(directory)?);
        let mut rows = Vec::new();
        rows.try_reserve_exact(tiles).map_err(std::io::Error::other)?;
        rows.resize(tiles, None);
        let done = Mutex::new(Done { data, bytes: 0, rows });
        Ok(Self { coder, dtype: meta.dtype(), file, partial, done })
    }

    /// Compresses the tiles that are complete with this block.
    pub(super) fn write(
        &self,
        writer: &ImageWriter,
        region: &Region,
        block: &Block,
    ) -> Result<(), StoreError> {
        region.check_within(self.coder.grid().shape())?;
        if block.shape() != region.shape() {
            let (count, shape) = (block.elements(), region.shape());
            return Err(granule_core::CoreError::WrongLength { count, shape }.into());
        }
        let refuse = |error| writer.refuse(error);
        for (number, tile) in self.coder.grid().tiles_touching(region).map_err(refuse)? {
            let Some(part) = tile.intersect(region) else { continue };
            let values = stored(&block.crop(&part.relative_to(region.start())?)?);
            let whole =
                if part == tile { Some(values) } else { self.partial.add(number, &tile, &part, &values)? };
            if let Some(whole) = whole {
                let (row, data) = self.coder.encode(number, &whole).map_err(refuse)?;
                self.append(number, row, &data)?;
            }
        }
        Ok(())
    }

    /// Keeps a compressed tile.
    fn append(&self, number: usize, row: TileRow, data: &[u8]) -> Result<(), StoreError> {
        let mut done = self.lock();
        let offset = done.bytes;
        done.data.write_all(data)?;
        done.bytes = offset.saturating_add(data.len() as u64);
        if let Some(place) = done.rows.get_mut(number) {
            *place = Some((row, offset));
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Done> {
        // What a panic leaves behind is a tile that is not counted, and the file is not finished then.
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts header, table and data into the file.
    pub(super) fn seal(&self, writer: &ImageWriter) -> Result<(), FitsError> {
        let io = |source| writer.failed(source);
        let mut done = self.lock();
        done.data.flush().map_err(io)?;
        let rows: Vec<&(TileRow, u64)> = done.rows.iter().flatten().collect();
        if rows.len() < done.rows.len() {
            // As many pixels came as there are, so some came twice.
            let (missing, all) = (done.rows.len() - rows.len(), done.rows.len());
            return Err(
                writer.bad_output(format!("{missing} of {all} tiles never came whole: blocks overlapped"))
            );
        }
        let mut table =
            Table::new(&self.coder, rows.iter().fold(Totals::default(), |sum, row| sum.and(&row.0)));
        let structure = table.cards();
        // The sum is not known yet, but takes as many cards whatever it is.
        let header = |sum| writer.header(&structure, unsigned_offset(self.dtype), sum);
        let start = header(0)?.len() as u64;
        let mut file = &self.file;
        file.seek(SeekFrom::Start(start)).map_err(io)?;
        let mut out =
            DataUnit { out: BufWriter::with_capacity(BUFFER, file), sum: DataSum::default(), bytes: 0 };
        write_table(&rows, &mut table, &mut out).map_err(io)?;
        copy_tiles(&rows, done.data.get_ref(), &mut out).map_err(io)?;
        let sum = out.finish().map_err(io)?;
        let header = header(sum)?;
        file.rewind().and_then(|()| file.write_all(&header)).map_err(io)
    }
}

fn write_table(
    rows: &[&(TileRow, u64)],
    table: &mut Table<'_>,
    out: &mut DataUnit<impl Write>,
) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    for (row, _) in rows {
        bytes.clear();
        table.push(row, &mut bytes);
        out.write_all(&bytes)?;
    }
    Ok(())
}

/// Copies the data of tiles, in the order of the rows.
fn copy_tiles(rows: &[&(TileRow, u64)], data: &File, out: &mut DataUnit<impl Write>) -> std::io::Result<()> {
    let mut data = BufReader::with_capacity(BUFFER, data);
    data.rewind()?;
    let mut at = 0_u64;
    let mut bytes = Vec::new();
    for (row, offset) in rows {
        // Tiles that came in order are read on, without leaving the buffer.
        data.seek_relative((*offset as i64).wrapping_sub(at as i64))?;
        bytes.resize(row.bytes, 0);
        data.read_exact(&mut bytes)?;
        out.write_all(&bytes)?;
        at = offset.saturating_add(row.bytes as u64);
    }
    Ok(())
}

/// A data unit that is written from its start to its end, and summed.
struct DataUnit<W: Write> {
    out: BufWriter<W>,
    sum: DataSum,
    bytes: u64,
}

impl<W: Write> DataUnit<W> {
    fn write_all(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.sum.add(self.bytes, bytes);
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        self.out.write_all(bytes)
    }

    /// Pads the unit; its sum.
    fn finish(mut self) -> std::io::Result<u32> {
        let padding = self.bytes.next_multiple_of(BLOCK as u64) - self.bytes;
        self.out.write_all(&vec![0; padding as usize])?;
        self.out.flush()?;
        Ok(self.sum.value())
    }
}
