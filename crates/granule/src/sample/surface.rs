//! The Sun's surface: granules, network and a pore, as functions of the position on it.

use super::random::{hash, unit};

/// Typical distance of granules, arcsec.
const GRANULE: f64 = 1.5;
/// Radius of the pore, arcsec, and its field in gauss.
const PORE_RADIUS: f64 = 1.9;
const PORE_FIELD: f64 = 2_200.0;
/// Scale and greatest field of the network: arcsec, gauss.
const NETWORK: f64 = 5.0;
const NETWORK_FIELD: f64 = 1_300.0;
/// Velocities in km/s, away from us: of the middle of granules, of lanes, of the five-minute oscillation.
const GRANULE_VELOCITY: f64 = -0.9;
const LANE_VELOCITY: f64 = 1.3;
const OSCILLATION_VELOCITY: f64 = 0.35;
/// Period of the oscillation, seconds.
const OSCILLATION: f64 = 302.0;

/// What the light of one point of the surface is made by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    /// Brightness of the continuum; 1 on average.
    pub(super) brightness: f64,
    /// Velocity away from us, km/s.
    pub(super) velocity: f64,
    /// Magnetic field: gauss towards the west, the north, and us.
    pub(super) field: [f64; 3],
}

/// A surface, which depends on nothing but its seed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surface {
    seed: u64,
    /// Centre of the pore, arcsec.
    pore: [f64; 2],
}

/// What a number of the lattice is for: each purpose has numbers of its own.
#[derive(Clone, Copy)]
enum Purpose {
    CellX,
    CellY,
    CellBrightness,
    BendX,
    BendY,
    Network,
    Polarity,
    Phase,
}

impl Surface {
    pub(super) fn new(seed: u64, pore: [f64; 2]) -> Self {
        Self { seed, pore }
    }

    /// The surface at a position in arcsec, at a time in seconds.
    pub(super) fn point(&self, position: [f64; 2], time: f64) -> Point {
        let [x, y] = position;
        let (rise, granule) = self.granule(x, y);
        let [dx, dy] = [x - self.pore[0], y - self.pore[1]];
        let pore = (-(dx * dx + dy * dy) / (PORE_RADIUS * PORE_RADIUS)).exp();
        // The field inhibits convection: the pore is dark and still.
        let quiet = 1.0 - pore;
        let pattern = 0.23 * (rise - 0.62) + 0.08 * (granule - 0.5);
        let brightness = (1.0 + quiet * pattern) * (1.0 - 0.6 * pore);
        let phase = self.noise(Purpose::Phase, x / 8.0, y / 8.0) + time / OSCILLATION;
        let convection = LANE_VELOCITY + (GRANULE_VELOCITY - LANE_VELOCITY) * rise;
        let oscillation = OSCILLATION_VELOCITY * (std::f64::consts::TAU * phase).sin();
        let [fan_x, fan_y, vertical] = fan(dx, dy);
        let network = self.network(x, y) * (1.0 - 0.7 * rise) * quiet;
        let strength = PORE_FIELD * pore.sqrt();
        Point {
            brightness,
            velocity: convection * quiet + oscillation,
            field: [strength * fan_x, strength * fan_y, strength * vertical + network],
        }
    }

    /// How far inside a granule a point is: 0 in a lane, 1 in the middle; and a number of that granule.
    fn granule(&self, x: f64, y: f64) -> (f64, f64) {
        let (x, y) = (x / GRANULE, y / GRANULE);
        // Granules are no polygons: their edges are bent.
        let bent = |purpose| 0.4 * (self.noise(purpose, 2.0 * x, 2.0 * y) - 0.5);
        let (x, y) = (x + bent(Purpose::BendX), y + bent(Purpose::BendY));
        let (column, row) = (x.floor(), y.floor());
        let mut nearest = (f64::INFINITY, 0.0);
        let mut second = f64::INFINITY;
        for (j, i) in (-2..=2).flat_map(|j| (-2..=2).map(move |i| (j, i))) {
            let (cx, cy) = (column + f64::from(i), row + f64::from(j));
            let offset = |purpose| 0.1 + 0.8 * self.lattice(purpose, cx, cy);
            let distance = (cx + offset(Purpose::CellX) - x).hypot(cy + offset(Purpose::CellY) - y);
            if distance < nearest.0 {
                second = nearest.0;
                nearest = (distance, self.lattice(Purpose::CellBrightness, cx, cy));
            } else {
                second = second.min(distance);
            }
        }
        // Where the two nearest centres are equally far, there is a lane.
        (smooth_step((second - nearest.0 + 0.06) / 0.5), nearest.1)
    }

