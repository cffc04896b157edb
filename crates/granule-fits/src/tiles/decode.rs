//! Decoding tiles into the block they are asked for.

use std::ops::Range;

use super::job::Job;
use super::layout::{Algorithm, Rice};
use crate::codec::{ABREAST, Cpu, GzipOrder, RiceStream, decode_line_list, gunzip, unshuffle};
use crate::error::TileFault;
use crate::pixel::Pixel;
use crate::runs::Run;
use crate::target::Target;
use crate::workspace::Workspace;

/// Decodes tiles into the values of a region.
pub(crate) struct Decoder<'a, T> {
    /// As long as the last value written so far needs: memory is best zeroed just before it is written.
    out: Vec<T>,
    cpu: Cpu,
    work: &'a mut Workspace,
}

impl<'a, T: Pixel> Decoder<'a, T> {
    /// Decodes into `out`, which is empty and has room for the values of the region.
    pub(crate) fn new(out: Vec<T>, work: &'a mut Workspace) -> Self {
        Self { out, cpu: Cpu::detect(), work }
    }

    /// The values of the region.
    pub(crate) fn finish(self) -> Vec<T> {
        self.out
    }

    /// Decodes the jobs, whose data follow each other in `heap` from offset `base` of the table's heap.
    ///
    /// # Errors
    /// The row of a tile that cannot be decoded, and why.
    pub(crate) fn decode_all(
        &mut self,
        mut jobs: &[Job],
        heap: &[u8],
        base: u64,
    ) -> Result<(), (usize, TileFault)> {
        let data = |job: &Job| {
            let start = usize::try_from(job.stored.heap_start - base).unwrap_or(usize::MAX);
            heap.get(start..start.saturating_add(job.stored.heap_len)).unwrap_or_default()
        };
        loop {
            jobs = if let Some((rice, group, rest)) = rice_group::<ABREAST>(jobs) {
                self.decode_abreast(group, rice, group.each_ref().map(data))?;
                rest
            } else if let Some((rice, group, rest)) = rice_group::<2>(jobs) {
                self.decode_abreast(group, rice, group.each_ref().map(data))?;
                rest
            } else if let Some((rice, group, rest)) = rice_group::<1>(jobs) {
                self.decode_abreast(group, rice, group.each_ref().map(data))?;
                rest
            } else if let Some((job, rest)) = jobs.split_first() {
                self.decode_one(job, data(job)).map_err(|fault| (job.row, fault))?;
                rest
            } else {
                return Ok(());
            };
        }
    }

    /// Decodes up to [`ABREAST`] tiles side by side.
    fn decode_abreast<const N: usize>(
        &mut self,
        jobs: &[Job; N],
        rice: Rice,
        data: [&[u8]; N],
    ) -> Result<(), (usize, TileFault)> {
        let mut integers = std::mem::take(&mut self.work.integers);
        let mut streams =
            std::array::from_fn(|i| RiceStream::new(data[i], rice.bytes, rice.block, jobs[i].needed()));
        let piece = rice.piece();
        let mut delivered = [0; N];
        for first in (0..jobs.iter().map(Job::needed).max().unwrap_or(0)).step_by(piece) {
            let mut lanes = jobs.iter().zip(&mut integers);
            let pixels = streams.map(|stream| {
                let lane =
                    lanes.next().map(|(job, lane)| room(lane, job.needed().saturating_sub(first).min(piece)));
                stream.into_pixels(lane.unwrap_or_default())
            });
            streams = self.cpu.decode_rice::<N>(pixels);
            for ((job, stream), (integers, delivered)) in
                jobs.iter().zip(&streams).zip(integers.iter().zip(&mut delivered))
            {
                stream.check().map_err(|fault| (job.row, fault))?;
                *delivered = self.deliver_integers(job, first, integers, *delivered);
            }
        }
        self.work.integers = integers;
        Ok(())
    }

