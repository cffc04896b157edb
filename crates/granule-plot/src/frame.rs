//! Where the frame of a plot stands on its page, and the ticks around it.

use crate::font;
use crate::page::Page;
use crate::scale::{AxisView, PlacedTicks};
use crate::scene::{Point, Rect};

/// The sizes of everything that is not data, in pixels. They grow with the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sizes {
    /// The unit: 1 on a page of 900 × 560 pixels.
    pub(crate) unit: f64,
    pub(crate) title: f64,
    pub(crate) label: f64,
    pub(crate) tick_label: f64,
    pub(crate) tick: f64,
    /// The space between a tick and its label, and between labels and titles.
    pub(crate) gap: f64,
    /// The space left free at the rim of the page.
    pub(crate) rim: f64,
    /// The width of frames, ticks and grid lines.
    pub(crate) rule: f64,
    pub(crate) bar: f64,
}

impl Sizes {
    fn of(page: &Page) -> Self {
        let unit = (f64::from(page.width) * f64::from(page.height) / (900.0 * 560.0)).sqrt().clamp(0.5, 8.0);
        Self {
            unit,
            title: 16.0 * unit,
            label: 14.0 * unit,
            tick_label: 12.5 * unit,
            tick: 5.0 * unit,
            gap: 6.0 * unit,
            rim: 14.0 * unit,
            rule: unit.round().max(1.0),
            bar: 18.0 * unit,
        }
    }
}

/// What stands around the data: the axes, and the colour bar if there is one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sides<'a> {
    pub(crate) x: &'a AxisView,
    pub(crate) y: &'a AxisView,
    pub(crate) bar: Option<&'a AxisView>,
    /// The width of a square cell over its height in the frame, when cells must be square: columns by rows.
    pub(crate) shape: Option<(f64, f64)>,
}

/// The place of the frame and all ticks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    pub(crate) sizes: Sizes,
    /// The box that the data fill.
    pub(crate) area: Rect,
    pub(crate) x: PlacedTicks,
    pub(crate) y: PlacedTicks,
    pub(crate) bar: PlacedTicks,
}

impl Frame {
    /// Gives the data all the room that the texts around them leave.
    pub(crate) fn lay_out(page: &Page, sides: Sides<'_>) -> Self {
        let sizes = Sizes::of(page);
        let (width, height) = (f64::from(page.width), f64::from(page.height));
        let titled = if page.title.trim().is_empty() { 0.0 } else { sizes.title + 1.5 * sizes.gap };
        let bottom = sizes.tick + 2.0 * sizes.gap + sizes.tick_label + sizes.label * 1.1 + sizes.rim * 0.8;
        let mut top = sizes.rim + titled;
        let length = |top: f64| height - bottom - top;
        let bar = |top| sides.bar.map(|b| place_upright(b, length(top), sizes)).unwrap_or_default();
        // Notes stand above their axes; whether there are any is known once ticks have been tried.
        if !place_upright(sides.y, length(top), sizes).note.is_empty() || !bar(top).note.is_empty() {
            top += sizes.tick_label + sizes.gap;
        }
        let beside = |view: &AxisView, ticks: &PlacedTicks| {
            let title = if view.title.trim().is_empty() { 0.0 } else { sizes.label + sizes.gap };
            sizes.rim + title + sizes.gap + sizes.tick + widest(ticks, sizes)
        };
        let left = beside(sides.y, &place_upright(sides.y, length(top), sizes));
        let right = match sides.bar {
            Some(view) => sizes.bar * 2.0 + beside(view, &bar(top)),
            None => sizes.rim * 1.8,
        };
        let least = 8.0;
        let area = Rect {
            left,
            top,
            right: (width - right).max(left + least),
            bottom: (height - bottom).max(top + least),
        };
        Self::around(snapped(squared(area, sides.shape)), sizes, sides)
    }

    fn around(area: Rect, sizes: Sizes, sides: Sides<'_>) -> Self {
        Self {
            sizes,
            area,
            x: place_across(sides.x, area.width(), sizes),
            y: place_upright(sides.y, area.height(), sizes),
            bar: sides.bar.map(|b| place_upright(b, area.height(), sizes)).unwrap_or_default(),
        }
    }

    /// The point at fractions of the frame's width and height, counted from the lower left corner.
    pub(crate) fn point(&self, x: f64, y: f64) -> Point {
        // A point very far away would overflow where it is drawn; its direction is all that matters.
        const FAR: f64 = 1e7;
        let at = |v: f64| v.clamp(-FAR, FAR);
        Point {
            x: at(self.area.left + x * self.area.width()),
            y: at(self.area.bottom - y * self.area.height()),
        }
    }
}

/// Ticks along a horizontal axis, as many as leave their labels apart.
fn place_across(view: &AxisView, length: f64, sizes: Sizes) -> PlacedTicks {
    let most = (length / (80.0 * sizes.unit)).round() as usize;
    let width = |text: &str| font::width(text, sizes.tick_label);
    view.scale.place_fitting(most, |placed| {
        placed.labelled.windows(2).all(|pair| {
            let apart = (pair[1].0 - pair[0].0).abs() * length;
            apart >= (width(&pair[0].1) + width(&pair[1].1)) / 2.0 + sizes.tick_label
        })
    })
}

/// Ticks along an upright axis.
fn place_upright(view: &AxisView, length: f64, sizes: Sizes) -> PlacedTicks {
    let most = (length / (60.0 * sizes.unit)).round() as usize;
    view.scale.place_fitting(most, |placed| {
        let apart = placed.labelled.windows(2).map(|pair| (pair[1].0 - pair[0].0).abs() * length);
        apart.fold(f64::INFINITY, f64::min) >= sizes.tick_label * 1.4
    })
}

pub(crate) fn widest(ticks: &PlacedTicks, sizes: Sizes) -> f64 {
    ticks.labelled.iter().map(|(_, text)| font::width(text, sizes.tick_label)).fold(0.0, f64::max)
}

/// The largest box within `area` whose sides are as `shape`, in the middle of it.
fn squared(area: Rect, shape: Option<(f64, f64)>) -> Rect {
    let Some((columns, rows)) = shape.filter(|(c, r)| *c > 0.0 && *r > 0.0) else {
        return area;
    };
    let cell = (area.width() / columns).min(area.height() / rows);
    let (half_width, half_height) = ((cell * columns / 2.0).max(2.0), (cell * rows / 2.0).max(2.0));
    let Point { x, y } = area.center();
    Rect { left: x - half_width, right: x + half_width, top: y - half_height, bottom: y + half_height }
}

/// The box with whole-numbered borders, so that the frame is sharp.
fn snapped(area: Rect) -> Rect {
    Rect {
        left: area.left.round(),
        top: area.top.round(),
        right: area.right.round(),
        bottom: area.bottom.round(),
    }
}
