//! A picture as plain data: what is drawn where, before any format is chosen.
//!
//! Plots are laid out into a [`Scene`] of marks in page pixels (y down, origin at the top left corner); the
//! renderers turn marks into PNG or SVG and know nothing of axes.

use crate::color::Color;

/// A point on the page, in pixels from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// A box on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Rect {
    pub(crate) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(self) -> f64 {
        self.bottom - self.top
    }

    pub(crate) fn center(self) -> Point {
        Point { x: (self.left + self.right) / 2.0, y: (self.top + self.bottom) / 2.0 }
    }

    pub(crate) fn contains(self, p: Point) -> bool {
        (self.left..=self.right).contains(&p.x) && (self.top..=self.bottom).contains(&p.y)
    }

    /// The outline, closed.
    pub(crate) fn outline(self) -> Vec<Point> {
        let Self { left, top, right, bottom } = self;
        [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
            .map(|(x, y)| Point { x, y })
            .to_vec()
    }
}

/// Which part of a text lies at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// Which way a text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Across,
    /// Turned a quarter to the left: read from the bottom to the top.
    Up,
}

/// A line of text; its point lies on the baseline.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) at: Point,
    /// The size of the em in pixels.
    pub(crate) size: f64,
    pub(crate) anchor: Anchor,
    pub(crate) direction: Direction,
    pub(crate) color: Color,
}

impl Text {
    /// A text that runs across the page, in the usual colour.
    pub(crate) fn across(text: impl Into<String>, at: (f64, f64), size: f64, anchor: Anchor) -> Self {
        let at = Point { x: at.0, y: at.1 };
        Self { text: text.into(), at, size, anchor, direction: Direction::Across, color: Color::INK }
    }
}

/// One thing on the page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    /// A line through points, with round joints and ends.
    Line { points: Vec<Point>, width: f64, color: Color },
    /// A filled dot.
    Dot { at: Point, radius: f64, color: Color },
    /// A filled box.
    Fill { area: Rect, color: Color, opacity: f64 },
    /// A text.
    Text(Text),
}

/// Coloured pixels stretched over a box; rows run from the top down.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Raster {
    pub(crate) area: Rect,
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) colors: Vec<Color>,
}

impl Raster {
    /// The same picture with every pixel repeated to fill a grid of `columns` × `rows`.
    pub(crate) fn stretched(&self, columns: usize, rows: usize) -> Vec<Color> {
        let pick = |k: usize, from: usize, to: usize| (k * from / to.max(1)).min(from.saturating_sub(1));
        let mut colors = Vec::with_capacity(columns.saturating_mul(rows));
        for row in 0..rows {
            let start = pick(row, self.rows, rows) * self.columns;
            let line = self.colors.get(start..start + self.columns).unwrap_or_default();
            let pixel = |column| line.get(pick(column, self.columns, columns)).copied();
            colors.extend((0..columns).map(|column| pixel(column).unwrap_or(Color::UNDEFINED)));
        }
        colors
    }
}

/// A page with everything on it. Rasters lie under all marks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scene {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) rasters: Vec<Raster>,
    pub(crate) marks: Vec<Mark>,
}

impl Scene {
    pub(crate) fn new(width: u32, height: u32) -> Self {
        Self { width, height, rasters: Vec::new(), marks: Vec::new() }
    }

    pub(crate) fn line(&mut self, points: Vec<Point>, width: f64, color: Color) {
        self.marks.push(Mark::Line { points, width, color });
    }

    /// A straight line.
    pub(crate) fn rule(&mut self, from: (f64, f64), to: (f64, f64), width: f64, color: Color) {
        let points = [from, to].map(|(x, y)| Point { x, y });
        self.line(points.to_vec(), width, color);
    }

    pub(crate) fn text(&mut self, text: Text) {
        if !text.text.is_empty() {
            self.marks.push(Mark::Text(text));
        }
    }
}
