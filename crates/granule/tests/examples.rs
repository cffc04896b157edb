//! The examples run, and do what they say.

use granule::core::Block;
use granule::sample::Sample;
use granule::store::{ChunkSource, conformance};

#[allow(dead_code, reason = "`main` is for cargo run")]
#[path = "../examples/custom_source.rs"]
mod custom_source;
#[allow(dead_code, reason = "`main` is for cargo run")]
#[path = "../examples/rebin_spectra.rs"]
mod rebin_spectra;

#[test]
fn rebin_spectra_draws_three_spectra_of_any_dataset() {
    let directory = tempfile::tempdir().unwrap();
    let dataset = directory.path().join("observation");
    // Lengths that bins of ten do not divide: the example trims them.
    Sample::visp().stokes(2).raster(11).wave(12).slit(23).write(&dataset).unwrap();
    let plot = directory.path().join("spectra.svg");
    rebin_spectra::run(&dataset, &plot).unwrap();
    let drawn = std::fs::read_to_string(&plot).unwrap();
    for label in ["1 pixel", "10 pixels", "100 pixels", "wavelength [nm]"] {
        assert!(drawn.contains(label), "{label} is not in the plot");
    }
}

#[test]
fn custom_source_conforms_and_its_line_swings() {
    let source = custom_source::Oscillation::new().unwrap();
    let shape = source.meta().shape().clone();
    let value = |place| custom_source::Oscillation::value(place / shape[1], place % shape[1]);
    let expected = Block::from_vec(&shape, (0..shape.elements()).map(value).collect()).unwrap();
    conformance::check_source(&source, &expected).unwrap();

    let darkest = custom_source::run().unwrap();
    let (bluest, reddest) = (darkest.iter().min().unwrap(), darkest.iter().max().unwrap());
    assert!((45..50).contains(bluest) && (51..56).contains(reddest), "{bluest} to {reddest}");
}
