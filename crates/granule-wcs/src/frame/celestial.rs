//! Celestial reference frames.

use std::fmt;

use crate::Time;

/// What the angles of a position are measured against.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CelestialFrame {
    /// The frame's name in lower case, as astropy and sunpy have it: `helioprojective`, `icrs`.
    pub name: String,
    /// From where it is seen.
    pub observer: Option<Observer>,
    /// When it is seen.
    pub obstime: Option<Time>,
    /// The radius of the Sun assumed, in metres.
    pub rsun_m: Option<f64>,
    /// The equinox its axes refer to; `None` for the usual one of the frame: J2000 of `fk5`, B1950 of `fk4`.
    pub equinox: Option<Time>,
}

/// The frames of sunpy.
const SOLAR: [&str; 12] = [
    "helioprojective",
    "helioprojectiveradial",
    "heliographic_stonyhurst",
    "heliographic_carrington",
    "heliocentric",
    "heliocentricinertial",
    "heliocentricearthecliptic",
    "geocentricsolarecliptic",
    "geocentricearthequatorial",
    "geomagnetic",
    "solarmagnetic",
    "geocentricsolarmagnetospheric",
];

impl CelestialFrame {
    /// A frame without observer or time.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), observer: None, obstime: None, rsun_m: None, equinox: None }
    }

    /// The same frame, seen by an observer.
    #[must_use]
    pub fn with_observer(self, observer: Observer) -> Self {
        Self { observer: Some(observer), ..self }
    }

    /// The same frame, seen at a time.
    #[must_use]
    pub fn with_obstime(self, obstime: Time) -> Self {
        Self { obstime: Some(obstime), ..self }
    }

    /// The same frame, with a radius of the Sun in metres.
    #[must_use]
    pub fn with_solar_radius_m(self, rsun_m: f64) -> Self {
        Self { rsun_m: Some(rsun_m), ..self }
    }

    /// The same frame at another equinox.
    #[must_use]
    pub fn with_equinox(self, equinox: Time) -> Self {
        Self { equinox: Some(equinox), ..self }
    }

    /// Whether this is one of sunpy's frames, which are tied to the Sun, or the Earth as the Sun sees it.
    #[must_use]
    pub fn is_solar(&self) -> bool {
        SOLAR.contains(&self.name.as_str())
    }

    /// Whether both frames have the same origin and axes.
    pub(crate) fn same_axes(&self, other: &Self) -> bool {
        self.name == other.name
            && self.observer == other.observer
            && self.obstime == other.obstime
            && self.equinox == other.equinox
    }

    /// Whether a position in the other frame is one in this: the same frame, or one of its name that leaves observer
    /// and time open.
    #[must_use]
    pub fn accepts(&self, other: &Self) -> bool {
        let open = other.observer.is_none() && other.obstime.is_none();
        self.name == other.name
            && (open || (self.observer == other.observer && self.obstime == other.obstime))
    }

    /// Whether the angles are those from the centre of the solar disk, as an observer sees them.
    #[must_use]
    pub fn is_helioprojective(&self) -> bool {
        self.name == "helioprojective"
    }

    /// Brings a longitude in degrees into the turn the frame uses: within ±180° for helioprojective and Stonyhurst
    /// longitudes, 0° to 360° for all others.
    #[must_use]
    pub fn wrap_longitude(&self, lon_deg: f64) -> f64 {
        let centred = self.is_helioprojective() || self.name == "heliographic_stonyhurst";
        match lon_deg {
            lon if centred && (-180.0..180.0).contains(&lon) => lon,
            lon if centred && (180.0..540.0).contains(&lon) => lon - 360.0,
            lon if centred => (lon + 180.0).rem_euclid(360.0) - 180.0,
            lon if (0.0..360.0).contains(&lon) => lon,
            lon => lon.rem_euclid(360.0),
        }
    }

    /// The name for display: `Helioprojective`, `HeliographicStonyhurst`, `ICRS`.
    #[must_use]
    pub fn title(&self) -> String {
        if self.name.len() <= 4 || self.name.chars().any(|c| c.is_ascii_digit()) {
            return self.name.to_uppercase();
        }
        let words = self.name.split('_').map(|word| {
            let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
            format!("{}{rest}", first.to_uppercase())
        });
        words.collect()
    }
}

/// From where a frame is seen.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Observer {
    /// A body by name: `earth`.
    Named(String),
    /// A point in Stonyhurst heliographic coordinates.
    Stonyhurst {
        /// Longitude from the Sun–Earth line, in degrees.
        lon_deg: f64,
        /// Latitude, in degrees.
        lat_deg: f64,
        /// Distance from the centre of the Sun, in metres.
        radius_m: f64,
    },
}

impl Observer {
    /// A point given in Cartesian Stonyhurst heliographic coordinates, in metres.
    #[must_use]
    pub fn from_cartesian(x: f64, y: f64, z: f64) -> Self {
        let across = x.hypot(y);
        Self::Stonyhurst {
            lon_deg: y.atan2(x).to_degrees(),
            lat_deg: z.atan2(across).to_degrees(),
            radius_m: across.hypot(z),
        }
    }
}

impl fmt::Display for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Stonyhurst { lon_deg, lat_deg, radius_m } => {
                write!(f, "Stonyhurst lon={lon_deg:.6}° lat={lat_deg:.6}° r={:.4} Gm", radius_m / 1e9)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longitudes_wrap_as_the_frame_likes_them() {
        let helioprojective = CelestialFrame::new("helioprojective");
        assert_eq!(helioprojective.wrap_longitude(359.5), -0.5);
        assert_eq!(helioprojective.wrap_longitude(180.0), -180.0);
        assert_eq!(helioprojective.wrap_longitude(360.0), 0.0);
        assert_eq!(helioprojective.wrap_longitude(-900.0), -180.0);
        assert!(helioprojective.wrap_longitude(f64::NAN).is_nan());
        assert_eq!(CelestialFrame::new("icrs").wrap_longitude(-0.5), 359.5);
    }

    #[test]
    fn titles_are_readable() {
        assert_eq!(CelestialFrame::new("heliographic_stonyhurst").title(), "HeliographicStonyhurst");
        assert_eq!(CelestialFrame::new("icrs").title(), "ICRS");
        assert_eq!(CelestialFrame::new("fk5").title(), "FK5");
    }

    #[test]
    fn an_observer_in_metres_has_angles_and_a_distance() {
        let observer = Observer::from_cartesian(0.0, 2.0, 2.0);
        let Observer::Stonyhurst { lon_deg, lat_deg, radius_m } = observer else { panic!("a point") };
        assert!((lon_deg - 90.0).abs() < 1e-12 && (lat_deg - 45.0).abs() < 1e-12);
        assert!((radius_m - 8.0_f64.sqrt()).abs() < 1e-12);
    }
}
