//! Keywords of the telescope's pointing: world coordinates, observer, tracking.

use granule_fits::Card;

use super::super::observation::{Pointing, STEP, WAVELENGTH};
use super::{Frame, float, integer, logical, rounded, text};

/// When the camera's scale and centre were last measured.
const CALIBRATED: &str = "2022-10-24T17:30:00.000";

/// The FITS-WCS of the frame: slit, wavelength, raster.
pub(super) fn world_coordinates(frame: &Frame) -> Vec<Card> {
    let observation = frame.observation;
    let Pointing { reference: [longitude, latitude], .. } = observation.pointing(frame.raster);
    let [raster, wave, slit] = observation.reference_pixel();
    // The image has one raster position only: the reference pixel moves away from it with every step.
    let pixels = [slit, wave, raster - frame.raster as f64];
    let values = [latitude, WAVELENGTH, longitude];
    let scales = [observation.slit_scale(), observation.dispersion(), STEP];
    let (types, units) = (["HPLT-TAN", "AWAV", "HPLN-TAN"], ["arcsec", "nm", "arcsec"]);
    let mut cards = vec![
        integer("WCSAXES", 3, "Number of axes in HPC WCS"),
        text("WCSNAME", "Helioprojective-cartesian", "Name of the HPC WCS description"),
    ];
    for axis in 0..3 {
        let n = axis + 1;
        cards.extend([
            float(format!("CRPIX{n}"), pixels[axis] + 1.0, "[pix]"),
            text(format!("CRDATE{n}"), CALIBRATED, "Update date of CRPIXn and CDELTn"),
            float(format!("CRVAL{n}"), values[axis], "Coordinate value of CRPIXn"),
            float(format!("CDELT{n}"), scales[axis], "Pixel scale along axis n"),
            text(format!("CUNIT{n}"), units[axis], "Unit of value in CDELTn"),
            text(format!("CTYPE{n}"), types[axis], "Label for axis n"),
        ]);
    }
    cards.extend(matrix(&observation.pointing(frame.raster)));
    cards.push(float("LONPOLE", 180.0, "[deg] Helioproj. long. of celestial pole"));
    cards
}

/// The linear transformation, its rows and columns in the order of the image's axes.
fn matrix(pointing: &Pointing) -> Vec<Card> {
    let [[lon_raster, lon_slit], [lat_raster, lat_slit]] = pointing.matrix;
    let rows = [[lat_slit, 0.0, lat_raster], [0.0, 1.0, 0.0], [lon_slit, 0.0, lon_raster]];
    let entries = rows.iter().enumerate().flat_map(|(i, row)| {
        row.iter().enumerate().map(move |(j, &value)| (format!("PC{}_{}", i + 1, j + 1), value))
    });
    entries.map(|(keyword, value)| float(keyword, value, "Linear transformation matrix in HPC")).collect()
}

/// The telescope: where it stands, how it moves.
pub(super) fn telescope(frame: &Frame) -> Vec<Card> {
    let elapsed = frame.elapsed();
    let begin = frame.observation.begin(frame.raster).to_string();
    vec![
        float("TAZIMUTH", rounded(129.41 + 0.0033 * elapsed, 6), "[deg] RawTelescopeAzimuthAngle"),
        float("ELEV_ANG", rounded(41.87 + 0.0031 * elapsed, 6), "[deg] RawTelescopeElevationAngle"),
        text("TELTRACK", "Standard Differential Rotation Tracking", "TelescopeTrackingMode"),
        text("TELSCAN", "None", "TelescopeScanningMode"),
        float("TTBLANGL", rounded(250.15 - 0.003 * elapsed, 6), "[deg] TelescopeCoudeTableAngle"),
        text("TTBLTRCK", "fixed coude table angle", "CoudeTblTrkMode"),
        text("DATEREF", &begin, "Time coordinate zero point"),
        float("OBSGEO-X", -5_466_045.256_954_942, "[m] Observer's geographic X coordinate"),
        float("OBSGEO-Y", -2_404_388.737_412_784, "[m] Observer's geographic Y coordinate"),
        float("OBSGEO-Z", 2_242_133.887_690_042, "[m] Observer's geographic Z coordinate"),
        text("SPECSYS", "TOPOCENT", "Coordinate (observer) reference in HPC"),
        float("VELOSYS", 0.0, "Velocity correction in Helioproj. WCS"),
        integer("ROTCOMP", 1, "Solar rotation compensation"),
        float("OBS_VR", rounded(-724.2 + 0.0208 * elapsed, 4), "[m s-1] Observer outward vel. w.r.t. Sun"),
        logical("WCSVALID", true, "WCSValidityIndicator"),
        float("SOLARRAD", 964.82, "[arcsec] Solar radius at time of obs"),
    ]
}
