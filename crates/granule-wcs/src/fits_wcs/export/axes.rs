//! World axes as rows of the matrix.

use std::sync::Arc;

use granule_core::{PixelAxis, WorldAxis};

use super::frame::{celestial_ctypes, linear_ctype};
use super::linear::sampled;
use super::{LeftOut, NotInFits};
use crate::transform::{Form, SkyAxis, SkyForm, SkyRotation, evaluate};
use crate::{Frame, FrameAxis, FrameKind, Unit, Wcs};

/// A world axis: a linear function of the pixels, and what is done with it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The world axis; `None` for one that only counts pixels.
    pub(super) world: Option<WorldAxis>,
    /// In the unit of the axis, a slope for each pixel axis.
    pub(super) slopes: Vec<f64>,
    /// The value at pixel 0.
    pub(super) offset: f64,
    pub(super) anchor: Anchor,
    pub(super) ctype: String,
    pub(super) unit: String,
    pub(super) name: String,
    /// Whether it is the latitude of a projection, which has its parameters.
    pub(super) is_latitude: bool,
    /// A pixel axis that the array lacks, and the slope along it.
    pub(super) pseudo: Option<(usize, f64)>,
}

/// What becomes of the linear function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Anchor {
    /// It is the world value.
    Linear,
    /// It is projected: it vanishes at the reference pixel, where the world value is this.
    Projected(f64),
}

pub(super) struct Rows {
    /// In the order of the world axes.
    pub(super) rows: Vec<Row>,
    pub(super) left_out: Vec<LeftOut>,
    /// The position that the celestial rows give.
    pub(super) sky: Option<Arc<SkyForm>>,
}

impl Row {
    /// The slope along an axis, of the array or not.
    pub(super) fn cell(&self, column: usize) -> f64 {
        match self.pseudo {
            Some((place, slope)) if place == column => slope,
            _ => self.slopes.get(column).copied().unwrap_or(0.0),
        }
    }

    /// What to divide the row by: the one slope there is, or the length of the row. A pixel axis that the array lacks
    /// counts where there is no other.
    pub(super) fn scale(&self) -> f64 {
        let slopes: Vec<f64> = self.slopes.iter().copied().filter(|&slope| slope != 0.0).collect();
        match slopes.as_slice() {
            [] => self.pseudo.map_or(1.0, |(_, slope)| slope),
            [one] => *one,
            many => many.iter().map(|slope| slope * slope).sum::<f64>().sqrt(),
        }
    }
}

/// The rows of all axes that FITS can hold.
pub(super) fn rows(wcs: &dyn Wcs, forms: &[Form]) -> Rows {
    let mut found = Rows { rows: Vec::new(), left_out: Vec::new(), sky: None };
    for frame in wcs.frames() {
        let placed: Vec<(WorldAxis, &FrameAxis)> = frame.placed_axes().collect();
        let is_linear = placed.iter().all(|(world, _)| matches!(forms.get(world.0), Some(Form::Affine(_))));
        if let FrameKind::Celestial(sky) = &frame.kind
            && !is_linear
        {
            let ctypes =
                celestial_ctypes(&sky.name).ok_or_else(|| NotInFits::Frame { name: sky.name.clone() });
            let pair = match (&found.sky, ctypes) {
                (Some(_), _) => Err(NotInFits::SecondPair),
                (None, Err(why)) => Err(why),
                (None, Ok(ctypes)) => celestial(wcs, forms, &placed, ctypes),
            };
            let sky = pair.as_ref().ok().map(|(sky, _)| sky.clone());
            found.add(&placed, pair.map(|(_, rows)| rows));
            found.sky = found.sky.or(sky);
        } else {
            for &(world, axis) in &placed {
                let row = linear(wcs, forms, frame, (world, axis));
                found.add(&[(world, axis)], row.map(|row| vec![row]));
            }
        }
    }
    found.rows.sort_by_key(|row| row.world);
    found
}

impl Rows {
    /// Takes away rows whose keywords turned out to say something else; of a celestial pair both.
    pub(super) fn leave_out(&mut self, wcs: &dyn Wcs, differing: &[WorldAxis]) {
        let is_projected = |row: &Row| row.anchor != Anchor::Linear;
        let differs = |row: &Row| row.world.is_some_and(|world| differing.contains(&world));
        let pair = self.rows.iter().any(|row| is_projected(row) && differs(row));
        let goes = |row: &Row| differs(row) || (pair && is_projected(row));
        let world: Vec<WorldAxis> =
            self.rows.iter().filter(|row| goes(row)).filter_map(|row| row.world).collect();
        let name = |world: &WorldAxis| wcs.world_axis_names().get(world.0).cloned().unwrap_or_default();
        self.rows.retain(|row| !goes(row));
        self.sky = self.sky.take().filter(|_| !pair);
        self.left_out.push(LeftOut {
            names: world.iter().map(name).collect(),
            world,
            why: NotInFits::Differs,
        });
    }

    fn add(&mut self, axes: &[(WorldAxis, &FrameAxis)], rows: Result<Vec<Row>, NotInFits>) {
        let rows =
            rows.and_then(
                |rows| if rows.iter().all(Row::is_finite) { Ok(rows) } else { Err(NotInFits::Undefined) },
            );
        match rows {
            Ok(rows) => self.rows.extend(rows),
            Err(why) => self.left_out.push(LeftOut {
                world: axes.iter().map(|(world, _)| *world).collect(),
                names: axes.iter().map(|(world, axis)| display_name(*world, axis)).collect(),
                why,
            }),
        }
    }
}

