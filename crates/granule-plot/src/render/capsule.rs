//! The shape of a thick line with round ends, as spans of pixels.
//!
//! plotters draws thick lines as polygons with whole-numbered corners: thin strokes come out uneven and
//! sharp turns grow spikes. Each stretch of a line is drawn as a capsule instead, and capsules that share
//! an end make a round joint.

use crate::scene::Point;

/// All points within `radius` of the stretch from `from` to `to`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Capsule {
    pub(crate) from: Point,
    pub(crate) to: Point,
    pub(crate) radius: f64,
}

impl Capsule {
    /// The rows (whole numbers) whose centres the capsule can touch, cut to a page of `height` rows.
    pub(crate) fn rows(&self, height: u32) -> std::ops::Range<i32> {
        let top = self.from.y.min(self.to.y) - self.radius;
        let bottom = self.from.y.max(self.to.y) + self.radius;
        let cut = |y: f64| y.clamp(0.0, f64::from(height)) as i32;
        cut(top.floor())..cut(bottom.ceil())
    }

    /// The columns whose centres lie in the capsule, in one row: a half-open span.
    pub(crate) fn span(&self, row: i32) -> Option<(f64, f64)> {
        let y = f64::from(row) + 0.5;
        // The capsule is convex: in a row it is one span, from the leftmost to the rightmost of its parts.
        let parts = [self.disc(self.from, y), self.disc(self.to, y), self.slab(y)];
        let (left, right) = parts
            .into_iter()
            .flatten()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, r), (a, b)| (l.min(a), r.max(b)));
        let (first, end) = ((left - 0.5).ceil(), (right - 0.5).floor() + 1.0);
        (first < end).then_some((first, end))
    }

    fn disc(&self, center: Point, y: f64) -> Option<(f64, f64)> {
        let off = y - center.y;
        let half = (self.radius * self.radius - off * off).sqrt();
        (half >= 0.0).then_some((center.x - half, center.x + half))
    }

    /// The straight part: a rectangle along the line, where it meets a row.
    fn slab(&self, y: f64) -> Option<(f64, f64)> {
        let (dx, dy) = (self.to.x - self.from.x, self.to.y - self.from.y);
        let length = dx.hypot(dy);
        if length == 0.0 {
            return None;
        }
        let (nx, ny) = (-dy / length * self.radius, dx / length * self.radius);
        let corners = [
            (self.from.x + nx, self.from.y + ny),
            (self.to.x + nx, self.to.y + ny),
            (self.to.x - nx, self.to.y - ny),
            (self.from.x - nx, self.from.y - ny),
        ];
        let edges = (0..4).map(|k| (corners[k], corners[(k + 1) % 4]));
        let crossings = edges.filter_map(|((ax, ay), (bx, by))| {
            let t = (y - ay) / (by - ay);
            (0.0..=1.0).contains(&t).then_some(ax + t * (bx - ax))
        });
        crossings.fold(None, |span: Option<(f64, f64)>, x| {
            Some(span.map_or((x, x), |(left, right)| (left.min(x), right.max(x))))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_spans_hold_the_pixels_near_the_line_and_no_others(
            ax in 5.0..35.0f64, ay in 5.0..35.0f64, bx in 5.0..35.0f64, by in 5.0..35.0f64,
            radius in 0.6..4.0f64,
        ) {
            let capsule = Capsule { from: Point { x: ax, y: ay }, to: Point { x: bx, y: by }, radius };
            for row in 0..40 {
                let span = capsule.rows(40).contains(&row).then(|| capsule.span(row)).flatten();
                for column in 0..40 {
                    let (x, y) = (f64::from(column) + 0.5, f64::from(row) + 0.5);
                    let along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay))
                        / ((bx - ax).powi(2) + (by - ay).powi(2)).max(1e-12);
                    let t = along.clamp(0.0, 1.0);
                    let away = (x - ax - t * (bx - ax)).hypot(y - ay - t * (by - ay));
                    let drawn = span.is_some_and(|(l, r)| l <= f64::from(column) && f64::from(column) < r);
                    prop_assume!((away - radius).abs() > 1e-6);
                    prop_assert_eq!(drawn, away < radius, "pixel {} {}", column, row);
                }
            }
        }
    }
}