    /// The field of the network towards us, gauss.
    fn network(&self, x: f64, y: f64) -> f64 {
        let strength = smooth_step((self.noise(Purpose::Network, x / NETWORK, y / NETWORK) - 0.5) / 0.4);
        let polarity = (8.0 * (self.noise(Purpose::Polarity, x / 11.0, y / 11.0) - 0.5)).tanh();
        NETWORK_FIELD * strength * polarity
    }

    /// Smooth noise in [0, 1] with a scale of 1: numbers of a lattice, with smooth steps between them.
    fn noise(&self, purpose: Purpose, x: f64, y: f64) -> f64 {
        let (column, row) = (x.floor(), y.floor());
        let (u, v) = (smooth_step(x - column), smooth_step(y - row));
        let along = |row| {
            let [left, right] = [column, column + 1.0].map(|column| self.lattice(purpose, column, row));
            left + (right - left) * u
        };
        let (lower, upper) = (along(row), along(row + 1.0));
        lower + (upper - lower) * v
    }

    /// The number in [0, 1) of a lattice point.
    fn lattice(&self, purpose: Purpose, column: f64, row: f64) -> f64 {
        unit(hash([self.seed, purpose as u64, (column as i64) as u64, (row as i64) as u64]))
    }
}

/// The direction of the field at a distance from the pore's centre: upright in the middle, leaning outwards.
fn fan(dx: f64, dy: f64) -> [f64; 3] {
    let (x, y) = (dx / (1.3 * PORE_RADIUS), dy / (1.3 * PORE_RADIUS));
    let norm = (1.0 + x * x + y * y).sqrt();
    [x / norm, y / norm, 1.0 / norm]
}

/// From 0 at 0 to 1 at 1, flat at both ends and beyond.
fn smooth_step(x: f64) -> f64 {
    let x = x.clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAR: [f64; 2] = [1e4, 1e4];

    fn points(surface: Surface) -> Vec<Point> {
        (0..120)
            .flat_map(|j| (0..120).map(move |i| [0.25 * f64::from(i), 0.25 * f64::from(j)]))
            .map(|position| surface.point(position, 0.0))
            .collect()
    }

    #[test]
    fn granulation_has_the_contrast_and_the_flows_of_the_sun() {
        let points = points(Surface::new(1, FAR));
        let n = points.len() as f64;
        let mean = points.iter().map(|p| p.brightness).sum::<f64>() / n;
        let contrast = (points.iter().map(|p| (p.brightness / mean - 1.0).powi(2)).sum::<f64>() / n).sqrt();
        assert!((mean - 1.0).abs() < 0.05, "mean {mean}");
        assert!((0.05..0.11).contains(&contrast), "contrast {contrast}");
        // What is bright rises.
        let flow = points.iter().map(|p| (p.brightness - mean) * p.velocity).sum::<f64>();
        assert!(flow < 0.0);
        assert!(points.iter().all(|p| p.velocity.abs() < 3.0));
    }

    #[test]
    fn the_pore_is_dark_and_its_field_fans_out() {
        let surface = Surface::new(1, [15.0, 15.0]);
        let centre = surface.point([15.0, 15.0], 0.0);
        assert!(centre.brightness < 0.6 && centre.field[2] > 2000.0, "{centre:?}");
        let [west, east] = [17.0, 13.0].map(|x| surface.point([x, 15.0], 0.0));
        assert!(west.field[0] > 100.0 && east.field[0] < -100.0);
    }

    #[test]
    fn another_seed_is_another_sun() {
        let position = [3.3, 4.4];
        let of = |seed| Surface::new(seed, FAR).point(position, 0.0);
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }
}
