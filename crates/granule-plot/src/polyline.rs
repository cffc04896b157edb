//! Lines through points: broken at gaps, thinned to the page, clipped to the frame, cut into dashes.

use crate::scene::{Point, Rect};

/// Cuts a line at every point that is not a number.
pub(crate) fn split_at_gaps(points: impl IntoIterator<Item = Point>) -> Vec<Vec<Point>> {
    let mut runs = vec![Vec::new()];
    for p in points {
        if p.x.is_nan() || p.y.is_nan() {
            runs.push(Vec::new());
        } else if let Some(run) = runs.last_mut() {
            run.push(p);
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// Drops points that cannot be seen: of those that fall one after another into the same half pixel
/// column, the first, the last, the highest and the lowest stay.
pub(crate) fn thin(points: &[Point]) -> Vec<Point> {
    let column = |p: &Point| (p.x * 2.0).floor();
    let mut kept = Vec::new();
    for group in points.chunk_by(|a, b| column(a) == column(b)) {
        if group.len() <= 4 {
            kept.extend_from_slice(group);
            continue;
        }
        let by_height = |a: &usize, b: &usize| group[*a].y.total_cmp(&group[*b].y);
        let lowest = (0..group.len()).max_by(by_height).unwrap_or(0);
        let highest = (0..group.len()).min_by(by_height).unwrap_or(0);
        let mut stay = [0, lowest, highest, group.len() - 1];
        stay.sort_unstable();
        kept.extend(stay.map(|k| group[k]));
    }
    kept
}

/// The parts of a line that lie inside a box.
pub(crate) fn clip(points: &[Point], area: Rect) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = Vec::new();
    let mut joined = false;
    for pair in points.windows(2) {
        let Some((from, to)) = clip_segment(pair[0], pair[1], area) else {
            joined = false;
            continue;
        };
        match runs.last_mut() {
            Some(run) if joined && run.last() == Some(&from) => run.push(to),
            _ => runs.push(vec![from, to]),
        }
        joined = to == pair[1];
    }
    runs
}

/// The part of a segment inside a box (Liang and Barsky's method).
fn clip_segment(a: Point, b: Point, area: Rect) -> Option<(Point, Point)> {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    let borders =
        [(-dx, a.x - area.left), (dx, area.right - a.x), (-dy, a.y - area.top), (dy, area.bottom - a.y)];
    for (direction, room) in borders {
        if direction == 0.0 && room < 0.0 {
            return None;
        }
        if direction < 0.0 {
            enter = enter.max(room / direction);
        } else if direction > 0.0 {
            leave = leave.min(room / direction);
        }
    }
    let at = |t: f64| Point { x: a.x + t * dx, y: a.y + t * dy };
    // The ends themselves are kept to the bit, so that one segment can be joined to the next.
    let from = if enter > 0.0 { at(enter) } else { a };
    let to = if leave < 1.0 { at(leave) } else { b };
    (enter <= leave).then_some((from, to))
}

/// With more dashes than this a line fills its surroundings, and the dashes only fill the file.
const MOST_DASHES: f64 = 10_000.0;

/// Cuts a line into dashes: `pattern` gives the lengths drawn and left out, in turn.
pub(crate) fn dash(points: &[Point], pattern: &[f64]) -> Vec<Vec<Point>> {
    let length: f64 = points.windows(2).map(|w| (w[1].x - w[0].x).hypot(w[1].y - w[0].y)).sum();
    let drawn_apart = pattern.iter().all(|&part| part > 0.0) && !pattern.is_empty();
    if !drawn_apart || length > MOST_DASHES * pattern.iter().sum::<f64>() {
        return vec![points.to_vec()];
    }
    let mut dashes: Vec<Vec<Point>> = Vec::new();
    let (mut k, mut left) = (0, pattern[0]);
    let mut current: Vec<Point> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let (mut at, end) = (pair[0], pair[1]);
        let mut rest = (end.x - at.x).hypot(end.y - at.y);
        while rest > left {
            let t = left / rest;
            at = Point { x: at.x + t * (end.x - at.x), y: at.y + t * (end.y - at.y) };
            rest -= left;
            current.push(at);
            if k % 2 == 0 {
                dashes.push(std::mem::take(&mut current));
            }
            k = (k + 1) % pattern.len();
            left = pattern[k];
            current = vec![at];
        }
        left -= rest;
        current.push(end);
    }
    if k % 2 == 0 && current.len() > 1 {
        dashes.push(current);
    }
    dashes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn points(xy: &[(f64, f64)]) -> Vec<Point> {
        xy.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    const AREA: Rect = Rect { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };

    #[test]
    fn nan_breaks_a_line_in_two() {
        let runs = split_at_gaps(points(&[(0.0, 0.0), (1.0, f64::NAN), (2.0, 0.0), (3.0, 1.0)]));
        assert_eq!(runs, [points(&[(0.0, 0.0)]), points(&[(2.0, 0.0), (3.0, 1.0)])]);
    }

    #[test]
    fn thinning_keeps_the_spikes() {
        let mut dense: Vec<Point> =
            (0..1000).map(|k| Point { x: 5.0 + f64::from(k) * 1e-4, y: 3.0 }).collect();
        dense[400].y = -7.0;
        dense[700].y = 9.0;
        let thinned = thin(&dense);
        assert_eq!(thinned.iter().map(|p| p.y).collect::<Vec<_>>(), [3.0, -7.0, 9.0, 3.0]);
    }

    #[test]
    fn a_line_that_leaves_and_returns_is_two_lines() {
        let runs = clip(&points(&[(2.0, 5.0), (2.0, 15.0), (8.0, 15.0), (8.0, 5.0)]), AREA);
        assert_eq!(runs, [points(&[(2.0, 5.0), (2.0, 10.0)]), points(&[(8.0, 10.0), (8.0, 5.0)])]);
    }

    #[test]
    fn dashes_cover_their_share_of_the_length() {
        let dashes = dash(&points(&[(0.0, 0.0), (7.0, 0.0), (7.0, 5.0)]), &[2.0, 1.0]);
        assert_eq!(dashes.len(), 4);
        assert_eq!(dashes[2], points(&[(6.0, 0.0), (7.0, 0.0), (7.0, 1.0)]));
    }

    proptest! {
        #[test]
        fn what_is_clipped_lies_inside(
            xy in prop::collection::vec((-30.0..30.0f64, -30.0..30.0f64), 2..30),
        ) {
            let slack = Rect { left: -1e-9, top: -1e-9, right: 10.0 + 1e-9, bottom: 10.0 + 1e-9 };
            let line = points(&xy);
            let runs = clip(&line, AREA);
            prop_assert!(runs.iter().flatten().all(|&p| slack.contains(p)));
            let inside = line.iter().filter(|&&p| AREA.contains(p)).count();
            let kept = runs.iter().flatten().filter(|p| line.contains(p)).count();
            prop_assert!(kept >= inside, "{kept} of {inside} points inside are kept");
        }

        #[test]
        fn thinning_never_adds_points(
            xy in prop::collection::vec((0.0..5.0f64, -9.0..9.0f64), 0..200),
        ) {
            let line = points(&xy);
            let thinned = thin(&line);
            prop_assert!(thinned.len() <= line.len());
            prop_assert_eq!(thinned.first(), line.first());
            prop_assert_eq!(thinned.last(), line.last());
        }
    }
}
