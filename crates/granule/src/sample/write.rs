//! Writing the files of a sample: raster steps on all cores, each with its Stokes parameters.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use granule_asdf::AsdfWriter;
use granule_core::Block;
use granule_fits::{Card, EncodedImage, FitsError, ImageWriter, Overwrite, Placement, Value};

use super::existing::remove;
use super::keywords::{self, Frame};
use super::observation::Observation;
use super::spectrum::Spectrograph;
use super::statistics::Statistics;
use super::{Compression, SampleError, Size, Written, tree};

/// Quantisation that DKIST uses: steps of a sixteenth of the noise.
const QUANTIZE_LEVEL: f32 = 16.0;
/// Threads at most: each holds the images of a raster step.
const MOST_THREADS: usize = 8;

/// Where and how files are written.
#[derive(Clone, Copy)]
pub(super) struct Output<'a> {
    pub(super) directory: &'a Path,
    pub(super) compression: Compression,
    pub(super) overwrite: Overwrite,
}

/// A file that was written.
struct Done {
    /// Its place among the files: the raster step varies fastest.
    place: usize,
    cards: Vec<Card>,
    bytes: u64,
}

/// Writes the FITS files, then the ASDF file: who finds that finds a whole dataset.
pub(super) fn dataset(
    observation: &Observation,
    output: &Output,
    on_file: &mut dyn FnMut(usize, usize),
) -> Result<Written, SampleError> {
    let mut done = Vec::new();
    if let Err(error) = frames(observation, output, on_file, &mut done) {
        // What matters is the first error; a file that cannot be removed stays.
        for file in &done {
            let _ = remove(&output.path(observation, file.place));
        }
        return Err(error);
    }
    done.sort_unstable_by_key(|file| file.place);
    let bytes_on_disk = done.iter().map(|file| file.bytes).sum();
    let rows: Vec<Vec<Card>> = done.into_iter().map(|file| file.cards).collect();
    let asdf = description(observation, output, &rows)?;
    Ok(Written { asdf, files: rows.len(), bytes_raw: observation.size.bytes(), bytes_on_disk })
}

/// Writes the ASDF file alone. Its headers are those of images without light.
pub(super) fn without_files(observation: &Observation, output: &Output) -> Result<PathBuf, SampleError> {
    let statistics = Statistics::of(&[0.0]);
    let size = &observation.size;
    let frames = (0..size.stokes).flat_map(|stokes| (0..size.raster).map(move |raster| (stokes, raster)));
    let cards =
        |(stokes, raster)| keywords::cards(&Frame { observation, stokes, raster, statistics: &statistics });
    description(observation, output, &frames.map(cards).collect::<Vec<_>>())
}

/// Writes the ASDF file: there is a row of cards for each FITS file, the raster step varying fastest.
fn description(
    observation: &Observation,
    output: &Output,
    rows: &[Vec<Card>],
) -> Result<PathBuf, SampleError> {
    let mut writer = AsdfWriter::new().overwrite(output.overwrite == Overwrite::Yes);
    let tree = tree::build(&mut writer, observation, rows)?;
    let asdf = output.directory.join(observation.asdf_name());
    writer.write(tree, &asdf)?;
    Ok(asdf)
}

/// Writes the FITS files on several threads and collects what was written, in the order it is done.
fn frames(
    observation: &Observation,
    output: &Output,
    on_file: &mut dyn FnMut(usize, usize),
    done: &mut Vec<Done>,
) -> Result<(), SampleError> {
    let spectrograph = Spectrograph::new(observation);
    let next = AtomicUsize::new(0);
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let (sender, receiver) = channel();
        for _ in 0..cores.clamp(1, MOST_THREADS).min(observation.size.raster) {
            let worker = Worker { observation, output, spectrograph: &spectrograph, next: &next };
            let sender = sender.clone();
            scope.spawn(move || worker.work(&sender));
        }
        drop(sender);
        let stop = || {
            next.fetch_max(observation.size.raster, Ordering::Relaxed);
        };
        collect(receiver, observation.size.files(), on_file, stop, done)
    })
}

/// Takes what the workers send until they are through. After a failure they begin no other raster step.
fn collect(
    receiver: Receiver<Result<Done, SampleError>>,
    total: usize,
    on_file: &mut dyn FnMut(usize, usize),
    stop: impl Fn(),
    done: &mut Vec<Done>,
) -> Result<(), SampleError> {
    let mut failure = None;
    for result in receiver {
        match result {
            Ok(file) => done.push(file),
            Err(error) => {
                stop();
                failure.get_or_insert(error);
            }
        }
        if failure.is_none() {
            on_file(done.len(), total);
        }
    }
    failure.map_or(Ok(()), Err)
}

/// What a thread needs.
struct Worker<'a> {
    observation: &'a Observation,
    output: &'a Output<'a>,
    spectrograph: &'a Spectrograph<'a>,
    /// The next raster step that nobody has taken.
    next: &'a AtomicUsize,
}

impl Worker<'_> {
    fn work(&self, sender: &Sender<Result<Done, SampleError>>) {
        loop {
            let raster = self.next.fetch_add(1, Ordering::Relaxed);
            if raster >= self.observation.size.raster {
                return;
            }
            for (stokes, image) in self.spectrograph.expose(raster).into_iter().enumerate() {
                let result = self.write(stokes, raster, image);
                let failed = result.is_err();
                // The receiver is there until the last sender is gone.
                if sender.send(result).is_err() || failed {
                    return;
                }
            }
        }
    }

    fn write(&self, stokes: usize, raster: usize, image: Vec<f32>) -> Result<Done, SampleError> {
        let statistics = Statistics::of(&image);
        let frame = Frame { observation: self.observation, stokes, raster, statistics: &statistics };
        let mut cards = keywords::cards(&frame);
        let place = stokes * self.observation.size.raster + raster;
        let path = self.output.path(self.observation, place);
        let block = Block::from_vec(&self.observation.size.image(), image).map_err(FitsError::from)?;
        let mut encoded = ImageWriter::new(path)
            .cards(&cards)
            .compression(self.output.compression(&self.observation.size))
            .placement(Placement::Extension)
            .overwrite(self.output.overwrite)
            .encode(&block)?;
        let bytes = note_volume(&mut encoded, &mut cards)?;
        encoded.save()?;
        Ok(Done { place, cards, bytes })
    }
}

impl Output<'_> {
    fn path(&self, observation: &Observation, place: usize) -> PathBuf {
        let raster = observation.size.raster;
        self.directory.join(observation.file_name(place / raster, place % raster))
    }

    fn compression(&self, size: &Size) -> granule_fits::Compression {
        let tile = match self.compression {
            Compression::Raw => return granule_fits::Compression::None,
            Compression::Rice { tile: None } => Vec::new(),
            Compression::Rice { tile: Some(side) } => {
                size.image().iter().map(|&length| length.min(side)).collect()
            }
        };
        granule_fits::Compression::Rice { tile, quantize_level: QUANTIZE_LEVEL }
    }
}

/// Puts the size of the file into its header and cards, as DKIST does; returns the size.
fn note_volume(image: &mut EncodedImage, cards: &mut [Card]) -> Result<u64, FitsError> {
    let bytes = image.bytes()?;
    if let Some(card) = cards.iter_mut().find(|card| card.keyword == "FRAMEVOL") {
        // Six decimal places of a mebibyte are a byte.
        card.value = Value::Float((bytes as f64 / f64::from(1 << 20) * 1e6).round() / 1e6);
        image.replace_card(card.clone());
    }
    Ok(bytes)
}
