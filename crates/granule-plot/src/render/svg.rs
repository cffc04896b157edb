//! Drawing a scene as SVG.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::{Color as _, ShapeStyle};

use super::{failed, plotters_color, png, text_style, upper_edge, whole};
use crate::error::PlotError;
use crate::scene::{Mark, Point, Raster, Scene, Text};

/// plotters writes whole-numbered coordinates: they are written this much enlarged, and the view box
/// shrinks them back.
const FINER: u32 = 20;
/// What plotters divides a font's size by when it writes SVG.
const FONT_DIVISOR: f64 = 1.24;
/// How far below its point plotters puts the baseline of a text anchored at the top, in ems.
const DROP: f64 = 0.76;
/// Small images are embedded with every pixel repeated up to this many pixels per page pixel, because
/// some viewers blur what they enlarge.
const PIXELS_PER_PAGE_PIXEL: f64 = 2.0;

/// The whole document.
pub(super) fn draw(scene: &Scene) -> Result<String, PlotError> {
    let (width, height) = (scene.width, scene.height);
    let mut shapes = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut shapes, (width * FINER, height * FINER));
        scene.marks.iter().try_for_each(|mark| draw_mark(&mut backend, mark))?;
        backend.present().map_err(failed("the page"))?;
    }
    // Everything after the opening tag: ours replaces it.
    let shapes = shapes.split_once('>').map_or("", |(_, rest)| rest).trim_start();
    let shapes = shapes.trim_end().trim_end_matches("</svg>");
    let images = scene.rasters.iter().map(embed).collect::<Result<String, _>>()?;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#FFFFFF\"/>\n{images}\
         <g transform=\"scale({})\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\n{shapes}</g>\n</svg>\n",
        1.0 / f64::from(FINER),
    ))
}

fn fine(p: Point) -> (i32, i32) {
    (whole(p.x * f64::from(FINER)), whole(p.y * f64::from(FINER)))
}

fn draw_mark(backend: &mut SVGBackend, mark: &Mark) -> Result<(), PlotError> {
    match mark {
        Mark::Line { points, width, color } => {
            let stroke_width = whole(width * f64::from(FINER)).max(1) as u32;
            let style = ShapeStyle { color: plotters_color(*color).to_rgba(), filled: false, stroke_width };
            let path = points.iter().map(|p| fine(*p));
            backend.draw_path(path, &style).map_err(failed("a line"))
        }
        Mark::Dot { at, radius, color } => {
            let radius = whole(radius * f64::from(FINER)).max(1) as u32;
            backend.draw_circle(fine(*at), radius, &plotters_color(*color), true).map_err(failed("a dot"))
        }
        Mark::Fill { area, color, opacity } => {
            let (from, to) = (Point { x: area.left, y: area.top }, Point { x: area.right, y: area.bottom });
            let color = plotters_color(*color).mix(*opacity);
            backend.draw_rect(fine(from), fine(to), &color, true).map_err(failed("a box"))
        }
        Mark::Text(text) => write(backend, text),
    }
}

fn write(backend: &mut SVGBackend, text: &Text) -> Result<(), PlotError> {
    let color = plotters_color(text.color);
    let style = text_style(text, text.size * f64::from(FINER) * FONT_DIVISOR, &color);
    let at = fine(upper_edge(text, text.size * DROP));
    backend.draw_text(&text.text, &style, at).map_err(failed("a text"))
}

/// An image element that holds its pixels.
fn embed(raster: &Raster) -> Result<String, PlotError> {
    if raster.columns == 0 || raster.rows == 0 {
        return Ok(String::new());
    }
    let repeat = |pixels: usize, length: f64| {
        (length * PIXELS_PER_PAGE_PIXEL / pixels as f64).floor().clamp(1.0, 1e4) as usize * pixels
    };
    let area = raster.area;
    let (columns, rows) = (repeat(raster.columns, area.width()), repeat(raster.rows, area.height()));
    let rgb: Vec<u8> = raster.stretched(columns, rows).iter().flat_map(|c| c.channels()).collect();
    let data = base64(&png::encode(columns as u32, rows as u32, &rgb)?);
    Ok(format!(
        "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" \
         style=\"image-rendering:pixelated\" xlink:href=\"data:image/png;base64,{data}\"/>\n",
        area.left,
        area.top,
        area.width(),
        area.height(),
    ))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, k| bits << 8 | u32::from(group.get(k).copied().unwrap_or(0)));
        for k in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * k) & 63) as usize];
            text.push(if k <= group.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        let cases = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in cases {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }
}
