//! Decoding tiles into the block they are asked for.

use super::job::Job;
use super::layout::{Algorithm, Rice};
use crate::codec::{ABREAST, Cpu, GzipOrder, Hcompress, RiceStream, decode_line_list, gunzip, unshuffle};
use crate::error::TileFault;
use crate::pixel::Pixel;

/// Decodes tiles into the values of a region, keeping its scratch memory from tile to tile.
pub(crate) struct Decoder<T> {
    /// As long as the last value written so far needs: memory is best zeroed just before it is written.
    out: Vec<T>,
    cpu: Cpu,
    integers: [Vec<i32>; ABREAST],
    bytes: Vec<u8>,
    values: Vec<u8>,
    hcompress: Hcompress,
}

impl<T: Pixel> Decoder<T> {
    /// Decodes into `out`, which is empty and has room for the values of the region.
    pub(crate) fn new(out: Vec<T>) -> Self {
        Self {
            out,
            cpu: Cpu::detect(),
            integers: [const { Vec::new() }; ABREAST],
            bytes: Vec::new(),
            values: Vec::new(),
            hcompress: Hcompress::default(),
        }
    }

    /// Bytes of memory beside the values.
    pub(crate) fn scratch(&self) -> usize {
        let integers: usize = self.integers.iter().map(Vec::capacity).sum();
        integers * size_of::<i32>()
            + self.bytes.capacity()
            + self.values.capacity()
            + self.hcompress.capacity()
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
        let mut integers = std::mem::take(&mut self.integers);
        let mut lanes = integers.iter_mut();
        let streams = std::array::from_fn(|i| {
            let (job, lane) = (&jobs[i], lanes.next());
            let out = lane.map(|lane| job.room(lane)).unwrap_or_default();
            RiceStream::new(data[i], rice.bytes, rice.block, out)
        });
        for (job, result) in jobs.iter().zip(self.cpu.decode_rice::<N>(streams)) {
            result.map_err(|fault| (job.row, fault))?;
        }
        for (job, integers) in jobs.iter().zip(&integers) {
            self.deliver_integers(job, integers);
        }
        self.integers = integers;
        Ok(())
    }

    fn decode_one(&mut self, job: &Job, data: &[u8]) -> Result<(), TileFault> {
        let mut integers = std::mem::take(&mut self.integers);
        match job.stored.coding {
            // Decoded in groups, if only of one.
            Algorithm::Rice(_) => {}
            Algorithm::Gzip(order) => {
                let mut bytes = std::mem::take(&mut self.bytes);
                gunzip(data, job.unzipped(T::DTYPE.size()), job.pixels.saturating_mul(8), &mut bytes)?;
                if order == GzipOrder::Planes {
                    let width = width_of(&bytes, job)?;
                    unshuffle(&bytes, width, &mut self.values);
                    std::mem::swap(&mut bytes, &mut self.values);
                }
                self.deliver_bytes(job, &bytes, &mut integers[0])?;
                self.bytes = bytes;
            }
            Algorithm::Plio { offset } => {
                let values = job.room(&mut integers[0]);
                decode_line_list(data, values)?;
                values.iter_mut().for_each(|value| *value = value.wrapping_sub(offset));
                self.deliver_integers(job, values);
            }
            Algorithm::Hcompress(smooth) => {
                self.hcompress.decode(data, smooth, job.pixels, &mut integers[0])?;
                self.deliver_integers(job, &integers[0]);
            }
            Algorithm::Uncompressed => self.deliver_bytes(job, data, &mut integers[0])?,
        }
        self.integers = integers;
        Ok(())
    }

    /// Takes big-endian values: those of the image, or integers to be scaled.
    fn deliver_bytes(&mut self, job: &Job, bytes: &[u8], integers: &mut Vec<i32>) -> Result<(), TileFault> {
        let width = width_of(bytes, job)?;
        if job.scaling.is_none() && width == T::DTYPE.size() {
            self.deliver(job, |first, target| {
                T::decode_be(bytes.get(first * width..).unwrap_or_default(), target);
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
        self.deliver_integers(job, integers);
        Ok(())
    }

    fn deliver_integers(&mut self, job: &Job, integers: &[i32]) {
        let cpu = self.cpu;
        self.deliver(job, |first, target| {
            let integers = integers.get(first..).unwrap_or_default();
            match &job.scaling {
                Some(scaling) => cpu.dequantise(integers, scaling, first, target),
                None => {
                    for (value, &integer) in target.iter_mut().zip(integers) {
                        *value = T::from_i32(integer);
                    }
                }
            }
        });
    }

    /// Lets `fill` write each run of the block, whose pixels follow `first` in the tile.
    fn deliver(&mut self, job: &Job, fill: impl Fn(usize, &mut [T])) {
        for run in job.runs.iter() {
            let end = run.to + job.runs.length;
            if end > self.out.len() {
                self.out.resize(end, T::default());
            }
            if let Some(target) = self.out.get_mut(run.to..end) {
                fill(run.from, target);
            }
        }
    }
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
