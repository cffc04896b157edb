//! Keywords from a WCS.
//!
//! FITS multiplies offsets from a reference pixel by one matrix. A linear axis adds a value to its part of the product;
//! a pair of celestial axes projects and rotates it. What is not of this form is left out with the reason, or refused.

mod axes;
mod frame;
mod layout;
mod linear;
mod reason;
mod verify;

use granule_core::WorldAxis;
pub use reason::{LeftOut, NotInFits};

use self::axes::{Anchor, Row};
use self::layout::Layout;
use super::FitsKeyword;
use crate::transform::{AffineForm, Form, SkyForm};
use crate::{Result, Wcs, WcsError};

/// What FITS can hold of a WCS, and what it cannot.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ExportedKeywords {
    /// The keywords, `WCSAXES` first.
    ///
    /// A pixel axis on which none of the world axes depends that could be written is a linear axis that counts its
    /// pixels from 0. Where there are more world axes than pixel axes, as after an index was taken of a slit, `WCSAXES`
    /// is greater than the number of array axes, and the pixel axes that the array lacks stand at 1.
    pub keywords: Vec<FitsKeyword>,
    /// The world axes that are not among them.
    pub left_out: Vec<LeftOut>,
}

/// The FITS keywords of a WCS whose world coordinates FITS can hold exactly.
///
/// Linear axes of wavelength, time, Stokes and others; celestial axes of a matrix, a projection and a rotation; views
/// of these by slices and resampling, with their scales and offsets multiplied in. A table may be linear over the
/// pixels that are there, a pointing the same for all of them. The keywords are read again and compared. Angles keep the unit of the frame. An axis that slicing
/// has removed is not written.
///
/// ```
/// use std::sync::Arc;
///
/// use granule_core::WorldAxis;
/// use granule_wcs::transform::Linear;
/// use granule_wcs::{Frame, FrameAxis, FrameKind, Gwcs, Unit, to_fits_keywords};
///
/// let axis = FrameAxis::new(WorldAxis(0), "wavelength", "em.wl", Unit::parse("nm"));
/// let frame = Frame::new("wavelength", FrameKind::Spectral, vec![axis]);
/// let wcs = Gwcs::new(Arc::new(Linear::new(0.01, 630.1)), vec!["dispersion".to_owned()], vec![frame])?;
/// let cards: Vec<String> = to_fits_keywords(&wcs)?.iter().map(ToString::to_string).collect();
/// assert!(cards[1].starts_with("CTYPE1  = 'WAVE'") && cards.iter().any(|card| card.starts_with("CDELT1  = 0.01")));
/// # Ok::<(), granule_wcs::WcsError>(())
/// ```
///
/// # Errors
/// [`WcsError::NotInFits`] for the first world axis that FITS cannot hold; [`to_fits_keywords_partial`] gives those of
/// the others.
pub fn to_fits_keywords(wcs: &dyn Wcs) -> Result<Vec<FitsKeyword>> {
    let exported = to_fits_keywords_partial(wcs);
    match exported.left_out.into_iter().next() {
        None => Ok(exported.keywords),
        Some(left_out) => Err(WcsError::NotInFits { left_out: Box::new(left_out) }),
    }
}

/// As [`to_fits_keywords`], leaving out the world axes that FITS cannot hold, each with the reason.
#[must_use]
pub fn to_fits_keywords_partial(wcs: &dyn Wcs) -> ExportedKeywords {
    let lengths: Vec<Option<usize>> = match wcs.pixel_shape() {
        Some(shape) => shape.iter().map(|&length| Some(length)).collect(),
        None => vec![None; wcs.pixel_n_dim()],
    };
    let pixels: Vec<Form> = AffineForm::pixels(&lengths).into_iter().map(Form::Affine).collect();
    let mut found = axes::rows(wcs, &wcs.trace(&pixels));
    let (rows, keywords) = written(wcs, &found);
    let differing = verify::differing(wcs, &rows, &keywords);
    if differing.is_empty() {
        return ExportedKeywords { keywords, left_out: found.left_out };
    }
    found.leave_out(wcs, &differing);
    let (_, keywords) = written(wcs, &found);
    ExportedKeywords { keywords, left_out: found.left_out }
}

