//! Headers read: what is undefined, refused, or said in other words.

use granule_core::{PixelAxis, WorldAxis};
use proptest::prelude::*;

use super::*;
use crate::fits_wcs::{FitsKeyword, KeywordValue, NoTables, TableColumn, to_fits_keywords};
use crate::{FrameKind, Observer, WcsExt};

/// Keywords from lines such as `CTYPE1 = HPLN-TAN`; what reads as a number is one.
fn keywords(text: &str) -> Vec<FitsKeyword> {
    let line = |line: &str| {
        let (name, value) = line.split_once('=')?;
        let value = value.trim();
        let value = value.parse().map_or_else(|_| KeywordValue::from(value), KeywordValue::Real);
        Some(FitsKeyword::new(name.trim(), value, ""))
    };
    text.split(['\n', ';']).filter_map(line).collect()
}

fn read(text: &str) -> Result<Arc<dyn Wcs>> {
    from_fits_keywords(&keywords(text), &NoTables, Alternate::PRIMARY)
}

fn at(wcs: &dyn Wcs, pixel: &[f64]) -> Vec<f64> {
    let batch: Vec<&[f64]> = pixel.iter().map(std::slice::from_ref).collect();
    wcs.pixel_to_world_values(&batch).unwrap().into_iter().map(|values| values[0]).collect()
}

const SKY: &str = "NAXIS = 2; CTYPE1 = HPLN-TAN; CTYPE2 = HPLT-TAN; CUNIT1 = arcsec; CUNIT2 = arcsec; CRPIX1 = 1; \
                   CRPIX2 = 1; CDELT1 = 2; CDELT2 = 3";

#[test]
fn headers_that_make_no_sense_are_refused() {
    let error = |text: &str| read(text).unwrap_err().to_string();
    assert_eq!(error("NAXIS = 2"), "no world coordinates in the header: neither CTYPEi nor CRVALi");
    assert_eq!(
        error("CTYPE1 = HPLN-TAN; CTYPE2 = WAVE"),
        "CTYPE1 is \"HPLN-TAN\", but no other axis is its longitude or latitude in the same projection"
    );
    assert_eq!(
        error("CTYPE1 = HPLN-TAN; CTYPE2 = HPLT-ARC"),
        "CTYPE1 is \"HPLN-TAN\" and CTYPE2 is \"HPLT-ARC\"; expected one frame and one projection"
    );
    assert_eq!(
        error("CTYPE1 = HPLN-TAN; CTYPE2 = CRLT-TAN"),
        "CTYPE1 is \"HPLN-TAN\" and CTYPE2 is \"CRLT-TAN\"; expected one frame and one projection"
    );
    assert!(error("CTYPE1 = HPLN-XYZ; CTYPE2 = HPLT-XYZ").starts_with("unknown projection \"XYZ\""));
    assert_eq!(
        error(&format!("{SKY}; CDELT2 = 0").replace("CDELT2 = 3", "")),
        "the matrix of PC and CDELT, CD or CROTA is singular: [2.0, 0.0], [0.0, 0.0]"
    );
    assert_eq!(
        error(&SKY.replace("CUNIT2 = arcsec", "CUNIT2 = furlong")),
        "CUNIT2 is \"furlong\"; expected a unit such as deg for HPLT-TAN"
    );
    assert!(error("CTYPE1 = HPLN-COE; CTYPE2 = HPLT-COE").starts_with("PV2_1 of COE is NaN"));
    assert_eq!(
        error("CTYPE1 = WAVE-TAB; PS1_0 = T; PS1_1 = C"),
        "column \"C\" of table \"T\": there is no such column of numbers"
    );
    assert!(error("CTYPE1 = VELO-F2V; CRVAL1 = 0").starts_with("RESTFRQ is \"absent\""));
    assert!(error("CTYPE1 = WAVE-GRI; CRVAL1 = 1").starts_with("CTYPE1 is \"WAVE-GRI\""));
    assert!(error("CTYPE1 = FREQ-F2W; CRVAL1 = 1e9").starts_with("CTYPE1 is \"FREQ-F2W\""));
    assert!(error("WCSAXES = 1e9; CTYPE1 = WAVE").starts_with("WCSAXES is \"1000000000\""));
    assert!("AB".parse::<Alternate>().is_err());
    assert_eq!("b".parse::<Alternate>().unwrap().to_string(), "B");
}

