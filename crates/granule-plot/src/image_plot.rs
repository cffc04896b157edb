//! Plots of images, with world coordinates along the edges and a colour bar.

use std::path::Path;

use crate::axes::{self, Side};
use crate::colormap::Colormap;
use crate::error::PlotError;
use crate::format::Format;
use crate::frame::{Frame, Sides};
use crate::image::Image;
use crate::image_axis::ImageAxis;
use crate::limits::Limits;
use crate::output::Existing;
use crate::page::Page;
use crate::range::Range;
use crate::scale::{AxisView, Scale};
use crate::scene::{Raster, Rect, Scene};

/// An image is averaged down to this many of its pixels per page pixel.
const DETAIL: f64 = 2.0;
/// How many steps of colour the colour bar shows.
const BAR_STEPS: usize = 256;

/// The shape that an image takes on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Aspect {
    /// The image fills the page, whatever shape that gives its pixels.
    #[default]
    Fill,
    /// Pixels are square.
    Square,
}

/// An image in a frame, with a colour bar.
///
/// ```
/// use granule_plot::{Colormap, Format, Image, ImageAxis, ImagePlot};
/// let stokes_v = Image::new(3, 2, [-1.0, 0.0, 1.0, 1.0, 0.0, f64::NAN])?;
/// let plot = ImagePlot::new(
///     stokes_v,
///     ImageAxis::new("wavelength", "nm", [630.1, 630.2, 630.3]),
///     ImageAxis::new("latitude", "arcsec", [-20.0, -19.0]),
/// )
/// .color_label("Stokes V")
/// .colormap(Colormap::RdBu);
/// assert!(plot.render(Format::Png)?.starts_with(b"\x89PNG"));
/// # Ok::<(), granule_plot::PlotError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a plot is drawn when it is saved or rendered"]
pub struct ImagePlot {
    page: Page,
    image: Image,
    x: ImageAxis,
    y: ImageAxis,
    color_label: String,
    colormap: Colormap,
    limits: Limits,
    aspect: Aspect,
}

impl ImagePlot {
    /// A plot of an image, 900 × 680 pixels.
    pub fn new(image: Image, x: ImageAxis, y: ImageAxis) -> Self {
        Self {
            page: Page::new(900, 680),
            image,
            x,
            y,
            color_label: String::new(),
            colormap: Colormap::default(),
            limits: Limits::default(),
            aspect: Aspect::default(),
        }
    }

    /// Writes a title above the frame.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.page.title = title.into();
        self
    }

    /// Writes what the colours mean beside the colour bar.
    pub fn color_label(mut self, label: impl Into<String>) -> Self {
        self.color_label = label.into();
        self
    }

    /// Draws in other colours.
    pub fn colormap(mut self, colormap: Colormap) -> Self {
        self.colormap = colormap;
        self
    }

    /// Chooses the values at the ends of the colour bar.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Chooses the shape of the image on the page.
    pub fn aspect(mut self, aspect: Aspect) -> Self {
        self.aspect = aspect;
        self
    }

    /// Draws on a page of this size in pixels; texts grow with it. Each side can be 64 to 8192.
    pub fn size(mut self, width: u32, height: u32) -> Self {
        (self.page.width, self.page.height) = (width, height);
        self
    }

    /// Whether [`ImagePlot::save`] may replace a file that exists already; at first it may not.
    pub fn overwrite(mut self, allowed: bool) -> Self {
        self.page.existing = if allowed { Existing::Replace } else { Existing::Keep };
        self
    }

    /// Draws the plot into a file, in the format that its name ends in: `.png` or `.svg`.
    ///
    /// An image without a finite value is drawn grey, and says so.
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
        let range = self.limits.of(&self.image.values, self.colormap);
        let (x, y) = (self.x.view(self.image.width), self.y.view(self.image.height));
        let bar =
            range.map(|range| AxisView { title: self.color_label.clone(), scale: Scale::Linear(range) });
        let shape = (self.image.width as f64, self.image.height as f64);
        let shape = (self.aspect == Aspect::Square).then_some(shape);
        let frame = Frame::lay_out(&self.page, Sides { x: &x, y: &y, bar: bar.as_ref(), shape });
        let mut scene = Scene::new(self.page.width, self.page.height);
        if !self.image.values.is_empty() {
            scene.rasters.push(self.raster(frame.area, range));
        }
        axes::draw_axes(&mut scene, &frame, &self.page, &x.title, &y.title);
        if bar.is_some() {
            self.draw_bar(&mut scene, &frame);
        } else {
            axes::draw_remark(&mut scene, &frame, "no finite values to draw");
        }
        scene
    }

    fn raster(&self, area: Rect, range: Option<Range>) -> Raster {
        let seen = |length: f64| (length * DETAIL).ceil().max(1.0) as usize;
        let image = self.image.at_most(seen(area.width()), seen(area.height()));
        let color = |v: &f64| match range {
            Some(range) => self.colormap.color(range.fraction(*v)),
            None => self.colormap.undefined(),
        };
        // The first row of the image is its lowest, that of a raster its highest.
        let lines = image.values.chunks_exact(image.width).rev();
        let colors = lines.flatten().map(color).collect();
        Raster { area, columns: image.width, rows: image.height, colors }
    }

    fn draw_bar(&self, scene: &mut Scene, frame: &Frame) {
        let Frame { area, sizes, bar: ticks, .. } = frame;
        let left = (area.right + sizes.bar).round();
        let place = Rect { left, right: (left + sizes.bar).round(), ..*area };
        let step = |k: usize| self.colormap.color(k as f64 / (BAR_STEPS - 1) as f64);
        let colors = (0..BAR_STEPS).rev().map(step).collect();
        scene.rasters.push(Raster { area: place, columns: 1, rows: BAR_STEPS, colors });
        axes::draw_outline(scene, place, *sizes);
        axes::draw_upright_axis(scene, place, *sizes, (ticks, &self.color_label), Side::Right);
    }
}
