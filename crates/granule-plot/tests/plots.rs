//! Whole plots: what is in the file that a caller gets.

#![allow(clippy::unwrap_used)] // This is all test code, functions that tests share included.

use granule_plot::{
    Aspect, Axis, Color, Colormap, Format, Image, ImageAxis, ImagePlot, Limits, LinePlot, LineStyle,
    PlotError, Series,
};
use proptest::prelude::*;

/// A decoded picture.
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<Color>,
}

impl Picture {
    fn decode(bytes: &[u8]) -> Self {
        let mut reader = png::Decoder::new(bytes).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size()];
        let info = reader.next_frame(&mut rgb).unwrap();
        assert_eq!(info.color_type, png::ColorType::Rgb);
        let pixels = rgb.chunks_exact(3).map(|c| Color::rgb(c[0], c[1], c[2])).collect();
        Self { width: info.width as usize, height: info.height as usize, pixels }
    }

    fn at(&self, x: usize, y: usize) -> Color {
        self.pixels[y * self.width + x]
    }

    /// Where a colour is, as (column, row).
    fn places(&self, color: Color) -> Vec<(usize, usize)> {
        let found = self.pixels.iter().enumerate().filter(|(_, c)| **c == color);
        found.map(|(k, _)| (k % self.width, k / self.width)).collect()
    }
}

fn axes() -> (Axis, Axis) {
    (Axis::new("wavelength", "nm").range(0.0, 10.0), Axis::new("intensity", "ct").range(0.0, 1.0))
}

/// One line without a legend, on a page so large that it covers whole pixels.
fn level(y: impl Fn(usize) -> f64, style: LineStyle) -> LinePlot {
    let x: Vec<f64> = (0..=100).map(|k| f64::from(k) / 10.0).collect();
    let y: Vec<f64> = (0..=100).map(y).collect();
    let (x_axis, y_axis) = axes();
    LinePlot::new(x_axis, y_axis).series(Series::new("", x, y).unwrap().style(style)).size(1800, 1120)
}

fn picture(plot: &LinePlot) -> Picture {
    Picture::decode(&plot.render(Format::Png).unwrap())
}

fn svg(plot: &LinePlot) -> String {
    String::from_utf8(plot.render(Format::Svg).unwrap()).unwrap()
}

const FIRST: Color = Color::of_series(0);

#[test]
fn a_plot_is_saved_in_the_format_of_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let plot = level(|_| 0.5, LineStyle::Solid).size(300, 200);
    plot.save(dir.path().join("a.png")).unwrap();
    plot.save(dir.path().join("a.svg")).unwrap();
    let decoded = Picture::decode(&std::fs::read(dir.path().join("a.png")).unwrap());
    assert_eq!((decoded.width, decoded.height), (300, 200));
    let text = std::fs::read_to_string(dir.path().join("a.svg")).unwrap();
    assert!(text.starts_with("<svg") && text.trim_end().ends_with("</svg>"));
}

#[test]
fn a_line_is_drawn_in_its_colour_at_its_height_from_end_to_end() {
    let picture = picture(&level(|_| 0.5, LineStyle::Solid));
    let line = picture.places(FIRST);
    let rows: Vec<usize> = line.iter().map(|p| p.1).collect();
    let (top, bottom) = (rows.iter().min().unwrap(), rows.iter().max().unwrap());
    assert!(bottom - top <= 4, "a level line covers rows {top} to {bottom}");
    assert!(line.len() > 3000, "only {} pixels of the line are found", line.len());
}

#[test]
fn nan_leaves_a_gap_and_a_lone_point_is_a_dot() {
    let whole = picture(&level(|_| 0.5, LineStyle::Solid)).places(FIRST).len();
    let gap = |k: usize| if (40..60).contains(&k) { f64::NAN } else { 0.5 };
    let broken = picture(&level(gap, LineStyle::Solid));
    let columns: Vec<usize> = broken.places(FIRST).iter().map(|p| p.0).collect();
    let (first, last) = (columns.iter().min().unwrap(), columns.iter().max().unwrap());
    let middle = (first + last) / 2;
    assert!(columns.iter().all(|c| c.abs_diff(middle) > 20), "the gap is crossed");
    assert!(columns.len() < whole * 9 / 10);

    let alone = picture(&level(|k| if k == 50 { 0.5 } else { f64::NAN }, LineStyle::Solid));
    assert!((20..200).contains(&alone.places(FIRST).len()), "a lone point is a dot");
}

#[test]
fn line_styles_differ_in_ink() {
    let ink = |style| picture(&level(|_| 0.5, style)).places(FIRST).len();
    let [solid, dash_dot, dashed, dotted] =
        [LineStyle::Solid, LineStyle::DashDot, LineStyle::Dashed, LineStyle::Dotted].map(ink);
    assert!(solid > dashed && dashed > dotted, "{solid} {dashed} {dotted}");
    assert!(solid > dash_dot && dash_dot > dotted, "{solid} {dash_dot} {dotted}");
}

