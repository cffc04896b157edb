//! Reading regions of uncompressed images, through a map or with `pread`.

use granule_core::{ReadStats, Region};
use granule_store::ReadCost;

use crate::file::{DataFile, Io, Span, coalesce};
use crate::layout::Layout;
use crate::memory::reserved;
use crate::pixel::Pixel;
use crate::runs::{Run, Runs};
use crate::target::Target;
use crate::workspace::Workspace;
use crate::{FitsError, map};

/// Bytes of a long run that are fetched at once: they are still in the cache when they are decoded.
const PIECE: usize = 256 << 10;

/// The values of a region of the image that begins at `offset`, and what was decoded for it.
pub(crate) fn read_plain<T: Pixel>(
    file: &DataFile,
    layout: &Layout,
    offset: u64,
    region: &Region,
    io: Io,
    work: &mut Workspace,
) -> Result<(Vec<T>, ReadStats), FitsError> {
    let mut out = reserved::<T>(&layout.at, &region.shape())?;
    let runs = layout.runs(region);
    if runs.count() > 0 {
        let plain = Plain { file, layout, offset, runs };
        match file.mappable().filter(|_| maps(io, &plain.runs, size_of::<T>())) {
            Some(handle) => plain.map(handle, &mut out)?,
            None => plain.pread(&mut out, &mut work.fetched)?,
        }
    }
    let bytes = size_of_val(out.as_slice());
    Ok((out, ReadStats { bytes_decoded: bytes as u64, ..ReadStats::default() }))
}

/// What reading a region will take.
pub(crate) fn cost(layout: &Layout, offset: u64, region: &Region, io: Io) -> ReadCost {
    let runs = layout.runs(region);
    if maps(io, &runs, layout.dtype.size()) {
        let bytes_read = runs.elements().saturating_mul(layout.dtype.size()) as u64;
        return ReadCost { bytes_read, tiles: 0, scratch: 0 };
    }
    let groups = coalesce(&layout.spans(offset, &runs));
    let fetched = |(span, count): &(Span, usize)| match count {
        1 => span.length.min(PIECE as u64),
        _ => span.length,
    };
    ReadCost {
        bytes_read: groups.iter().map(|(span, _)| span.length).fold(0, u64::saturating_add),
        tiles: 0,
        scratch: groups.iter().map(fetched).max().unwrap_or(0),
    }
}

/// Whether these runs, of values of so many bytes, are read through a map.
fn maps(io: Io, runs: &Runs, size: usize) -> bool {
    let bytes = |elements: usize| elements.saturating_mul(size) as u64;
    io.maps(bytes(runs.elements()), bytes(runs.source_end() - runs.source_start()))
}

/// One read of an uncompressed image.
struct Plain<'a> {
    file: &'a DataFile,
    layout: &'a Layout,
    offset: u64,
    runs: Runs,
}

impl Plain<'_> {
    fn map<T: Pixel>(&self, handle: &std::fs::File, out: &mut Vec<T>) -> Result<(), FitsError> {
        let first = self.runs.source_start();
        let start = self.offset + (first * size_of::<T>()) as u64;
        let length = (self.runs.source_end() - first) * size_of::<T>();
        self.file.check_range(&self.layout.at, "the data unit", start, length as u64)?;
        map::with_bytes(handle, start, length, |bytes| {
            let at = |run: Run| (run.from - first) * size_of::<T>();
            self.runs.iter().for_each(|run| self.decode(run, at(run), bytes, out));
        })
        .map_err(|source| self.file.failed(source))?;
        self.file.count(size_of_val(out.as_slice()));
        Ok(())
    }

    fn pread<T: Pixel>(&self, out: &mut Vec<T>, buffer: &mut Vec<u8>) -> Result<(), FitsError> {
        let mut remaining = self.runs.iter();
        for (group, count) in coalesce(&self.layout.spans(self.offset, &self.runs)) {
            if count == 1 {
                remaining.by_ref().take(1).try_for_each(|run| self.pread_run(run, group, buffer, out))?;
                continue;
            }
            let length = usize::try_from(group.length).unwrap_or(usize::MAX);
            self.file.read_into(&self.layout.at, "the data unit", group.start, length, buffer)?;
            for run in remaining.by_ref().take(count) {
                let from = (self.offset + (run.from * size_of::<T>()) as u64).saturating_sub(group.start);
                self.decode(run, usize::try_from(from).unwrap_or(usize::MAX), buffer, out);
            }
        }
        Ok(())
    }

    /// Reads a run that lies by itself, piece by piece.
    fn pread_run<T: Pixel>(
        &self,
        run: Run,
        span: Span,
        buffer: &mut Vec<u8>,
        out: &mut Vec<T>,
    ) -> Result<(), FitsError> {
        let mut done = 0;
        while done < self.runs.length {
            let count = (self.runs.length - done).min(PIECE / size_of::<T>());
            let start = span.start + (done * size_of::<T>()) as u64;
            self.file.read_into(&self.layout.at, "the data unit", start, count * size_of::<T>(), buffer)?;
            put(buffer, run.to + done, count, out);
            done += count;
        }
        Ok(())
    }

    /// Decodes a run whose bytes begin at `from` of `bytes`.
    fn decode<T: Pixel>(&self, run: Run, from: usize, bytes: &[u8], out: &mut Vec<T>) {
        let length = self.runs.length;
        if let Some(source) = bytes.get(from..from.saturating_add(length * size_of::<T>())) {
            put(source, run.to, length, out);
        }
    }
}

/// Decodes values to where they belong.
fn put<T: Pixel>(bytes: &[u8], to: usize, count: usize, out: &mut Vec<T>) {
    T::decode_be(bytes, Target::new(out, to, count));
}
