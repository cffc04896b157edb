//! Keywords of the file, its values, and its place in the dataset.

use granule_fits::Card;

use super::super::observation::{DURATION, LINE, WAVELENGTH};
use super::super::statistics::PERCENTILES;
use super::{Frame, float, integer, text};

/// When the files are said to have been made: a fixed time, so that the same sample gives the same bytes.
pub(in super::super) const CREATED: &str = "2022-10-25T08:00:00.000";

/// What the file is, who made it, and when it was observed.
pub(super) fn fits(frame: &Frame) -> Vec<Card> {
    let Frame { observation, raster, .. } = *frame;
    vec![
        text("BUNIT", "ct", "Unit of data after BZERO and BSCALE"),
        text("BTYPE", "phot.count", "Description of data representation"),
        text("DATE", CREATED, "UTC Date/Time of HDU creation"),
        text("DATE-BEG", &observation.begin(raster).to_string(), "Exposure start time"),
        text("DATE-END", &observation.end(raster).to_string(), "Exposure end time"),
        float("TELAPSE", DURATION, "[s] Time elapsed during exposure"),
        text("DATE-AVG", &observation.average(raster).to_string(), "Temporal midpoint of exposure"),
        text("TIMESYS", "UTC", "Time scale of the time related keywords"),
        text("ORIGIN", "National Solar Observatory", "Responsible organization"),
        text("TELESCOP", "Daniel K. Inouye Solar Telescope", "Telescope used to acquire data"),
        text("OBSRVTRY", "Haleakala High Altitude Observatory Site", "Observatory site"),
        text("NETWORK", "NSF-DKIST", "Network that the telescope belongs to"),
        text("INSTRUME", "VISP", "Instrument used to acquire data"),
        text("OBJECT", "pore", "Type of object observed"),
    ]
}

/// Statistics of the values as observed, before they were quantised.
pub(super) fn statistics(frame: &Frame) -> Vec<Card> {
    let statistics = frame.statistics;
    let mut cards = vec![
        float("DATAMIN", statistics.min, "Minimum data value"),
        float("DATAMAX", statistics.max, "Maximum data value"),
        float("DATAMEAN", statistics.mean, "Average data value"),
        float("DATAMEDN", statistics.median, "Median data value"),
    ];
    for (percent, &value) in PERCENTILES.iter().zip(&statistics.percentiles) {
        cards.push(float(format!("DATAP{percent:02}"), value, "Given percentile of the data"));
    }
    cards.extend([
        float("DATARMS", statistics.rms, "RMS deviation from the mean"),
        float("DATAKURT", statistics.kurtosis, "Kurtosis of the data"),
        float("DATASKEW", statistics.skewness, "Skewness of the data"),
    ]);
    cards
}

/// A pixel axis of the dataset: length, type, name, world axis, unit.
type Axis = (usize, &'static str, &'static str, &'static str, &'static str);

/// The axes of the dataset and where in it the frame stands.
pub(super) fn dataset(frame: &Frame) -> Vec<Card> {
    let size = &frame.observation.size;
    let mut axes: Vec<Axis> = vec![
        (size.slit, "SPATIAL", "slit position", "helioprojective latitude", "arcsec"),
        (size.wave, "SPECTRAL", "wavelength", "wavelength", "nm"),
        (size.raster, "SPATIAL", "raster position", "helioprojective longitude", "arcsec"),
    ];
    let mut indices = vec![frame.raster];
    if frame.observation.has_stokes_axis() {
        axes.push((size.stokes, "STOKES", "stokes", "stokes", ""));
        indices.push(frame.stokes);
    }
    let mut cards = vec![integer("DNAXIS", axes.len() as i64, "Number of axes in the dataset")];
    for (n, &(length, kind, name, world, unit)) in (1..).zip(&axes) {
        cards.extend([
            integer(format!("DNAXIS{n}"), length as i64, "[pix] Length of the nth dataset axis"),
            text(format!("DTYPE{n}"), kind, "Physical type of the nth axis"),
            text(format!("DPNAME{n}"), name, "Name of the nth pixel axis"),
            text(format!("DWNAME{n}"), world, "Name of the nth world coordinate axis"),
            text(format!("DUNIT{n}"), unit, "Unit of the nth world coordinate axis"),
        ]);
    }
    cards.push(integer("DAAXES", 2, "Number of dataset axes in this array"));
    cards.push(integer("DEAXES", axes.len() as i64 - 2, "Number of dataset axes not in this array"));
    for (n, index) in (3..).zip(indices) {
        // DKIST counts frames from 1.
        cards.push(integer(
            format!("DINDEX{n}"),
            index as i64 + 1,
            "[pix] Frame position of nth dataset axis",
        ));
    }
    cards.extend(wavelengths(frame));
    cards
}

fn wavelengths(frame: &Frame) -> Vec<Card> {
    let last = frame.observation.size.wave as f64 - 1.0;
    vec![
        float("LINEWAV", WAVELENGTH, "Central wavelength being observed"),
        text("WAVEBAND", LINE, "Strongest emission line in data"),
        integer("WAVEUNIT", -9, "Wavelength unit: 10^(WAVEUNIT)"),
        text("WAVEREF", "Air", "Wavelength medium: air or vacuum"),
        float("WAVEMIN", frame.observation.wavelength(0.0), "[nm] Minimum wavelength"),
        float("WAVEMAX", frame.observation.wavelength(last), "[nm] Maximum wavelength"),
    ]
}