#[test]
fn what_leaves_the_frame_is_cut_off() {
    let picture = picture(&level(|k| if k == 50 { 1e9 } else { -1e9 }, LineStyle::Solid));
    let border = Color::from_hex(0x555555);
    let is_edge = |row: &usize| {
        let line = &picture.pixels[row * picture.width..(row + 1) * picture.width];
        line.iter().filter(|c| **c == border).count() > picture.width / 2
    };
    let edges: Vec<usize> = (0..picture.height).filter(is_edge).collect();
    let (top, bottom) = (edges[0], edges[edges.len() - 1]);
    let rows: Vec<usize> = picture.places(FIRST).iter().map(|p| p.1).collect();
    assert!(rows.len() > (bottom - top) * 2, "the line crosses the frame, up and down");
    // Round ends stand out by half the width of the line.
    assert!(rows.iter().all(|row| (top - 3..=bottom + 3).contains(row)), "the line leaves the frame");
}

#[test]
fn legend_axes_and_title_are_text_in_svg() {
    let (x_axis, y_axis) = axes();
    let series = |label: &str| Series::new(label, [0.0, 5.0], [0.2, 0.8]).unwrap();
    let plot = LinePlot::new(x_axis, y_axis)
        .title("raster <3> & slit")
        .series(series("full resolution"))
        .series(series("rebinned").style(LineStyle::Dotted))
        .series(series(""));
    let text = svg(&plot);
    for expected in ["full resolution", "rebinned", "wavelength [nm]", "intensity [ct]", "0.4"] {
        assert!(text.contains(&format!("\n{expected}\n")), "{expected:?} is not a text of the plot");
    }
    assert!(text.contains("raster &lt;3&gt; &amp; slit"), "markup in texts is escaped");
    assert!(text.contains("#0072B2") && text.contains("#D55E00"), "both lines have their colour");
}

#[test]
fn a_legend_too_long_for_the_frame_says_what_it_leaves_out() {
    let plot = (0..60).fold(LinePlot::new(Axis::default(), Axis::default()), |plot, k| {
        plot.series(Series::new(format!("line {k}"), [0.0, 1.0], [0.0, f64::from(k)]).unwrap())
    });
    let text = svg(&plot);
    let shown = (0..60).filter(|k| text.contains(&format!("\nline {k}\n"))).count();
    assert!((5..59).contains(&shown), "{shown} entries are shown");
    assert!(text.contains(&format!("\nand {} more\n", 60 - shown)));
}

fn image_plot(width: usize, height: usize, values: &[f64]) -> ImagePlot {
    let axis = |n: usize, label: &str| {
        ImageAxis::new(label, "arcsec", (0..n).map(|k| 100.0 + 2.0 * k as f64).collect::<Vec<_>>())
    };
    ImagePlot::new(Image::new(width, height, values).unwrap(), axis(width, "x"), axis(height, "y"))
        .limits(Limits::MinMax)
}

#[test]
fn the_first_row_of_an_image_is_at_the_bottom_and_nan_stands_out() {
    let plot = image_plot(2, 2, &[0.0, 1.0, f64::NAN, 1.0]).colormap(Colormap::Gray);
    let picture = Picture::decode(&plot.render(Format::Png).unwrap());
    let (left, right) = (picture.width / 4, picture.width / 2);
    let (upper, lower) = (picture.height / 4, picture.height * 3 / 5);
    assert_eq!(picture.at(left, upper), Colormap::Gray.undefined());
    assert_eq!(picture.at(left, lower), Color::rgb(0, 0, 0));
    assert_eq!(picture.at(right, upper), Color::rgb(255, 255, 255));
}

#[test]
fn an_image_has_world_coordinates_and_a_colour_bar_as_text() {
    let values: Vec<f64> = (0..12).map(f64::from).collect();
    let plot = image_plot(4, 3, &values).color_label("counts");
    let text = String::from_utf8(plot.render(Format::Svg).unwrap()).unwrap();
    for expected in ["x [arcsec]", "y [arcsec]", "counts", "102", "104", "10"] {
        assert!(text.contains(&format!("\n{expected}\n")), "{expected:?} is not a text of the plot");
    }
    assert_eq!(text.matches("<image ").count(), 2, "the image and the colour bar");
}

#[test]
fn square_pixels_are_square() {
    let plot = image_plot(1, 2, &[0.0, 1.0]).colormap(Colormap::Gray).aspect(Aspect::Square);
    let black = Picture::decode(&plot.render(Format::Png).unwrap());
    // The colour bar has black and white ends, too, but they are to the right.
    let dark: Vec<_> =
        black.places(Color::rgb(0, 0, 0)).into_iter().filter(|p| p.0 < black.width * 2 / 3).collect();
    let rows = dark.iter().map(|p| p.1).max().unwrap() - dark.iter().map(|p| p.1).min().unwrap() + 1;
    let columns = dark.len() / rows;
    assert!(rows > 100 && rows.abs_diff(columns) <= 2, "{columns} columns, {rows} rows");
}

