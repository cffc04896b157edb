//! The TPV convention: a distortion of the plane by polynomials, before the tangent projection.
//!
//! As in the registry of FITS conventions; SCAMP wrote it under the name of TAN.

use super::celestial::Pair;
use super::header::Header;
use crate::Result;
use crate::transform::{Sip, SipTerms};

/// The highest degree of the polynomials.
const MAX_DEGREE: u32 = 7;

/// The last `m` of `PVi_m` that says something of the pole, or, of STEREO's latitudes, nothing.
const LAST_OF_POLE: usize = 4;

/// Whether `PVi_m` of a pair with this projection hold a distortion: those of a tangent projection do if there are more
/// than a projection has use for.
pub(super) fn is_distorted(header: &Header<'_>, pair: Pair, code: &str) -> bool {
    let more = |axis: usize| (LAST_OF_POLE + 1..=39).any(|m| header.parameter(axis, m).is_some());
    code == "TPV" || (code == "TAN" && (more(pair.lon) || more(pair.lat)))
}

/// The distortion of longitude and latitude in the plane, in degrees.
///
/// # Errors
/// [`WcsError::BadFitsKeyword`](crate::WcsError::BadFitsKeyword) for a radial term, which no software writes.
pub(super) fn distortion(header: &Header<'_>, pair: Pair) -> Result<Sip> {
    let longitude = terms(header, pair.lon)?;
    // Of the latitude, the two coordinates change places.
    let latitude = terms(header, pair.lat)?.into_iter().map(|(c, p, q)| (c, q, p)).collect();
    Ok(Sip::new([0.0; 2], [without(longitude, (1, 0)), without(latitude, (0, 1))], Default::default()))
}

/// The polynomial of an axis: powers of its own coordinate and of the other.
fn terms(header: &Header<'_>, axis: usize) -> Result<SipTerms> {
    let mut terms = Vec::new();
    let mut m = 0;
    for degree in 0..=MAX_DEGREE {
        for other in 0..=degree {
            // The one term that is there unless a header says otherwise.
            let default = (m == 1).then_some(1.0);
            let coefficient = header.parameter(axis, m).or(default).filter(|value| *value != 0.0);
            terms.extend(coefficient.map(|value| (value, degree - other, other)));
            m += 1;
        }
        if degree % 2 == 1 {
            if let Some(value) = header.parameter(axis, m).filter(|value| *value != 0.0) {
                let stem = format!("PV{}_{m}", axis + 1);
                return Err(header.bad(
                    &stem,
                    value.to_string(),
                    "0 or absent: radial terms are not supported",
                ));
            }
            m += 1;
        }
    }
    Ok(terms)
}

/// What a polynomial adds to a coordinate.
fn without(mut terms: SipTerms, (p, q): (u32, u32)) -> SipTerms {
    terms.push((-1.0, p, q));
    terms
}
