//! Keywords of the observatory: operations, weather, adaptive optics, polarisation optics.

use granule_fits::Card;

use super::super::observation::STOKES;
use super::super::spectrum::{CONTINUUM, PHOTONS, POLARISED_NOISE};
use super::{Frame, float, integer, logical, rounded, text};

/// How the observation was run.
pub(super) fn operations(frame: &Frame) -> Vec<Card> {
    let light = 551.2 + 0.012 * frame.elapsed() + 0.3 * frame.chance("LIGHTLVL").gaussian();
    vec![
        text("OCS_CTRL", "Auto", "OCSControl"),
        text("FIDO_CFG", "OUT_C-BS643_C-BS555_C-BS950_C-W1_C-W3", "FIDOConfiguration"),
        text("DSHEALTH", "Good", "DataSourceHealthStatus"),
        integer("DSPSREPS", 1, "DSPSNumberOfRepeats"),
        integer("DSPSNUM", 1, "DSPSRepeatNumber"),
        float("LIGHTLVL", rounded(light, 4), "[adu] LightLevel"),
    ]
}

/// The weather station.
pub(super) fn weather(frame: &Frame) -> Vec<Card> {
    let wind = (5.6 + 0.4 * frame.chance("WIND_SPD").gaussian()).max(0.0);
    let direction = 180.9 + 4.0 * frame.chance("WIND_DIR").gaussian();
    vec![
        text("WSSOURCE", "dkist", "WeathSource"),
        float("WIND_SPD", rounded(wind, 3), "[m s-1] WeathWindSpeed"),
        float("WIND_DIR", rounded(direction, 2), "[deg] WeathWindDirection"),
        float("WS_TEMP", rounded(11.9 + 2e-4 * frame.elapsed(), 3), "[C] WeathOutsideTemperature"),
        float("WS_HUMID", 7.365, "[10**-2] WeathRelativeHumidity"),
        float("WS_DEWPT", -27.239, "[C] WeathDewPoint"),
        float("WS_PRESS", 710.348, "[hPa] WeathBarometricPressure"),
        float("SKYBRIGT", -1.0, "WeathSkyBrightness"),
    ]
}

/// How well the adaptive optics did.
pub(super) fn adaptive_optics(frame: &Frame) -> Vec<Card> {
    let fried = (0.105 + 0.01 * frame.chance("ATMOS_R0").gaussian()).clamp(0.04, 0.16);
    vec![
        float("ATMOS_R0", rounded(fried, 6), "[m] HOAOFriedParameter"),
        logical("AO_LOCK", true, "HOAOLockStatus"),
        float("AO_LOCKX", 0.0, "[arcsec] HOAOLockOffPointingX"),
        float("AO_LOCKY", 0.0, "[arcsec] HOAOLockOffPointingY"),
        float("WFSLOCKX", 0.0, "[arcsec] LOWFSLockOffPointingX"),
        float("WFSLOCKY", 0.0, "[arcsec] LOWFSLockOffPointingY"),
        float("LIMBRPOS", 0.0, "[arcsec] LimbSensorRadialSetPos"),
        float("LIMBRATE", 1000.0, "[Hz] LimbSensorRate"),
        integer("OOBSHIFT", 20, "NumberOfOOBSubApertures"),
    ]
}

/// The control loops of the wavefront correction.
pub(super) fn wavefront(_: &Frame) -> Vec<Card> {
    vec![
        float("FLTFWHM", 20.0, "[nm] FilterFWHM"),
        logical("WFCLOCK", true, "HOAOFrameLockStatus"),
        text("MATRIXID", "1417Modes", "HOAOReconstructionMatrixID"),
        float("AOLOOPP", 7.0, "HOAOCtrlLoopPValue"),
        float("AOLOOPI", 10.0, "HOAOCtrlLoopIValue"),
        integer("FRMRATE", 1970, "[Hz] HOAOWFSFrameRate"),
        logical("FRMLOCK", true, "TTFrameLockStatus"),
        float("TTLOOPP", 0.2, "TTCtrlLoopPValue"),
        float("TTLOOPI", 1.0, "TTCtrlLoopIValue"),
    ]
}

/// Polarisation optics, and what is polarised.
pub(super) fn polarisation(frame: &Frame) -> Vec<Card> {
    // Relative to the continuum, which is where nothing is polarised.
    let noise = POLARISED_NOISE / (CONTINUUM * PHOTONS).sqrt();
    vec![
        text("GOS_STAT", "open", "Upper GOS shutter"),
        text("LVL3STAT", "clear", "Level 3 (Lamp)"),
        text("LAMPSTAT", "none", "Lamp status"),
        text("LVL2STAT", "clear", "Level 2 (Polarizer)"),
        text("POLANGLE", "none", "[deg] Polarizer Angle"),
        text("LVL1STAT", "clear", "Level 1 (Retarder)"),
        text("RETANGLE", "none", "[deg] Retarder angle"),
        text("LVL0STAT", "FieldStop (2.8arcmin)", "Level 0 (Apeture)"),
        text("APERTURE", "2.8arcmin", "[arcmin, arcsec, mm] Aperture Property"),
        text("LGOSSTAT", "open", "Lower GOS shutter"),
        float("GOS_TEMP", rounded(17.65 + 9e-4 * frame.elapsed(), 3), "[C] Upper GOS optics temperature"),
        float("POL_NOIS", rounded(noise, 8), "RMS noise of the scan"),
        float("POL_SENS", rounded(noise, 8), "[adu]"),
        text("STOKES", STOKES.get(frame.stokes).copied().unwrap_or("I"), "Stokes parameter"),
    ]
}