#[test]
fn a_plot_of_nothing_says_so() {
    let (x_axis, y_axis) = axes();
    let empty = svg(&LinePlot::new(x_axis, y_axis));
    assert!(empty.contains("no finite values to draw"));
    for values in [&[][..], &[f64::NAN; 6]] {
        let width = values.len() / 2;
        let text = image_plot(width, if width == 0 { 0 } else { 2 }, values).render(Format::Svg).unwrap();
        assert!(String::from_utf8(text).unwrap().contains("no finite values to draw"));
    }
}

#[test]
fn the_same_plot_is_the_same_bytes() {
    let plot = level(|k| (k as f64).sin(), LineStyle::Dashed);
    assert_eq!(plot.render(Format::Png).unwrap(), plot.render(Format::Png).unwrap());
    assert_eq!(plot.render(Format::Svg).unwrap(), plot.render(Format::Svg).unwrap());
}

#[test]
fn errors_name_what_is_wrong_and_what_would_work() {
    let dir = tempfile::tempdir().unwrap();
    let plot = level(|_| 0.5, LineStyle::Solid);
    let pdf = plot.save(dir.path().join("a.pdf")).unwrap_err().to_string();
    assert!(pdf.contains("a.pdf") && pdf.contains(".png") && pdf.contains(".svg"), "{pdf}");
    let missing = plot.save(dir.path().join("none").join("a.png")).unwrap_err().to_string();
    assert!(missing.contains("a.png"), "{missing}");
    let path = dir.path().join("a.png");
    std::fs::write(&path, "mine").unwrap();
    assert!(matches!(plot.save(&path), Err(PlotError::AlreadyExists { .. })));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    plot.clone().overwrite(true).save(&path).unwrap();
    assert!(std::fs::read(&path).unwrap().starts_with(b"\x89PNG"));
    for (width, height) in [(0, 0), (63, 500), (500, 8193), (u32::MAX, u32::MAX)] {
        let error = plot.clone().size(width, height).render(Format::Png).unwrap_err();
        assert!(matches!(error, PlotError::PageSize { .. }), "{error}");
    }
}

/// Any number at all, the usual and the odd ones.
fn number() -> impl Strategy<Value = f64> {
    let odd = [0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 5e-324, 1e-300];
    prop_oneof![prop::num::f64::ANY, -10.0..10.0f64, prop::sample::select(odd.to_vec())]
}

fn numbers(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(number(), count)
}

fn check(png: &[u8], svg: &[u8], (width, height): (u32, u32)) {
    let picture = Picture::decode(png);
    assert_eq!((picture.width, picture.height), (width as usize, height as usize));
    let text = std::str::from_utf8(svg).unwrap();
    // Texts stand on lines of their own, and what follows `href` is an encoded image.
    let tags = text.lines().filter(|line| line.starts_with('<'));
    let mut attributes = tags.filter_map(|tag| tag.split("xlink:href").next());
    assert!(attributes.all(|a| !a.contains("NaN") && !a.contains("inf\"")), "a coordinate is not a number");
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "a control character is not XML");
    assert_eq!(text.matches("<text").count(), text.matches("</text>").count());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_line_is_drawn(
        (x, y) in (0usize..40).prop_flat_map(|n| (numbers(n..n + 1), numbers(n..n + 1))),
        range in prop::option::of((number(), number())),
        (label, title) in (any::<String>(), any::<String>()),
        size in (64u32..400, 64u32..400),
        style in prop::sample::select(vec![LineStyle::Solid, LineStyle::Dotted, LineStyle::DashDot]),
    ) {
        let axis = Axis::new(label.clone(), title.clone());
        let axis = match range {
            Some((low, high)) => axis.range(low, high),
            None => axis,
        };
        let plot = LinePlot::new(axis.clone(), axis)
            .title(title)
            .size(size.0, size.1)
            .series(Series::new(label, x, y).unwrap().style(style));
        check(&plot.render(Format::Png).unwrap(), &plot.render(Format::Svg).unwrap(), size);
    }

    #[test]
    fn any_image_is_drawn(
        (width, height, values) in (0usize..9, 0usize..9)
            .prop_flat_map(|(w, h)| (Just(w), Just(h), numbers(w * h..w * h + 1))),
        (x, y, period) in (numbers(0..9), numbers(0..9), number()),
        limits in prop_oneof![
            Just(Limits::MinMax),
            (number(), number()).prop_map(|(a, b)| Limits::Explicit(a, b)),
            (number(), number()).prop_map(|(a, b)| Limits::Percentile(a, b)),
        ],
        colormap in prop::sample::select(vec![Colormap::Viridis, Colormap::RdBu, Colormap::Gray]),
        aspect in prop::sample::select(vec![Aspect::Fill, Aspect::Square]),
        size in (64u32..400, 64u32..400),
    ) {
        let image = Image::new(width, height, values).unwrap();
        let plot = ImagePlot::new(image, ImageAxis::new("x", "deg", x).period(period), ImageAxis::new("y", "", y))
            .limits(limits)
            .colormap(colormap)
            .aspect(aspect)
            .size(size.0, size.1);
        check(&plot.render(Format::Png).unwrap(), &plot.render(Format::Svg).unwrap(), size);
    }
}
