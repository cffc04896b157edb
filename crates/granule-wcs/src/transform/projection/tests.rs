//! Projections against themselves.

use super::*;

#[test]
fn codes_and_parameters_come_back() {
    let pv = [0.0, 45.0, 25.0];
    let conic = Projection::from_fits("COE", &pv).unwrap();
    assert_eq!(conic.fits_code(), "COE");
    assert_eq!(conic.fits_parameters(), [(1, 45.0), (2, 25.0)]);
    assert_eq!(conic.native_reference(), (0.0, 45.0));
    let message = Projection::from_fits("COE", &[]).unwrap_err().to_string();
    assert_eq!(message, "PV2_1 of COE is NaN; expected a finite number");
}
