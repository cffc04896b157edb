//! Reading regions of uncompressed images, through a map or with `pread`.

use granule_core::{ReadStats, Region};

use crate::file::{DataFile, Io, coalesce};
use crate::layout::Layout;
use crate::memory::zeroed;
use crate::pixel::Pixel;
use crate::runs::{Run, Runs};
use crate::{FitsError, map};

/// Below this many bytes a `pread` is faster than a map.
const WORTH_MAPPING: usize = 64 << 10;

/// The values of a region of the image that begins at `offset`, and what was decoded for it.
pub(crate) fn read_plain<T: Pixel>(
    file: &DataFile,
    layout: &Layout,
    offset: u64,
    region: &Region,
    io: Io,
) -> Result<(Vec<T>, ReadStats), FitsError> {
    let mut out = zeroed::<T>(&layout.at, &region.shape())?;
    let runs = layout.runs(region);
    let bytes = size_of_val(out.as_slice());
    if runs.count() > 0 {
        let plain = Plain { file, layout, offset, runs };
        match io {
            Io::Auto if bytes < WORTH_MAPPING => plain.pread(&mut out)?,
            Io::Pread => plain.pread(&mut out)?,
            _ => plain.map(&mut out)?,
        }
    }
    Ok((out, ReadStats { bytes_decoded: bytes as u64, ..ReadStats::default() }))
}

/// One read of an uncompressed image.
struct Plain<'a> {
    file: &'a DataFile,
    layout: &'a Layout,
    offset: u64,
    runs: Runs,
}

impl Plain<'_> {
    fn map<T: Pixel>(&self, out: &mut [T]) -> Result<(), FitsError> {
        let end = self.runs.source_end() * size_of::<T>();
        self.file.check_range(&self.layout.at, "the data unit", self.offset, end as u64)?;
        map::with_bytes(self.file.handle(), self.offset, end, |bytes| {
            self.runs.iter().for_each(|run| self.decode(run, run.from * size_of::<T>(), bytes, out));
        })
        .map_err(|source| self.file.failed(source))?;
        self.file.count(size_of_val(out));
        Ok(())
    }

    fn pread<T: Pixel>(&self, out: &mut [T]) -> Result<(), FitsError> {
        let mut buffer = Vec::new();
        let mut remaining = self.runs.iter();
        for (group, count) in coalesce(&self.layout.spans(self.offset, &self.runs)) {
            let length = usize::try_from(group.length).unwrap_or(usize::MAX);
            self.file.read_into(&self.layout.at, "the data unit", group.start, length, &mut buffer)?;
            for run in remaining.by_ref().take(count) {
                let from = (self.offset + (run.from * size_of::<T>()) as u64).saturating_sub(group.start);
                self.decode(run, usize::try_from(from).unwrap_or(usize::MAX), &buffer, out);
            }
        }
        Ok(())
    }

    /// Decodes a run whose bytes begin at `from` of `bytes`.
    fn decode<T: Pixel>(&self, run: Run, from: usize, bytes: &[u8], out: &mut [T]) {
        let length = self.runs.length;
        let source = bytes.get(from..from.saturating_add(length * size_of::<T>()));
        let target = out.get_mut(run.to..run.to + length);
        if let (Some(source), Some(target)) = (source, target) {
            T::decode_be(source, target);
        }
    }
}