#[test]
fn what_a_header_leaves_out_has_the_defaults_of_the_standard() {
    let wcs = read("NAXIS = 2; CRVAL1 = 5; CRVAL2 = 7").unwrap();
    // The reference pixel is 0, which is one before the first.
    assert_eq!(at(wcs.as_ref(), &[0.0, 0.0]), [6.0, 8.0]);
    assert_eq!(wcs.world_axis_units(), ["", ""]);
    assert!(!wcs.correlation().depends(WorldAxis(0), PixelAxis(1)));
}

#[test]
fn the_three_matrices_mean_the_same() {
    let (sin, cos) = 30_f64.to_radians().sin_cos();
    let rotated = read(&format!("{SKY}; CROTA2 = 30")).unwrap();
    let with_pc =
        read(&format!("{SKY}; PC1_1 = {cos}; PC1_2 = {}; PC2_1 = {}; PC2_2 = {cos}", -sin * 1.5, sin / 1.5));
    let with_cd = read(&format!(
        "{SKY}; CD1_1 = {}; CD1_2 = {}; CD2_1 = {}; CD2_2 = {}",
        2.0 * cos,
        -3.0 * sin,
        2.0 * sin,
        3.0 * cos
    ));
    let expected = at(rotated.as_ref(), &[10.0, 20.0]);
    for wcs in [with_pc.unwrap(), with_cd.unwrap()] {
        for (found, expected) in at(wcs.as_ref(), &[10.0, 20.0]).iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-14, "{found} {expected}");
        }
    }
}

#[test]
fn a_header_may_describe_more_axes_than_the_array_has() {
    let text = "NAXIS = 1; WCSAXES = 3; CTYPE1 = HPLN-TAN; CTYPE2 = HPLT-TAN; CTYPE3 = WAVE; CUNIT3 = nm; \
                CRPIX1 = 1; CRPIX2 = 1; CRPIX3 = 1; CRVAL3 = 630.2; PC2_1 = 0.5";
    let wcs = read(text).unwrap();
    assert_eq!((wcs.pixel_n_dim(), wcs.world_n_dim()), (3, 3));
    assert!((at(wcs.as_ref(), &[0.0; 3])[2] - 630.2e-9).abs() < 1e-20);
}

#[test]
fn observer_time_and_radius_are_those_of_the_mission() {
    let text = format!(
        "{SKY}; HGLN_OBS = 52.7; HGLT_OBS = -2.07; DSUN_OBS = 49655068081.1; RSUN_REF = 695700.0; \
         DATE-OBS = 2022-03-22T21:13:01.260; DATE-AVG = 2022-03-22T21:27:23.338"
    );
    let wcs = read(&text).unwrap();
    let FrameKind::Celestial(sky) = &wcs.frames()[0].kind else { panic!("a celestial frame") };
    assert_eq!(sky.name, "helioprojective");
    assert_eq!(sky.obstime.unwrap().to_string(), "2022-03-22T21:27:23.338");
    assert_eq!(sky.rsun_m, Some(695_700_000.0));
    let place = Observer::Stonyhurst { lon_deg: 52.7, lat_deg: -2.07, radius_m: 49_655_068_081.1 };
    assert_eq!(sky.observer, Some(place));
    let earth = read(&format!("{SKY}; DATE-OBS = 2025/01/09")).unwrap();
    let FrameKind::Celestial(sky) = &earth.frames()[0].kind else { panic!("a celestial frame") };
    assert_eq!(sky.observer, Some(Observer::Named("earth".to_owned())));
    assert_eq!(sky.obstime.unwrap().to_string(), "2025-01-09T00:00:00.000");
}

