//! The legend of a line plot: in the corner of the frame where it hides least.

use crate::color::Color;
use crate::font::{self, CAP_HEIGHT};
use crate::frame::{Frame, Sizes};
use crate::polyline;
use crate::scene::{Anchor, Mark, Point, Rect, Scene, Text};
use crate::series::LineStyle;

/// One line of the legend.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) label: String,
    pub(crate) style: LineStyle,
    pub(crate) color: Color,
}

/// Draws the legend over lines whose points are given.
pub(crate) fn draw(scene: &mut Scene, frame: &Frame, entries: &[Entry], lines: &[Vec<Point>], width: f64) {
    if entries.is_empty() {
        return;
    }
    let form = Form::of(frame, entries);
    let place = form.place(frame.area, lines);
    scene.marks.push(Mark::Fill { area: place, color: Color::WHITE, opacity: 0.85 });
    scene.line(place.outline(), frame.sizes.rule * 0.75, Color::GRID);
    let sizes = frame.sizes;
    let left = place.left + sizes.gap * 1.4;
    for (row, entry) in entries.iter().take(form.shown).enumerate() {
        let y = place.top + sizes.gap * 0.8 + form.row * (row as f64 + 0.5);
        let sample = [left, left + form.sample].map(|x| Point { x, y });
        let pattern: Vec<f64> = entry.style.pattern().iter().map(|l| l * width).collect();
        for dash in polyline::dash(&sample, &pattern) {
            scene.line(dash, width, entry.color);
        }
        write(scene, &entry.label, &form, Point { x: left, y }, sizes);
    }
    if let Some(remark) = &form.remark {
        let y = place.top + sizes.gap * 0.8 + form.row * (form.shown as f64 + 0.5);
        write(scene, remark, &form, Point { x: left, y }, sizes);
    }
}

fn write(scene: &mut Scene, label: &str, form: &Form, at: Point, sizes: Sizes) {
    let size = sizes.tick_label;
    let text = font::shortened(label, size, form.text);
    let at = (at.x + form.sample + sizes.gap * 1.4, at.y + size * CAP_HEIGHT / 2.0);
    scene.text(Text::across(text, at, size, Anchor::Start));
}

/// The sizes of the legend.
struct Form {
    /// How many entries are shown.
    shown: usize,
    /// What is said of those that are not.
    remark: Option<String>,
    row: f64,
    sample: f64,
    text: f64,
    width: f64,
    height: f64,
    margin: f64,
}

impl Form {
    fn of(frame: &Frame, entries: &[Entry]) -> Self {
        let sizes = frame.sizes;
        let (row, sample, margin) = (sizes.tick_label * 1.55, 30.0 * sizes.unit, 1.6 * sizes.gap);
        let room = ((frame.area.height() - 2.0 * margin - 1.6 * sizes.gap) / row).floor().max(1.0) as usize;
        let shown = if entries.len() <= room { entries.len() } else { room.saturating_sub(1) };
        let remark = (shown < entries.len()).then(|| format!("and {} more", entries.len() - shown));
        let labels = entries.iter().take(shown).map(|entry| &entry.label).chain(&remark);
        let around = sample + 4.2 * sizes.gap;
        let longest = (frame.area.width() * 0.6 - around).max(sizes.tick_label * 2.0);
        // The width is a hair more than needed, or rounding could cut the widest label.
        let text = labels
            .map(|label| font::shortened(label, sizes.tick_label, longest))
            .map(|label| font::width(&label, sizes.tick_label) + 1.0)
            .fold(0.0, f64::max);
        let rows = shown + usize::from(remark.is_some());
        let height = row * rows as f64 + 1.6 * sizes.gap;
        Self { shown, remark, row, sample, text, width: around + text, height, margin }
    }

    /// Of six places along the upper and lower edges, the first that hides the fewest points.
    fn place(&self, area: Rect, lines: &[Vec<Point>]) -> Rect {
        let (left, right) = (area.left + self.margin, area.right - self.margin - self.width);
        let (top, bottom) = (area.top + self.margin, area.bottom - self.margin - self.height);
        let middle = area.center().x - self.width / 2.0;
        let corners =
            [(right, top), (left, top), (right, bottom), (left, bottom), (middle, top), (middle, bottom)];
        let boxes = corners.map(|(left, top)| Rect {
            left,
            top,
            right: left + self.width,
            bottom: top + self.height,
        });
        let hidden = |place: &Rect| lines.iter().map(|line| crossings(line, *place)).sum::<usize>();
        boxes.into_iter().min_by_key(hidden).unwrap_or(area)
    }
}

/// How much of a line a box would hide: the stretches that run through it.
fn crossings(line: &[Point], place: Rect) -> usize {
    polyline::clip(line, place).iter().map(|run| run.len() - 1).sum()
}