    fn decode_one(&mut self, job: &Job, data: &[u8]) -> Result<(), TileFault> {
        let mut integers = std::mem::take(&mut self.work.integers);
        match job.stored.coding {
            // Decoded in groups, if only of one.
            Algorithm::Rice(_) => {}
            Algorithm::Gzip(order) => {
                let mut bytes = std::mem::take(&mut self.work.unzipped);
                gunzip(data, job.unzipped(T::DTYPE.size()), job.pixels.saturating_mul(8), &mut bytes)?;
                if order == GzipOrder::Planes {
                    let width = width_of(&bytes, job)?;
                    unshuffle(&bytes, width, &mut self.work.ordered);
                    std::mem::swap(&mut bytes, &mut self.work.ordered);
                }
                self.deliver_bytes(job, &bytes, &mut integers[0])?;
                self.work.unzipped = bytes;
            }
            Algorithm::Plio { offset } => {
                let values = room(&mut integers[0], job.needed());
                decode_line_list(data, values)?;
                values.iter_mut().for_each(|value| *value = value.wrapping_sub(offset));
                self.deliver_integers(job, 0, values, 0);
            }
            Algorithm::Hcompress(smooth) => {
                self.work.hcompress.decode(data, smooth, job.pixels, &mut integers[0])?;
                self.deliver_integers(job, 0, &integers[0], 0);
            }
            Algorithm::Uncompressed => self.deliver_bytes(job, data, &mut integers[0])?,
        }
        self.work.integers = integers;
        Ok(())
    }

    /// Takes big-endian values: those of the image, or integers to be scaled.
    fn deliver_bytes(&mut self, job: &Job, bytes: &[u8], integers: &mut Vec<i32>) -> Result<(), TileFault> {
        let width = width_of(bytes, job)?;
        if job.scaling.is_none() && width == T::DTYPE.size() {
            self.deliver(job, 0..job.pixels, 0, |from, target| {
                T::decode_be(bytes.get(from * width..).unwrap_or_default(), target);
            });
            return Ok(());
        }
        if job.scaling.is_none() && T::DTYPE.is_float() {
            return Err(TileFault::WrongSize { found: bytes.len(), pixels: job.pixels });
        }
        integers.clear();
        integers.reserve_exact(job.pixels);
        match width {
            1 => integers.extend(bytes.iter().map(|&byte| i32::from(byte))),
            2 => integers.extend(bytes.as_chunks().0.iter().map(|&b| i32::from(i16::from_be_bytes(b)))),
            4 => integers.extend(bytes.as_chunks().0.iter().map(|&b| i32::from_be_bytes(b))),
            _ => return Err(TileFault::WrongSize { found: bytes.len(), pixels: job.pixels }),
        }
        self.deliver_integers(job, 0, integers, 0);
        Ok(())
    }

    /// Takes the integers of a tile from its pixel `first` on. All runs before number `run` are written; gives the next
    /// that is not.
    fn deliver_integers(&mut self, job: &Job, first: usize, integers: &[i32], run: usize) -> usize {
        let cpu = self.cpu;
        self.deliver(job, first..first + integers.len(), run, |from, target| {
            let integers = integers.get(from - first..).unwrap_or_default();
            match &job.scaling {
                Some(scaling) => cpu.dequantise(integers, scaling, from, target),
                None => {
                    let mut target = target;
                    target.write(integers, |&integer| T::from_i32(integer));
                }
            }
        })
    }

    /// Lets `fill` write the runs, from number `run` on, as far as their pixels are among `pixels` of the tile; it is told
    /// which pixel is the first. Gives the first run that is not written to its end.
    fn deliver(
        &mut self,
        job: &Job,
        pixels: Range<usize>,
        mut run: usize,
        fill: impl Fn(usize, Target<'_, T>),
    ) -> usize {
        for Run { from, to } in job.runs.iter_from(run) {
            let start = from.max(pixels.start);
            let end = (from + job.runs.length).min(pixels.end);
            if start < end {
                fill(start, Target::new(&mut self.out, to + (start - from), end - start));
            }
            if from + job.runs.length > pixels.end {
                break;
            }
            run += 1;
        }
        run
    }
}

/// A lane made to hold so many pixels.
fn room(lane: &mut Vec<i32>, pixels: usize) -> &mut [i32] {
    lane.reserve_exact(pixels.saturating_sub(lane.len()));
    lane.resize(pixels, 0);
    lane
}

/// The next `N` tiles, if all are Rice-compressed, and those behind them.
fn rice_group<const N: usize>(jobs: &[Job]) -> Option<(Rice, &[Job; N], &[Job])> {
    let (group, rest) = jobs.split_first_chunk::<N>()?;
    let mut rice = group.iter().map(|job| match job.stored.coding {
        Algorithm::Rice(rice) => Some(rice),
        _ => None,
    });
    let first = rice.next()??;
    rice.all(|other| other == Some(first)).then_some((first, group, rest))
}

/// Bytes of each value, when they fill the tile exactly.
fn width_of(bytes: &[u8], job: &Job) -> Result<usize, TileFault> {
    let width = bytes.len() / job.pixels.max(1);
    if width == 0 || width * job.pixels != bytes.len() {
        return Err(TileFault::WrongSize { found: bytes.len(), pixels: job.pixels });
    }
    Ok(width)
}