#[test]
fn an_observer_in_carrington_coordinates_is_where_sunpy_has_it() {
    // sunpy 7.0.5, HeliographicCarrington(observer="self") to HeliographicStonyhurst.
    let text =
        format!("{SKY}; CRLN_OBS = 100; CRLT_OBS = -5; DSUN_OBS = 1.48e11; DATE-OBS = 2014-06-06T00:00:00");
    let wcs = read(&text).unwrap();
    let FrameKind::Celestial(sky) = &wcs.frames()[0].kind else { panic!("a celestial frame") };
    let Some(Observer::Stonyhurst { lon_deg, lat_deg, radius_m }) = sky.observer else { panic!("{sky:?}") };
    assert!((lon_deg - 168.422_460_611).abs() < 3e-4, "{lon_deg}");
    assert_eq!((lat_deg, radius_m), (-5.0, 1.48e11));
}

#[test]
fn a_distorted_plane_has_the_positions_of_wcslib() {
    // astropy 8.0.2, whatever the projection is called.
    let header = "CTYPE1 = RA---TPV; CTYPE2 = DEC--TPV; CRVAL1 = 30; CRVAL2 = 40; CRPIX1 = 1; CRPIX2 = 1; \
                  CD1_1 = -1e-2; CD2_2 = 1e-2; PV1_0 = 1e-3; PV1_1 = 1.01; PV1_4 = 1e-2; PV1_8 = 2e-2; PV1_16 = 3e-3; \
                  PV2_1 = 0.99; PV2_2 = 1e-2; PV2_5 = -1e-2; PV2_12 = 1e-2; PV2_38 = 1e-2";
    for header in [header.to_owned(), header.replace("TPV", "TAN")] {
        let wcs = read(&header).unwrap();
        for (pixel, world) in [
            ([20.0, -30.0], [29.739_000_402_344_733, 39.700_191_437_854_34]),
            ([100.5, 80.0], [28.697_407_692_130_913, 40.776_357_923_932_224]),
        ] {
            let found = at(wcs.as_ref(), &pixel);
            assert!(found.iter().zip(world).all(|(f, w)| (f - w).abs() < 1e-12), "{found:?}");
            let back = wcs.world_to_pixel_values(&[&[found[0]], &[found[1]]]).unwrap().concat();
            assert!(back.iter().zip(pixel).all(|(b, p)| (b - p).abs() < 1e-8), "{back:?}");
        }
        let message = to_fits_keywords(wcs.as_ref()).unwrap_err().to_string();
        assert!(message.contains("FITS has no transform like Sip"), "{message}");
    }
    // Latitudes of STEREO have a parameter that means nothing; pixels that are distorted already need no other.
    let plain = "CTYPE1 = RA---TAN; CTYPE2 = DEC--TAN; CRVAL1 = 30; CRVAL2 = 40; CDELT1 = 0.1; CDELT2 = 0.1";
    let expected = at(read(plain).unwrap().as_ref(), &[3.0, 4.0]);
    assert_eq!(at(read(&format!("{plain}; PV2_1 = 0")).unwrap().as_ref(), &[3.0, 4.0]), expected);
    let both = plain.replace("TAN", "TAN-SIP") + "; PV1_5 = 1e-3; PV2_1 = 1; A_ORDER = 2; A_2_0 = 0";
    assert_eq!(at(read(&both).unwrap().as_ref(), &[3.0, 4.0]), expected);
    let radial = read(&header.replace("PV1_16", "PV1_11")).unwrap_err().to_string();
    assert!(radial.starts_with("PV1_11 is \"0.003\"; expected 0 or absent"), "{radial}");
}