/// The rows of all FITS axes, and the keywords that say them.
fn written(wcs: &dyn Wcs, found: &axes::Rows) -> (Vec<Row>, Vec<FitsKeyword>) {
    let layout = Layout::new(wcs.pixel_n_dim(), &found.rows);
    let placed = with_pixel_axes(wcs, &found.rows, &layout);
    let mut keywords = vec![FitsKeyword::new("WCSAXES", placed.len() as i64, "number of coordinate axes")];
    keywords.extend(axis_keywords(&placed, &layout));
    keywords.extend(parameters(&placed, found.sky.as_deref()));
    keywords.extend(frame::keywords(wcs, found));
    (placed, keywords)
}

/// The rows in the order of the world axes, those that only count pixels in the places of what was left out.
fn with_pixel_axes(wcs: &dyn Wcs, rows: &[Row], layout: &Layout) -> Vec<Row> {
    let mut counting = layout.free_pixels.iter().map(|&pixel| axes::pixel_row(wcs, pixel));
    let mut placed = Vec::with_capacity(layout.n_axes);
    for world in (0..wcs.world_n_dim()).map(WorldAxis) {
        let here = rows.iter().enumerate().find(|(_, row)| row.world == Some(world));
        let row = here.map(|(n, row)| Row { pseudo: layout.pseudo_of(n), ..row.clone() });
        placed.extend(row.or_else(|| counting.next()));
    }
    placed.extend(counting);
    placed
}

fn axis_keywords(rows: &[Row], layout: &Layout) -> Vec<FitsKeyword> {
    let mut keywords = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let axis = n + 1;
        let reference = layout.reference.get(n).copied().unwrap_or(0.0);
        let value = match row.anchor {
            Anchor::Projected(value) => value,
            Anchor::Linear => {
                let products = row.slopes.iter().zip(&layout.reference).map(|(slope, pixel)| slope * pixel);
                row.offset + products.sum::<f64>()
            }
        };
        let scale = row.scale();
        let unit = format!("[{}] ", row.unit);
        let unit = if row.unit.is_empty() { "" } else { &unit };
        keywords.extend([
            FitsKeyword::new(format!("CTYPE{axis}"), row.ctype.as_str(), row.name.as_str()),
            FitsKeyword::new(format!("CUNIT{axis}"), row.unit.as_str(), ""),
            FitsKeyword::new(format!("CRPIX{axis}"), reference + 1.0, "[pix] reference pixel, from 1"),
            FitsKeyword::new(format!("CRVAL{axis}"), value, format!("{unit}value at the reference pixel")),
            FitsKeyword::new(format!("CDELT{axis}"), scale, format!("{unit}increment")),
        ]);
        if !row.name.is_empty() {
            keywords.push(FitsKeyword::new(format!("CNAME{axis}"), row.name.as_str(), ""));
        }
        for column in 0..layout.n_axes {
            let part = row.cell(column) / scale;
            if part != f64::from(column == n) {
                keywords.push(FitsKeyword::new(format!("PC{axis}_{}", column + 1), part, ""));
            }
        }
    }
    keywords
}

/// `PVi_m` of the projection, on the latitude axis.
fn parameters(rows: &[Row], sky: Option<&SkyForm>) -> Vec<FitsKeyword> {
    let latitude = rows.iter().rposition(|row| row.is_latitude);
    let Some((sky, axis)) = sky.zip(latitude) else { return Vec::new() };
    let parameters = sky.native.projection.fits_parameters().into_iter();
    parameters.map(|(m, value)| FitsKeyword::new(format!("PV{}_{m}", axis + 1), value, "")).collect()
}

#[cfg(test)]
mod tests;
