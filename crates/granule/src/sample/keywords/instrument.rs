//! Keywords of the instrument: the camera and the ViSP.

use granule_fits::Card;

use super::super::observation::STEP;
use super::{Frame, float, integer, rounded, text};

/// The camera and its settings.
pub(super) fn camera(frame: &Frame) -> Vec<Card> {
    let [slit, wave] = frame.observation.binning.map(|pixels| pixels as i64);
    let mut cards = vec![
        text("CAM_ID", "13:VSC-04531", "CameraUniqueID"),
        text("CAMERA", "AndorZyla.01", "CameraName"),
        integer("BITDEPTH", 16, "SensBitsPerPixel"),
        float("XPOSURE", 32.0054, "[ms] FPAExposureTime"),
        float("TEXPOSUR", 4.000_675, "[ms] CamExposureTime"),
        float("CAM_FPS", 41.4079, "[Hz] CamFrameRate"),
        integer("CHIPDIM1", 2560, "[pix] ChipDimensionX"),
        integer("CHIPDIM2", 2160, "[pix] ChipDimensionY"),
    ];
    cards.extend([
        integer("HWBIN1", 1, "[pix] HardwareBinningX"),
        integer("HWBIN2", 1, "[pix] HardwareBinningY"),
        integer("SWBIN1", 1, "[pix] SoftwareBinningX"),
        integer("SWBIN2", 1, "[pix] SoftwareBinningY"),
        integer("NSUMEXP", 8, "NumRawFramesinFPA"),
        integer("SWNROI", 1, "NumOfSWROI"),
    ]);
    cards.extend(region("SWROI1", [0, 0, 2560, 2000]));
    cards.push(integer("HWNROI", 2, "NumOfHWROI"));
    cards.extend(region("HWROI1", [0, 0, 2560, 1000]));
    cards.extend(region("HWROI2", [0, 1160, 2560, 1000]));
    cards.extend([
        integer("NBIN1", slit, "Binning along nth axis"),
        integer("NBIN2", wave, "Binning along nth axis"),
        integer("NBIN3", 1, "Binning along nth axis"),
        integer("NBIN", slit * wave, "Product of all NBINn values"),
        integer("FPABITPX", 20, "FPABitsPerPixel"),
        text("SHUTMODE", "Rolling", "CameraShutterMode"),
    ]);
    cards
}

/// A region of interest of the camera: origin and size.
fn region(name: &str, values: [i64; 4]) -> [Card; 4] {
    let parts = [("OX", "OriginX"), ("OY", "OriginY"), ("SX", "SizeX"), ("SY", "SizeY")];
    let mut values = values.into_iter();
    parts.map(|(suffix, part)| {
        let value = values.next().unwrap_or_default();
        integer(format!("{name}{suffix}"), value, &format!("[pix] {name}{part}"))
    })
}

/// The spectropolarimeter.
pub(super) fn visp(frame: &Frame) -> Vec<Card> {
    let steps = frame.observation.size.raster as i64;
    // The plate scale at the slit: 1.614 arcsec per mm.
    let step = rounded(STEP / 1.614, 6);
    let travelled = step * frame.raster as f64;
    vec![
        integer("VSPARMID", 1, "ArmID"),
        float("VSPARMPS", -3.32, "[deg] ArmPosition"),
        float("VSPARMFC", 29.528, "[mm] ArmFocus"),
        text("VSPFILT", "FF01-623_32-25", "FilterID"),
        float("VSPFWVLN", 621.548, "[nm] FilterWavelength"),
        text("VSPPOLMD", polarimeter_mode(frame), "PolarimeterMode"),
        text("VSPMODID", "0004", "ModulatorID"),
        text("VSPMOD", "continuous", "ModulationType"),
        float("VSPEXPRT", 41.4079, "[Hz] ExposureRate"),
        text("VSPGRTID", "Newport_316.0_63.40__M20160612_SN3", "GratingID"),
        float("VSPGRTCN", 316.0, "[mm-1] GratingConstant"),
        float("VSPGRTBA", 63.4, "[deg] GratingBlazeAngle"),
        float("VSPGRTAN", -65.3654, "[deg] GratingAngle"),
        float("VSPWID", STEP, "[arcsec] SlitWidth"),
        float("VSPSLTSS", step, "[mm] SlitSteppingSize"),
        integer("VSPNSTP", steps, "NumberofSpatialSteps"),
        integer("VSPSTP", frame.raster as i64, "CurrentSpatialStep"),
        float("VSPTPOS", rounded(33.841_95 + travelled, 6), "[mm] SlitTranslationPosition"),
        float("VSPMIRPS", rounded(14.803_95 + 0.5 * travelled, 6), "[mm] FoldMirrorPosition"),
        float("VSPSPOS", 27.15, "[mm] SlitSelectorPosition"),
        integer("VSPNMAPS", 1, "TotalMapScans"),
        integer("VSPMAP", 1, "CurrentMapScan"),
    ]
}

fn polarimeter_mode(frame: &Frame) -> &'static str {
    if frame.observation.has_stokes_axis() { "observe_polarimetric" } else { "observe_intensity" }
}