fn display_name(world: WorldAxis, axis: &FrameAxis) -> String {
    if axis.name.is_empty() { format!("world axis {}", world.0) } else { axis.name.clone() }
}

impl Row {
    fn is_finite(&self) -> bool {
        let value = if let Anchor::Projected(value) = self.anchor { value } else { 0.0 };
        self.slopes.iter().chain([&self.offset, &value]).all(|number| number.is_finite())
    }
}

/// The row that counts the pixels of an axis.
pub(super) fn pixel_row(wcs: &dyn Wcs, pixel: usize) -> Row {
    Row {
        world: None,
        slopes: (0..wcs.pixel_n_dim()).map(|n| f64::from(n == pixel)).collect(),
        offset: 0.0,
        anchor: Anchor::Linear,
        ctype: String::new(),
        unit: "pixel".to_owned(),
        name: wcs.pixel_axis_names().get(pixel).cloned().unwrap_or_default(),
        is_latitude: false,
        pseudo: None,
    }
}

fn celestial(
    wcs: &dyn Wcs,
    forms: &[Form],
    placed: &[(WorldAxis, &FrameAxis)],
    ctypes: [&str; 2],
) -> Result<(Arc<SkyForm>, Vec<Row>), NotInFits> {
    let [(lon_world, lon), (lat_world, lat)] = placed else { return Err(NotInFits::NotAPair) };
    let pair = (forms.get(lon_world.0), forms.get(lat_world.0));
    let (sky, scales) = match pair {
        (Some(Form::Sky(sky, SkyAxis::Longitude, lon)), Some(Form::Sky(other, SkyAxis::Latitude, lat)))
            if sky == other =>
        {
            (sky, [*lon, *lat])
        }
        (Some(Form::Unknown { made_by }), _) | (_, Some(Form::Unknown { made_by })) => {
            let pixel: Vec<PixelAxis> = wcs.correlation().pixel_axes_of(*lon_world).collect();
            return Err(if made_by == "VaryingCelestial" {
                NotInFits::PointingVaries { pixel }
            } else {
                NotInFits::Transform { made_by: made_by.clone() }
            });
        }
        _ => return Err(NotInFits::NotAPair),
    };
    let reference = reference_position(sky);
    let parts = [(lon_world, lon), (lat_world, lat)].into_iter().zip(&sky.native.plane).zip(scales);
    let rows = parts.zip(reference).zip(ctypes).map(|((((axis, plane), scale), value), ctype)| {
        let (world, axis) = axis;
        // The angles of the frame must be those of the transform: what FITS projects is in degrees.
        let expected = Unit::degree().factor_to(&axis.unit).map_err(|_| NotInFits::NotAPair)?;
        if ((scale - expected) / expected).abs() > 1e-12 {
            return Err(NotInFits::NotAPair);
        }
        Ok(Row {
            world: Some(*world),
            slopes: plane.slopes.iter().map(|slope| slope * scale).collect(),
            offset: plane.offset * scale,
            anchor: Anchor::Projected(value * scale),
            ctype: format!("{ctype}-{}", sky.native.projection.fits_code()),
            unit: axis.unit.to_fits(),
            name: axis.name.clone(),
            is_latitude: world == lat_world,
            pseudo: None,
        })
    });
    Ok((sky.clone(), rows.collect::<Result<_, _>>()?))
}

/// The celestial position at the origin of the plane, which is the reference point of the projection.
fn reference_position(sky: &SkyForm) -> [f64; 2] {
    let [lon, lat, lon_pole] = sky.pole;
    let (phi, theta) = sky.native.projection.native_reference();
    if theta == 90.0 {
        return [lon, lat];
    }
    let rotation = SkyRotation::native_to_celestial(lon, lat, lon_pole);
    let found = evaluate(&rotation, &[&[phi], &[theta]]).unwrap_or_default();
    let coordinate = |axis: usize| found.get(axis).and_then(|values| values.first()).copied();
    let [found_lon, found_lat] = [coordinate(0), coordinate(1)].map(|value| value.unwrap_or(f64::NAN));
    // A reference point at a celestial pole has any longitude; readers take it for that of the native pole.
    let at_pole = found_lat.to_radians().cos().abs() < 1e-10;
    [if at_pole { lon } else { found_lon }, found_lat]
}

fn linear(
    wcs: &dyn Wcs,
    forms: &[Form],
    frame: &Frame,
    (world, axis): (WorldAxis, &FrameAxis),
) -> Result<Row, NotInFits> {
    let (slopes, offset) = match forms.get(world.0) {
        Some(Form::Affine(form)) => (form.slopes.clone(), form.offset),
        _ => sampled(wcs, world)?,
    };
    Ok(Row {
        world: Some(world),
        slopes,
        offset,
        anchor: Anchor::Linear,
        ctype: linear_ctype(frame, axis).to_owned(),
        unit: axis.unit.to_fits(),
        name: axis.name.clone(),
        is_latitude: false,
        pseudo: None,
    })
}