#[test]
fn axes_of_time_count_from_their_reference() {
    let first = |text: &str, pixel: f64| read(text).unwrap().pixel_to_world(&[pixel]).unwrap()[0].to_string();
    let axis = "CTYPE1 = UTC; CRPIX1 = 1; CRVAL1 = 10; CDELT1 = 0.5; CUNIT1 = s";
    assert_eq!(first(&format!("{axis}; DATEREF = 2022-10-24T19:47:33.818"), 2.0), "2022-10-24T19:47:44.818");
    assert_eq!(first(&format!("{axis}; MJDREFI = 59876; MJDREFF = 0.5"), 0.0), "2022-10-24T12:00:10.000");
    let days = "CTYPE1 = TIME; CRPIX1 = 1; CUNIT1 = d; MJDREF = 59876; TIMESYS = TAI";
    assert_eq!(first(days, 1.0), "2022-10-25T00:00:00.000");
}

#[test]
fn alternates_are_descriptions_of_their_own() {
    let text = format!("{SKY}; CTYPE1B = RA---TAN; CTYPE2B = DEC--TAN; CRVAL1B = 10; RADESYSB = FK5");
    let cards = keywords(&text);
    let alternate = "B".parse().unwrap();
    assert!(has_fits_wcs(&cards, alternate) && !has_fits_wcs(&cards, "C".parse().unwrap()));
    let wcs = from_fits_keywords(&cards, &NoTables, alternate).unwrap();
    assert_eq!(wcs.world_axis_physical_types(), ["pos.eq.ra", "pos.eq.dec"]);
    let FrameKind::Celestial(sky) = &wcs.frames()[0].kind else { panic!("a celestial frame") };
    assert_eq!(sky.name, "fk5");
    let error = from_fits_keywords(&cards, &NoTables, "C".parse().unwrap()).unwrap_err().to_string();
    assert_eq!(error, "no world coordinates C in the header: neither CTYPEi nor CRVALi");
}

/// A table of two axes: longitude and wavelength, sharing one array.
struct OneTable;

impl Tables for OneTable {
    fn column(&self, extension: &str, version: i64, level: i64, column: &str) -> Option<TableColumn> {
        let of = |shape: &[usize], values: &[f64]| {
            Some(TableColumn { shape: shape.to_vec(), values: values.to_vec() })
        };
        match (extension, version, level, column) {
            ("WCS-TAB", 2, 1, "both") => of(&[2, 2, 2], &[1.0, 10.0, 3.0, 10.0, 1.0, 20.0, 3.0, 24.0]),
            ("WCS-TAB", 2, 1, "index") => of(&[2], &[100.0, 200.0]),
            _ => None,
        }
    }
}

#[test]
fn tables_are_shared_by_their_axes() {
    let text = "NAXIS = 2; CTYPE1 = WAVE-TAB; CUNIT1 = nm; PS1_0 = WCS-TAB; PS1_1 = both; PV1_1 = 2; PV1_3 = 2; \
                CRPIX1 = 1; CRVAL1 = 1; CTYPE2 = HIGH-TAB; PS2_0 = WCS-TAB; PS2_1 = both; \
                PS2_2 = index; PV2_1 = 2; PV2_3 = 1; CRPIX2 = 1; CRVAL2 = 100; CDELT2 = 50";
    let cards = keywords(text);
    let wcs = from_fits_keywords(&cards, &OneTable, Alternate::PRIMARY).unwrap();
    // The second pixel axis is the first of the table: 150 is halfway along it.
    assert_eq!(at(wcs.as_ref(), &[0.0, 1.0]), [10.0, 2.0]);
    assert_eq!(at(wcs.as_ref(), &[1.0, 2.0]), [24.0, 3.0]);
    let back = wcs.world_to_pixel_values(&[&[16.0], &[2.0]]).unwrap();
    let there = at(wcs.as_ref(), &[back[0][0], back[1][0]]);
    assert!((there[0] - 16.0).abs() < 1e-6 && (there[1] - 2.0).abs() < 1e-6, "{there:?}");
    let error =
        from_fits_keywords(&keywords(&text.replace("PV2_3 = 1", "PV2_3 = 2")), &OneTable, Alternate::PRIMARY);
    let message = error.unwrap_err().to_string();
    assert!(message.contains("axes 2, 2 of it are in use; expected each of 1 to 2 once"), "{message}");
}

