//! Between the numbers of the world axes and coordinates with meaning.

use granule_core::WorldAxis;

use super::{Frame, FrameAxis, FrameKind, Slot};
use crate::{Quantity, Result, SkyCoord, Stokes, Unit, WorldCoordinate};

impl Frame {
    /// The coordinates at these world values, each with the first world axis it uses.
    ///
    /// One coordinate for every frame but a generic one, which gives one for each axis. `world` holds one value for
    /// each world axis; what it lacks is NaN.
    #[must_use]
    pub fn coordinates(&self, world: &[f64]) -> Vec<(Option<WorldAxis>, WorldCoordinate)> {
        let axis_coordinate = |axis: &FrameAxis| {
            let quantity = axis.quantity(world);
            (axis.world(), WorldCoordinate::Quantity { name: axis.name.clone(), quantity })
        };
        match (self.whole_coordinate(world), &self.kind) {
            (Some(coordinate), _) => vec![(self.first_world_axis(), coordinate)],
            (None, _) => self.axes.iter().map(axis_coordinate).collect(),
        }
    }

    fn whole_coordinate(&self, world: &[f64]) -> Option<WorldCoordinate> {
        let first = self.axes.first()?;
        let value = first.value(world);
        match &self.kind {
            FrameKind::Celestial(frame) => {
                let lat = self.axes.get(1)?;
                let degrees =
                    |axis: &FrameAxis| axis.unit.factor_to(&Unit::degree()).map(|f| axis.value(world) * f);
                let (lon, lat) = (degrees(first).ok()?, degrees(lat).ok()?);
                let coord = SkyCoord::new(lon, lat, frame.clone());
                let distance =
                    self.axes.get(2).and_then(|axis| axis.quantity(world).value_in(&Unit::metre()).ok());
                Some(WorldCoordinate::Sky(match distance {
                    Some(distance) => coord.with_distance_m(distance),
                    None => coord,
                }))
            }
            FrameKind::Spectral => {
                Some(WorldCoordinate::Spectral(Quantity { value, unit: first.unit.clone() }))
            }
            FrameKind::Temporal { reference } => {
                let seconds = value * first.unit.factor_to(&Unit::second()).ok()?;
                Some(WorldCoordinate::Time(reference.plus_seconds(seconds)))
            }
            FrameKind::Stokes => Some(WorldCoordinate::Stokes(Stokes::from_value(value))),
            FrameKind::Generic => None,
        }
    }

    /// The values of the frame's axes at a coordinate, or `None` if the coordinate is of another kind.
    ///
    /// Sky positions of another frame are converted to this one, and light is to the unit of the axis.
    ///
    /// # Errors
    /// [`WcsError::IncompatibleUnits`](crate::WcsError::IncompatibleUnits) and
    /// [`WcsError::CannotConvertFrame`](crate::WcsError::CannotConvertFrame).
    pub(crate) fn values_of(&self, coordinate: &WorldCoordinate) -> Option<Result<Vec<(WorldAxis, f64)>>> {
        let first = self.axes.first()?;
        let one =
            |value: Result<f64>| Some(value.map(|v| first.world().map(|w| (w, v)).into_iter().collect()));
        match (&self.kind, coordinate) {
            (FrameKind::Celestial(frame), WorldCoordinate::Sky(sky)) if frame.accepts(&sky.frame) => {
                Some(self.sky_values(sky))
            }
            (FrameKind::Celestial(frame), WorldCoordinate::Sky(sky)) => {
                Some(sky.to_frame(frame).and_then(|sky| self.sky_values(&sky)))
            }
            (FrameKind::Spectral, WorldCoordinate::Spectral(quantity)) => {
                one(quantity.to_spectral(&first.unit).map(|quantity| quantity.value))
            }
            (FrameKind::Temporal { reference }, WorldCoordinate::Time(time)) => {
                let seconds = Quantity { value: time.seconds_since(reference), unit: Unit::second() };
                one(seconds.value_in(&first.unit))
            }
            (FrameKind::Stokes, WorldCoordinate::Stokes(stokes)) => one(Ok(stokes.value())),
            (_, WorldCoordinate::Quantity { name, quantity }) => {
                let axis = self.axes.iter().find(|axis| axis.name == *name)?;
                let world = axis.world()?;
                Some(quantity.value_in(&axis.unit).map(|value| vec![(world, value)]))
            }
            _ => None,
        }
    }

    fn sky_values(&self, sky: &SkyCoord) -> Result<Vec<(WorldAxis, f64)>> {
        let parts = [
            Quantity::new(sky.lon_deg, Unit::degree()),
            Quantity::new(sky.lat_deg, Unit::degree()),
            Quantity::new(sky.distance_m.unwrap_or(f64::NAN), Unit::metre()),
        ];
        let mut values = Vec::with_capacity(3);
        for (axis, part) in self.axes.iter().zip(parts) {
            let value = part.value_in(&axis.unit)?;
            values.extend(axis.world().map(|world| (world, value)));
        }
        Ok(values)
    }
}

impl FrameAxis {
    fn quantity(&self, world: &[f64]) -> Quantity {
        Quantity { value: self.value(world), unit: self.unit.clone() }
    }

    fn value(&self, world: &[f64]) -> f64 {
        match self.slot {
            Slot::World(axis) => world.get(axis.0).copied().unwrap_or(f64::NAN),
            Slot::Fixed(value) => value,
        }
    }
}
