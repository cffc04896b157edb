//! Drawing a scene as pixels.
//!
//! plotters draws on whole pixels; drawing on a sheet several times as fine and averaging makes smooth lines
//! and lets text and ticks stand between pixels.

use plotters::backend::{BitMapBackend, DrawingBackend, RGBPixel};
use plotters::style::Color as _;

use super::capsule::Capsule;
use super::{failed, plotters_color, text_style, upper_edge, whole};
use crate::color::Color;
use crate::error::PlotError;
use crate::font::LINE_HEIGHT;
use crate::scene::{Mark, Point, Raster, Rect, Scene, Text};

/// The most fine pixels to hold at once, unless the page itself is larger.
const MOST_FINE_PIXELS: f64 = 40e6;
/// How many times finer than the page the sheet is at best.
const FINEST: f64 = 4.0;

/// The RGB pixels of a scene, rows from the top down.
pub(super) fn draw(scene: &Scene) -> Result<Vec<u8>, PlotError> {
    let area = f64::from(scene.width) * f64::from(scene.height);
    let finer = (MOST_FINE_PIXELS / area).sqrt().floor().clamp(1.0, FINEST) as u32;
    let mut sheet = Sheet::new(scene.width * finer, scene.height * finer, f64::from(finer));
    for raster in &scene.rasters {
        sheet.paint(raster);
    }
    sheet.draw(&scene.marks)?;
    Ok(sheet.averaged(finer as usize))
}

/// The fine pixels that are drawn on.
struct Sheet {
    width: u32,
    height: u32,
    /// Fine pixels per page pixel.
    finer: f64,
    rgb: Vec<u8>,
}

impl Sheet {
    fn new(width: u32, height: u32, finer: f64) -> Self {
        let rgb = vec![255; width as usize * height as usize * 3];
        Self { width, height, finer, rgb }
    }

    /// Copies a raster to its place, every pixel as a box.
    fn paint(&mut self, raster: &Raster) {
        let edge = |v: f64, most: u32| whole(v * self.finer).clamp(0, most as i32) as usize;
        let (left, right) = (edge(raster.area.left, self.width), edge(raster.area.right, self.width));
        let (top, bottom) = (edge(raster.area.top, self.height), edge(raster.area.bottom, self.height));
        if left >= right || top >= bottom {
            return;
        }
        let colors = raster.stretched(right - left, bottom - top);
        let rows = self.rgb.chunks_exact_mut(self.width as usize * 3).skip(top);
        for (row, line) in rows.zip(colors.chunks_exact(right - left)) {
            for (pixel, color) in row.chunks_exact_mut(3).skip(left).zip(line) {
                pixel.copy_from_slice(&color.channels());
            }
        }
    }

    fn draw(&mut self, marks: &[Mark]) -> Result<(), PlotError> {
        let size = (self.width, self.height);
        let backend = BitMapBackend::<RGBPixel>::with_buffer_and_format(&mut self.rgb, size);
        let mut pen = Pen { backend: backend.map_err(failed("the page"))?, finer: self.finer };
        marks.iter().try_for_each(|mark| pen.draw(mark))
    }

    /// The mean of each square of `finer` × `finer` pixels.
    fn averaged(&self, finer: usize) -> Vec<u8> {
        if finer <= 1 {
            return self.rgb.clone();
        }
        let line = self.width as usize * 3;
        let (count, half) = ((finer * finer) as u32, (finer * finer / 2) as u32);
        let mut out = Vec::with_capacity(self.rgb.len() / (finer * finer));
        for rows in self.rgb.chunks_exact(line * finer) {
            let mut sums = vec![0u32; line / finer];
            for row in rows.chunks_exact(line) {
                for (sum, fine) in sums.chunks_exact_mut(3).zip(row.chunks_exact(3 * finer)) {
                    for (k, value) in fine.iter().enumerate() {
                        sum[k % 3] += u32::from(*value);
                    }
                }
            }
            out.extend(sums.into_iter().map(|sum| ((sum + half) / count) as u8));
        }
        out
    }
}

struct Pen<'a> {
    backend: BitMapBackend<'a, RGBPixel>,
    finer: f64,
}

impl Pen<'_> {
    fn draw(&mut self, mark: &Mark) -> Result<(), PlotError> {
        match mark {
            Mark::Line { points, width, color } => {
                points.windows(2).try_for_each(|w| self.stroke(w[0], w[1], width / 2.0, *color))
            }
            Mark::Dot { at, radius, color } => self.stroke(*at, *at, *radius, *color),
            Mark::Fill { area, color, opacity } => self.fill(*area, *color, *opacity),
            Mark::Text(text) => self.write(text),
        }
    }

    fn stroke(&mut self, from: Point, to: Point, radius: f64, color: Color) -> Result<(), PlotError> {
        let fine = |p: Point| Point { x: p.x * self.finer, y: p.y * self.finer };
        let capsule = Capsule { from: fine(from), to: fine(to), radius: radius * self.finer };
        let (_, height) = self.backend.get_size();
        for row in capsule.rows(height) {
            if let Some((left, right)) = capsule.span(row) {
                let corners = ((whole(left), row), (whole(right), row + 1));
                self.backend
                    .draw_rect(corners.0, corners.1, &plotters_color(color), true)
                    .map_err(failed("a line"))?;
            }
        }
        Ok(())
    }

    fn fill(&mut self, area: Rect, color: Color, opacity: f64) -> Result<(), PlotError> {
        let fine = |v: f64| whole(v * self.finer);
        let corners = ((fine(area.left), fine(area.top)), (fine(area.right), fine(area.bottom)));
        self.backend
            .draw_rect(corners.0, corners.1, &plotters_color(color).mix(opacity), true)
            .map_err(failed("a box"))
    }

    fn write(&mut self, text: &Text) -> Result<(), PlotError> {
        let size = text.size * self.finer * LINE_HEIGHT;
        // plotters puts the baseline half the font's size below the upper edge of a text.
        let at = upper_edge(text, size / 2.0 / self.finer);
        let color = plotters_color(text.color);
        let style = text_style(text, size, &color);
        let at = (whole(at.x * self.finer), whole(at.y * self.finer));
        self.backend.draw_text(&text.text, &style, at).map_err(failed("a text"))
    }
}
