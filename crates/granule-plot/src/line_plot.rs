//! Plots of lines: spectra, profiles, light curves.

use std::path::Path;

use crate::axes;
use crate::axis::Axis;
use crate::color::Color;
use crate::error::PlotError;
use crate::format::Format;
use crate::frame::{Frame, Sides};
use crate::legend;
use crate::output::Existing;
use crate::page::Page;
use crate::polyline;
use crate::range::{Range, is_plottable};
use crate::scale::{AxisView, Scale};
use crate::scene::{Mark, Point, Scene};
use crate::series::Series;

/// The part of the data's range left free at each end of an axis.
const X_MARGIN: f64 = 0.02;
const Y_MARGIN: f64 = 0.06;

/// Lines over two axes, with a legend.
///
/// ```
/// use granule_plot::{Axis, Format, LinePlot, LineStyle, Series};
/// let x: Vec<f64> = (0..50).map(|k| 630.0 + 0.01 * f64::from(k)).collect();
/// let line = |depth: f64| x.iter().map(|x| 1.0 - depth * (-((x - 630.25) / 0.04).powi(2)).exp()).collect::<Vec<_>>();
/// let plot = LinePlot::new(Axis::new("wavelength", "nm"), Axis::new("intensity", ""))
///     .title("Fe I")
///     .series(Series::new("granule", x.clone(), line(0.7))?)
///     .series(Series::new("lane", x.clone(), line(0.5))?.style(LineStyle::Dashed));
/// let svg = String::from_utf8(plot.render(Format::Svg)?)?;
/// assert!(svg.contains("wavelength [nm]") && svg.contains("lane"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a plot is drawn when it is saved or rendered"]
pub struct LinePlot {
    page: Page,
    x_axis: Axis,
    y_axis: Axis,
    series: Vec<Series>,
}

impl LinePlot {
    /// A plot without lines yet, 900 × 560 pixels.
    pub fn new(x_axis: Axis, y_axis: Axis) -> Self {
        Self { page: Page::new(900, 560), x_axis, y_axis, series: Vec::new() }
    }

    /// Writes a title above the frame.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.page.title = title.into();
        self
    }

    /// Adds a line. Lines drawn later lie over those drawn earlier.
    pub fn series(mut self, series: Series) -> Self {
        self.series.push(series);
        self
    }

    /// Draws on a page of this size in pixels; texts and lines grow with it. Each side can be 64 to 8192.
    pub fn size(mut self, width: u32, height: u32) -> Self {
        (self.page.width, self.page.height) = (width, height);
        self
    }

    /// Whether [`LinePlot::save`] may replace a file that exists already; at first it may not.
    pub fn overwrite(mut self, allowed: bool) -> Self {
        self.page.existing = if allowed { Existing::Replace } else { Existing::Keep };
        self
    }

    /// Draws the plot into a file, in the format that its name ends in: `.png` or `.svg`.
    ///
    /// Without a value that can be drawn the frame stays empty and says so.
    ///
    /// # Errors
    ///
    /// When the name has another ending, the file exists already, it cannot be written, or the page is too
    /// small or too large.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        self.page.save(path.as_ref(), || self.scene())
    }

    /// Draws the plot in memory: the bytes of a file.
    ///
    /// # Errors
    ///
    /// [`PlotError::PageSize`] when the page is too small or too large.
    pub fn render(&self, format: Format) -> Result<Vec<u8>, PlotError> {
        self.page.render(format, || self.scene())
    }

    pub(crate) fn scene(&self) -> Scene {
        let drawn = || self.series.iter().flat_map(Series::points);
        let (x, y) = (self.x_axis.shown(drawn().map(|p| p.0), X_MARGIN), self.shown_y());
        let view = |axis: &Axis, range: Option<Range>| AxisView {
            title: axis.title(),
            scale: range.map_or(Scale::Empty, Scale::Linear),
        };
        let (x_view, y_view) = (view(&self.x_axis, x), view(&self.y_axis, y));
        let sides = Sides { x: &x_view, y: &y_view, bar: None, shape: None };
        let frame = Frame::lay_out(&self.page, sides);
        let mut scene = Scene::new(self.page.width, self.page.height);
        axes::draw_grid(&mut scene, &frame);
        axes::draw_axes(&mut scene, &frame, &self.page, &x_view.title, &y_view.title);
        if let (Some(x), Some(y)) = (x, y) {
            self.draw_series(&mut scene, &frame, (x, y));
        }
        if drawn().next().is_none() {
            axes::draw_remark(&mut scene, &frame, "no finite values to draw");
        }
        scene
    }

    /// The range of y: of the values within the range of x that was asked for, when one was.
    fn shown_y(&self) -> Option<Range> {
        let drawn = || self.series.iter().flat_map(Series::points);
        let x = self.x_axis.shown(drawn().map(|p| p.0), X_MARGIN)?;
        let inside = drawn().filter(|p| (x.low..=x.high).contains(&p.0)).map(|p| p.1);
        self.y_axis.shown(inside, Y_MARGIN).or_else(|| self.y_axis.shown(drawn().map(|p| p.1), Y_MARGIN))
    }

    fn draw_series(&self, scene: &mut Scene, frame: &Frame, (x, y): (Range, Range)) {
        let width = 1.6 * frame.sizes.unit;
        let mut legend_entries = Vec::new();
        let mut lines = Vec::new();
        for (index, series) in self.series.iter().enumerate() {
            let color = series.color.unwrap_or(Color::of_series(index));
            let points = series.x.iter().zip(&series.y).map(|(&vx, &vy)| {
                if is_plottable(vx) && is_plottable(vy) {
                    frame.point(x.fraction(vx), y.fraction(vy))
                } else {
                    Point { x: f64::NAN, y: f64::NAN }
                }
            });
            for run in polyline::split_at_gaps(points) {
                lines.extend(draw_run(scene, frame, &run, (series, color, width)));
            }
            if !series.label.trim().is_empty() {
                legend_entries.push(legend::Entry {
                    label: series.label.clone(),
                    style: series.style,
                    color,
                });
            }
        }
        legend::draw(scene, frame, &legend_entries, &lines, width);
    }
}

/// Draws one unbroken line and returns what of it lies in the frame.
fn draw_run(
    scene: &mut Scene,
    frame: &Frame,
    run: &[Point],
    (series, color, width): (&Series, Color, f64),
) -> Vec<Vec<Point>> {
    if let [alone] = run {
        if frame.area.contains(*alone) {
            scene.marks.push(Mark::Dot { at: *alone, radius: width * 1.6, color });
        }
        return Vec::new();
    }
    let pattern: Vec<f64> = series.style.pattern().iter().map(|length| length * width).collect();
    let visible = polyline::clip(&polyline::thin(run), frame.area);
    for dash in visible.iter().flat_map(|line| polyline::dash(line, &pattern)) {
        scene.line(dash, width, color);
    }
    visible
}

impl Series {
    /// The points that can be drawn.
    fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let pairs = self.x.iter().copied().zip(self.y.iter().copied());
        pairs.filter(|(x, y)| is_plottable(*x) && is_plottable(*y))
    }
}
