//! From a scene to the bytes of a file.

mod bitmap;
mod capsule;
mod png;
mod svg;

use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontTransform, IntoFont, RGBColor, TextStyle};

use crate::color::Color;
use crate::error::PlotError;
use crate::font;
use crate::format::Format;
use crate::scene::{Anchor, Direction, Point, Scene, Text};

/// Draws a scene in a format.
pub(crate) fn render(scene: &Scene, format: Format) -> Result<Vec<u8>, PlotError> {
    font::register()?;
    match format {
        Format::Png => {
            let pixels = bitmap::draw(scene)?;
            png::encode(scene.width, scene.height, &pixels)
        }
        Format::Svg => Ok(svg::draw(scene)?.into_bytes()),
    }
}

fn plotters_color(color: Color) -> RGBColor {
    RGBColor(color.red, color.green, color.blue)
}

/// The plotters style of a text whose upper edge, as plotters sees it, is at the point it is drawn at.
fn text_style<'a>(text: &Text, size: f64, color: &'a RGBColor) -> TextStyle<'a> {
    let along = match text.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let turn = match text.direction {
        Direction::Across => FontTransform::None,
        Direction::Up => FontTransform::Rotate270,
    };
    let font = (font::FAMILY, size).into_font().transform(turn);
    TextStyle::from(font).color(color).pos(Pos::new(along, VPos::Top))
}

/// The point to draw a text at, so that its baseline, `drop` below its upper edge, is where it should be.
fn upper_edge(text: &Text, drop: f64) -> Point {
    match text.direction {
        Direction::Across => Point { x: text.at.x, y: text.at.y - drop },
        Direction::Up => Point { x: text.at.x - drop, y: text.at.y },
    }
}

/// Rounds a coordinate for plotters, which counts in `i32`; what is not a number goes nowhere.
fn whole(value: f64) -> i32 {
    const FAR: f64 = 1e8;
    value.round().clamp(-FAR, FAR) as i32
}

/// Says what was being drawn when plotters gave up.
fn failed<E: std::fmt::Display>(what: &'static str) -> impl Fn(E) -> PlotError {
    move |e| PlotError::Draw { what, reason: e.to_string() }
}
