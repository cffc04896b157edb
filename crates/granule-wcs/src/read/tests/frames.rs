//! Frames: defaults, observers, times.

use super::*;
use crate::{CelestialFrame, Time, Wcs};

fn celestial(wcs: &dyn Wcs) -> &CelestialFrame {
    let FrameKind::Celestial(frame) = &wcs.frames()[0].kind else { panic!("a celestial frame") };
    frame
}

/// A celestial frame with this reference frame, which may be of any tag.
fn referring(reference: &str, rest: &str) -> Result<Arc<dyn Wcs>> {
    sky(&format!(
        "!<tag:stsci.edu:gwcs/celestial_frame-1.2.0> {{name: sky, reference_frame: {reference}{rest}}}"
    ))
}

fn astropys(name: &str) -> String {
    format!("!<tag:astropy.org:astropy/coordinates/frames/{name}> {{frame_attributes: {{}}}}")
}

#[test]
fn physical_types_and_names_are_those_of_gwcs() {
    for (tag, lon, lat, name) in [
        ("icrs-1.1.0", "pos.eq.ra", "pos.eq.dec", "lon"),
        ("fk5-1.0.0", "pos.eq.ra", "pos.eq.dec", "lon"),
        ("fk4noeterms-1.0.0", "pos.eq.ra", "pos.eq.dec", "lon"),
        ("cirs-1.0.0", "pos.eq.ra", "pos.eq.dec", "lon"),
        ("gcrs-1.0.0", "pos.bodyrc.lon", "pos.bodyrc.lat", "lon"),
        ("galactic-1.0.0", "pos.galactic.lon", "pos.galactic.lat", "lon"),
        ("barycentricmeanecliptic-1.0.0", "pos.ecliptic.lon", "pos.ecliptic.lat", "lon"),
        ("supergalactic-1.0.0", "custom:lon", "custom:lat", "lon"),
        ("nobodysframe-1.0.0", "custom:pos.nobodysframe.lon", "custom:pos.nobodysframe.lat", ""),
    ] {
        let wcs = referring(&astropys(tag), "").unwrap();
        assert_eq!(wcs.world_axis_physical_types(), [lon, lat], "{tag}");
        assert_eq!(wcs.world_axis_names()[0], name, "{tag}");
    }
    let named = referring(&astropys("altaz-1.0.0"), ", axes_names: [azimuth, altitude]").unwrap();
    assert_eq!(named.world_axis_physical_types(), ["custom:azimuth", "custom:altitude"]);
    let typed =
        referring(&astropys("icrs-1.1.0"), ", axis_physical_types: [pos.helioprojective.lon, pos.eq.dec]");
    assert_eq!(typed.unwrap().world_axis_physical_types(), ["custom:pos.helioprojective.lon", "pos.eq.dec"]);
}

#[test]
fn a_frame_that_nobody_knows_is_kept_with_its_name() {
    let wcs = referring("!<tag:example.org:frames/martian-2.0.0> {areoid: 3}", "").unwrap();
    assert_eq!(celestial(wcs.as_ref()).name, "martian");
    assert_eq!(
        wcs.pixel_to_world(&[0.0, 0.0]).unwrap()[0].to_string(),
        "Martian lon=0.000000° lat=0.000000°"
    );
    for name in ["geomagnetic", "solarmagnetic", "geocentricsolarecliptic", "heliocentricearthecliptic"] {
        let tag =
            format!("!<tag:sunpy.org:sunpy/coordinates/frames/{name}-1.1.0> {{frame_attributes: {{}}}}");
        let wcs = referring(&tag, "").unwrap();
        assert!(celestial(wcs.as_ref()).is_solar(), "{name}");
        assert_eq!(wcs.world_axis_physical_types()[0], format!("custom:pos.{name}.lon"));
    }
}