proptest! {
    #[test]
    fn any_projection_and_orientation_comes_back_from_its_keywords(
        code in prop::sample::select(vec!["TAN", "ARC", "ZEA", "CAR", "CEA", "SFL", "MER", "COE", "AIT", "AZP"]),
        lon in -170.0..170.0_f64, lat in -60.0..60.0_f64, lon_pole in prop::option::of(-170.0..170.0_f64),
        x in -3.0..3.0_f64, y in -3.0..3.0_f64,
    ) {
        let pole = lon_pole.map_or(String::new(), |angle| format!("; LONPOLE = {angle}"));
        let parameters = match code {
            "COE" => "; PV2_1 = 40; PV2_2 = 10",
            "AZP" => "; PV2_1 = 2; PV2_2 = 10",
            _ => "",
        };
        let text = format!(
            "CTYPE1 = RA---{code}; CTYPE2 = DEC--{code}; CRVAL1 = {lon}; CRVAL2 = {lat}; CDELT1 = -0.1; \
             CDELT2 = 0.1; PC1_2 = 0.1{parameters}{pole}"
        );
        // Not every orientation can be had.
        let Ok(wcs) = read(&text) else { return Ok(()) };
        let here = at(wcs.as_ref(), &[x, y]);
        let again = from_fits_keywords(&to_fits_keywords(wcs.as_ref()).unwrap(), &NoTables, Alternate::PRIMARY).unwrap();
        let there = at(again.as_ref(), &[x, y]);
        let turn = (here[0] - there[0] + 180.0).rem_euclid(360.0) - 180.0;
        prop_assert!(turn.abs() < 1e-7 && (here[1] - there[1]).abs() < 1e-7, "{here:?} {there:?}");
        let back = wcs.world_to_pixel_values(&[&[here[0]], &[here[1]]]).unwrap();
        prop_assert!((back[0][0] - x).abs() < 1e-6 && (back[1][0] - y).abs() < 1e-6, "{back:?}");
    }

    #[test]
    fn any_keywords_are_a_wcs_or_an_error(
        lines in prop::collection::vec(
            (
                prop::sample::select(vec![
                    "NAXIS", "WCSAXES", "CTYPE1", "CTYPE2", "CTYPE3", "CUNIT1", "CUNIT2", "CRVAL1", "CRVAL2", "CRPIX1",
                    "CDELT1", "CDELT2", "PC1_2", "CD1_1", "CD2_2", "CROTA2", "PV1_1", "PV1_0", "PV2_1", "PV2_2",
                    "LONPOLE", "LATPOLE", "A_ORDER", "A_2_0", "RESTFRQ", "PS1_0", "PS1_1", "PV1_3", "MJDREF", "DATEREF",
                ]),
                prop::sample::select(vec![
                    "1", "2", "0", "-1", "90", "1e300", "-1e-300", "nan", "inf", "HPLN-TAN", "HPLT-TAN", "RA---ZPN",
                    "DEC--ZPN", "WAVE-LOG", "WAVE-F2W", "VELO-A2V", "FREQ-TAB", "STOKES", "UTC", "", "deg", "m", "RA---COE",
                    "DEC--COE", "HPLN-HPX", "HPLT-HPX", "2022-13-45",
                ]),
            ),
            0..12,
        ),
    ) {
        let text: Vec<String> = lines.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        if let Ok(wcs) = from_fits_keywords(&keywords(&text.join("\n")), &OneTable, Alternate::PRIMARY) {
            let pixel = vec![1.5; wcs.pixel_n_dim()];
            let world = at(wcs.as_ref(), &pixel);
            let batch: Vec<&[f64]> = world.iter().map(std::slice::from_ref).collect();
            let _ = wcs.world_to_pixel_values(&batch);
            let _ = to_fits_keywords(wcs.as_ref());
        }
    }
}
