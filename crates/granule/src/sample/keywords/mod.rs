//! The header of a frame: the keywords of DKIST's specification SPEC-0214, with its comments.

mod data_center;
mod dataset;
mod facility;
mod instrument;
mod pointing;

pub(super) use self::dataset::CREATED;

use granule_fits::{Card, Value};

use super::observation::Observation;
use super::random::Random;
use super::statistics::Statistics;

/// What the header of a frame follows from.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) observation: &'a Observation,
    pub(super) stokes: usize,
    pub(super) raster: usize,
    pub(super) statistics: &'a Statistics,
}

impl Frame<'_> {
    fn elapsed(&self) -> f64 {
        self.observation.elapsed(self.raster)
    }

    /// Random numbers for a quantity that changes from step to step, the same for all Stokes parameters of a step.
    fn chance(&self, keyword: &str) -> Random {
        let name = keyword.bytes().fold(0, |word, byte| word << 8 | u64::from(byte));
        Random::new([self.observation.seed, name, self.raster as u64])
    }
}

/// The cards of a frame: the same keywords, in the same order, for each frame of a dataset.
pub(super) fn cards(frame: &Frame) -> Vec<Card> {
    let sections = [
        dataset::fits,
        dataset::statistics,
        instrument::camera,
        dataset::dataset,
        facility::operations,
        pointing::world_coordinates,
        pointing::telescope,
        data_center::processing,
        data_center::provenance,
        facility::weather,
        facility::adaptive_optics,
        facility::wavefront,
        data_center::identifiers,
        instrument::visp,
        facility::polarisation,
    ];
    sections.into_iter().flat_map(|section| section(frame)).collect()
}

/// The cards that the writer of a file makes from the image itself: the table of headers has them too.
pub(super) fn structure(observation: &Observation) -> Vec<Card> {
    let image = observation.size.image();
    let mut cards = vec![integer("BITPIX", -32, ""), integer("NAXIS", image.ndim() as i64, "")];
    for (axis, &length) in image.iter().rev().enumerate() {
        cards.push(integer(format!("NAXIS{}", axis + 1), length as i64, ""));
    }
    cards.extend([integer("PCOUNT", 0, ""), integer("GCOUNT", 1, ""), text("XTENSION", "IMAGE", "")]);
    cards
}

/// The number in a card; 0 when there is none.
pub(super) fn number(card: &Card) -> f64 {
    match card.value {
        Value::Integer(value) => value as f64,
        Value::Float(value) => value,
        _ => 0.0,
    }
}

fn integer(keyword: impl Into<String>, value: i64, comment: &str) -> Card {
    Card::new(keyword, value, comment)
}

fn float(keyword: impl Into<String>, value: f64, comment: &str) -> Card {
    Card::new(keyword, value, comment)
}

fn text(keyword: impl Into<String>, value: &str, comment: &str) -> Card {
    Card::new(keyword, value, comment)
}

fn logical(keyword: impl Into<String>, value: bool, comment: &str) -> Card {
    Card::new(keyword, value, comment)
}

/// A number as an instrument would have reported it: with so many decimal places.
fn rounded(value: f64, places: i32) -> f64 {
    let scale = 10_f64.powi(places);
    (value * scale).round() / scale
}