#[test]
fn attributes_of_reference_frames_are_read() {
    let text = "!<tag:astropy.org:astropy/coordinates/frames/fk5-1.1.0> {frame_attributes: {equinox: !time/time-1.1.0 {value: J1975.0, scale: tt}}}";
    let wcs = referring(text, "").unwrap();
    let equinox = celestial(wcs.as_ref()).equinox.unwrap();
    assert_eq!(equinox, Time::parse("J1975").unwrap());
    let first = "!<tag:sunpy.org:sunpy/coordinates/frames/heliographic_carrington-1.0.0> {frame_attributes: {obstime: !time/time-1.1.0 2020-01-01T00:00:00}}";
    let wcs = referring(first, "").unwrap();
    assert_eq!(celestial(wcs.as_ref()).observer, Some(Observer::Named("earth".to_owned())));
    let rsun = "!<tag:sunpy.org:sunpy/coordinates/frames/helioprojective-1.0.0> {frame_attributes: {rsun: !unit/quantity-1.1.0 {value: 696000.0, unit: !unit/unit-1.0.0 km}}}";
    assert_eq!(celestial(referring(rsun, "").unwrap().as_ref()).rsun_m, Some(6.96e8));
}

/// A helioprojective frame with an observer in a frame of this tag, with these components.
fn observed(tag: &str, kind: &str, components: &str, attributes: &str) -> Option<Observer> {
    let text = format!(
        "!<tag:sunpy.org:sunpy/coordinates/frames/helioprojective-1.1.0> {{frame_attributes: {{obstime: !time/time-1.1.0 2022-10-24T19:47:33.818, observer: !<tag:sunpy.org:sunpy/coordinates/frames/{tag}> {{data: !<tag:astropy.org:astropy/coordinates/representation-1.0.0> {{components: {{{components}}}, type: {kind}}}, frame_attributes: {{{attributes}}}}}}}}}"
    );
    celestial(referring(&text, "").unwrap().as_ref()).observer.clone()
}

#[test]
fn observers_come_in_any_frame_and_representation() {
    let q = |value: &str, unit: &str| quantity(value, unit);
    let spherical = format!(
        "lon: !<tag:astropy.org:astropy/coordinates/longitude-1.0.0> {{unit: !unit/unit-1.0.0 deg, value: 30.0}}, lat: {}, distance: {}",
        q("0.5", "rad"),
        q("1.0", "AU")
    );
    let Some(Observer::Stonyhurst { lon_deg, lat_deg, radius_m }) =
        observed("heliographic_stonyhurst-1.1.0", "SphericalRepresentation", &spherical, "")
    else {
        panic!("a place")
    };
    assert!((lon_deg - 30.0).abs() < 1e-12 && (lat_deg - 0.5_f64.to_degrees()).abs() < 1e-12);
    assert!((radius_m - 149_597_870_700.0).abs() < 1e-3);
    // The same place in another frame of the same time.
    let carrington = observed(
        "heliographic_carrington-1.3.0",
        "SphericalRepresentation",
        &spherical,
        "obstime: !time/time-1.1.0 2022-10-24T19:47:33.818, observer: self",
    );
    let Some(Observer::Stonyhurst { lon_deg: other, .. }) = carrington else { panic!("a place") };
    // sunpy 7.0.5 has -153.501088 degrees; the place of the Earth is known to 0.3″.
    assert!((other + 153.501_088).abs() < 1e-4, "{other}");
    // A direction is no place, and neither is a frame of another kind.
    let unit = format!("lon: {}, lat: {}", q("30.0", "deg"), q("0.0", "deg"));
    let unknown = observed("geomagnetic-1.1.0", "UnitSphericalRepresentation", &unit, "");
    assert_eq!(unknown, Some(Observer::Named("geomagnetic".to_owned())));
}

#[test]
fn planes_and_plain_frames_have_their_defaults() {
    let plane = |rest: &str| sky(&format!("!<tag:stsci.edu:gwcs/frame2d-1.2.0> {{name: plane{rest}}}"));
    let unit = ", unit: [!unit/unit-1.0.0 deg, !unit/unit-1.0.0 deg]";
    let wcs = plane(unit).unwrap();
    assert_eq!(wcs.world_axis_names(), ["x", "y"]);
    assert_eq!(wcs.world_axis_physical_types(), ["custom:x", "custom:y"]);
    let named = plane(&format!("{unit}, axes_names: [u, v]")).unwrap();
    assert_eq!(named.world_axis_physical_types(), ["custom:u", "custom:v"]);
    let nameless = plane(&format!("{unit}, axes_names: [null, null]")).unwrap();
    assert_eq!(nameless.world_axis_physical_types(), ["custom:SPATIAL", "custom:SPATIAL"]);
    // Degrees are no pixels.
    assert!(message(plane("")).starts_with("cannot convert deg to pix: angle is not pixels"));
}

