//! Drawing what stands around the data: grid, frame, ticks, labels, titles.

use crate::color::Color;
use crate::font::{self, CAP_HEIGHT};
use crate::frame::{Frame, Sizes, widest};
use crate::page::Page;
use crate::scale::PlacedTicks;
use crate::scene::{Anchor, Direction, Rect, Scene, Text};

/// The side of the frame that an upright axis stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// Thin lines across the frame at the labelled ticks.
pub(crate) fn draw_grid(scene: &mut Scene, frame: &Frame) {
    let Frame { area, sizes, .. } = frame;
    for (fraction, _) in &frame.x.labelled {
        let x = crisp(frame.point(*fraction, 0.0).x, sizes.rule);
        scene.rule((x, area.top), (x, area.bottom), sizes.rule, Color::GRID);
    }
    for (fraction, _) in &frame.y.labelled {
        let y = crisp(frame.point(0.0, *fraction).y, sizes.rule);
        scene.rule((area.left, y), (area.right, y), sizes.rule, Color::GRID);
    }
}

/// The frame, both axes and the title.
pub(crate) fn draw_axes(scene: &mut Scene, frame: &Frame, page: &Page, x_title: &str, y_title: &str) {
    draw_outline(scene, frame.area, frame.sizes);
    draw_lower_axis(scene, frame, x_title);
    draw_upright_axis(scene, frame.area, frame.sizes, (&frame.y, y_title), Side::Left);
    draw_title(scene, frame, &page.title);
}

fn draw_title(scene: &mut Scene, frame: &Frame, title: &str) {
    let (sizes, width) = (frame.sizes, f64::from(scene.width));
    let title = font::shortened(title, sizes.title, width - 2.0 * sizes.rim);
    // A long title over a frame that is off the middle would leave the page.
    let half = font::width(&title, sizes.title) / 2.0;
    let x = frame.area.center().x.min(width - sizes.rim - half).max(sizes.rim + half);
    let baseline = sizes.rim + sizes.title * CAP_HEIGHT;
    scene.text(Text::across(title, (x, baseline), sizes.title, Anchor::Middle));
}

/// The border of a box.
pub(crate) fn draw_outline(scene: &mut Scene, area: Rect, sizes: Sizes) {
    // Lines of odd width are sharp when they run through the middle of pixels.
    let shift = (sizes.rule % 2.0) / 2.0;
    let border = Rect {
        left: area.left - shift,
        top: area.top - shift,
        right: area.right + shift,
        bottom: area.bottom + shift,
    };
    scene.line(border.outline(), sizes.rule, Color::FRAME);
}

/// A remark in the middle of the frame.
pub(crate) fn draw_remark(scene: &mut Scene, frame: &Frame, remark: &str) {
    let (size, at) = (frame.sizes.label, frame.area.center());
    let remark = font::shortened(remark, size, f64::from(scene.width));
    let text = Text::across(remark, (at.x, at.y), size, Anchor::Middle);
    scene.text(Text { color: Color::FRAME, ..text });
}

fn draw_lower_axis(scene: &mut Scene, frame: &Frame, title: &str) {
    let Frame { area, sizes, x: ticks, .. } = frame;
    let mark = |scene: &mut Scene, fraction: f64, length: f64| {
        let x = crisp(frame.point(fraction, 0.0).x, sizes.rule);
        scene.rule((x, area.bottom), (x, area.bottom + length), sizes.rule, Color::FRAME);
    };
    ticks.minor.iter().for_each(|f| mark(scene, *f, sizes.tick * 0.5));
    let labels = area.bottom + sizes.tick + sizes.gap + sizes.tick_label * CAP_HEIGHT;
    for (fraction, label) in &ticks.labelled {
        mark(scene, *fraction, sizes.tick);
        let x = frame.point(*fraction, 0.0).x;
        scene.text(Text::across(label, (x, labels), sizes.tick_label, Anchor::Middle));
    }
    let titles = labels + 1.6 * sizes.gap + sizes.label * CAP_HEIGHT;
    scene.text(Text::across(&ticks.note, (area.right, titles), sizes.tick_label, Anchor::End));
    let note = font::width(&ticks.note, sizes.tick_label);
    let room = if note > 0.0 { area.width() - 2.0 * (note + sizes.gap) } else { f64::from(scene.width) };
    let title = font::shortened(title, sizes.label, room);
    scene.text(Text::across(title, (area.center().x, titles), sizes.label, Anchor::Middle));
}

/// An axis at the left of the frame, or at the right of a colour bar.
pub(crate) fn draw_upright_axis(
    scene: &mut Scene,
    area: Rect,
    sizes: Sizes,
    (ticks, title): (&PlacedTicks, &str),
    side: Side,
) {
    let (edge, out, inwards) = match side {
        Side::Left => (area.left, -1.0, Anchor::End),
        Side::Right => (area.right, 1.0, Anchor::Start),
    };
    let height = |fraction: f64| area.bottom - fraction * area.height();
    let mark = |scene: &mut Scene, fraction: f64, length: f64| {
        let y = crisp(height(fraction), sizes.rule);
        scene.rule((edge, y), (edge + out * length, y), sizes.rule, Color::FRAME);
    };
    ticks.minor.iter().for_each(|f| mark(scene, *f, sizes.tick * 0.5));
    let beside = edge + out * (sizes.tick + sizes.gap * 0.8);
    for (fraction, label) in &ticks.labelled {
        mark(scene, *fraction, sizes.tick);
        let y = height(*fraction) + sizes.tick_label * CAP_HEIGHT / 2.0;
        scene.text(Text::across(label, (beside, y), sizes.tick_label, inwards));
    }
    let (note_at, note_anchor) = match side {
        Side::Left => (area.left, Anchor::Start),
        Side::Right => (f64::from(scene.width) - sizes.rim, Anchor::End),
    };
    let above = area.top - sizes.gap * 1.2;
    scene.text(Text::across(&ticks.note, (note_at, above), sizes.tick_label, note_anchor));
    let away = sizes.tick + 2.0 * sizes.gap + widest(ticks, sizes);
    // Read from the right, the letters of an upright title rise towards the left of their baseline.
    let baseline = edge + out * away + if side == Side::Left { 0.0 } else { sizes.label * CAP_HEIGHT };
    let title = font::shortened(title, sizes.label, f64::from(scene.height) - 2.0 * sizes.rim);
    let text = Text::across(title, (baseline, area.center().y), sizes.label, Anchor::Middle);
    scene.text(Text { direction: Direction::Up, ..text });
}

/// The nearest place where a line of a whole-numbered width covers whole pixels.
fn crisp(place: f64, width: f64) -> f64 {
    if width % 2.0 == 1.0 { place.floor() + 0.5 } else { place.round() }
}