#[test]
fn spectral_axes_are_known_by_their_units() {
    for (unit, physical_type) in [
        ("nm", "em.wl"),
        ("GHz", "em.freq"),
        ("keV", "em.energy"),
        ("km.s**-1", "spect.dopplerVeloc"),
        ("m**-1", "custom:wavenumber"),
    ] {
        let frame = format!(
            "!<tag:stsci.edu:gwcs/spectral_frame-1.2.0> {{name: s, axes_order: [0], unit: [!unit/unit-1.0.0 {unit}]}}"
        );
        let wcs = read(&between(PIXELS, &linear("0.5", "600.0"), &frame)).unwrap();
        assert_eq!(wcs.world_axis_physical_types(), [physical_type]);
    }
}

#[test]
fn a_temporal_axis_counts_from_its_reference() {
    let temporal = |reference: &str| {
        let frame = format!(
            "!<tag:stsci.edu:gwcs/temporal_frame-1.2.0> {{name: t, axes_order: [0], unit: [!unit/unit-1.0.0 min], reference_frame: !time/time-1.1.0 {reference}}}"
        );
        read(&between(PIXELS, &linear("0.5", "1.0"), &frame))
    };
    let shown = |reference: &str| temporal(reference).unwrap().pixel_to_world(&[1.0]).unwrap()[0].to_string();
    assert_eq!(shown("2016-12-31T23:59:30"), "2017-01-01T00:00:59.000");
    assert_eq!(shown("{value: 2016-12-31T23:59:30, scale: tai}"), "2017-01-01T00:01:00.000");
    assert_eq!(shown("{value: 57752.5, format: mjd}"), "2016-12-30T12:01:30.000");
    assert_eq!(shown("{value: '57752.50000000000000001', format: mjd}"), "2016-12-30T12:01:30.000");
    assert_eq!(shown("{value: J2000.0, base_format: jyear, scale: tt}"), "2000-01-01T12:01:30.000");
    assert_eq!(shown("{value: 1483228800.0, format: unix}"), "2017-01-01T00:01:30.000");
    assert_eq!(shown("{value: []}"), "undefined");
    assert!(message(temporal("{value: 5.0}")).contains("a number with a format such as jd"));
    assert!(message(temporal("{value: 5.0, format: stardate}")).contains("use jd, mjd"));
    assert!(
        message(temporal("{value: 2020-01-01T00:00:00, scale: ut1}")).contains("use utc, tai, tt or tdb")
    );
}

#[test]
fn positions_and_light_are_taken_in_any_frame_and_unit() {
    let reference = "!<tag:sunpy.org:sunpy/coordinates/frames/helioprojective-1.1.0> {frame_attributes: {observer: earth, obstime: !time/time-1.1.0 2022-10-24T19:47:33.818}}";
    let wcs = referring(reference, "").unwrap();
    let there = wcs.pixel_to_world(&[1800.0, 360.0]).unwrap();
    let WorldCoordinate::Sky(sky) = &there[0] else { panic!("{}", there[0]) };
    let carrington =
        CelestialFrame::new("heliographic_carrington").with_observer(Observer::Named("earth".to_owned()));
    let on_the_sun = sky.to_frame(&Arc::new(carrington)).unwrap();
    let back = wcs.world_to_pixel(&[WorldCoordinate::Sky(on_the_sun)]).unwrap();
    assert!((back[0] - 1800.0).abs() < 1e-6 && (back[1] - 360.0).abs() < 1e-6, "{back:?}");
    let mars = crate::SkyCoord::new(1.0, 1.0, Arc::new(CelestialFrame::new("martian")));
    let refused = wcs.world_to_pixel(&[WorldCoordinate::Sky(mars)]).unwrap_err().to_string();
    assert!(refused.starts_with("cannot convert Martian to Helioprojective"), "{refused}");

    let wcs = spectral(&linear("0.5", "600.0")).unwrap();
    let light = crate::Quantity::new(299_792.458 / 601.0, "THz");
    let pixel = wcs.world_to_pixel(&[WorldCoordinate::Spectral(light)]).unwrap();
    assert!((pixel[0] - 2.0).abs() < 1e-9, "{pixel:?}");
}
