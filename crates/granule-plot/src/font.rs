//! The embedded font: a machine without fonts draws the same plots.

use std::sync::OnceLock;

use plotters::style::{FontStyle, IntoFont, register_font};

use crate::error::PlotError;

/// The name the font is registered under. It is written into SVG files as it stands, where it is a list of
/// fonts to try: one cut like ours comes first, so that the layout holds.
pub(crate) const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// DejaVu Sans 2.35, cut down to Latin, Greek and the signs of units and mathematics.
static DEJAVU_SANS: &[u8] = include_bytes!("../assets/DejaVuSans.ttf");

/// Widths are measured this much enlarged, since plotters rounds them to whole pixels.
const MEASURE: f64 = 32.0;

/// The height that plotters means by a font's size in bitmaps (ascent to descent), in ems of this font.
pub(crate) const LINE_HEIGHT: f64 = (1901.0 + 483.0) / 2048.0;
/// The height of capitals and digits, in ems.
pub(crate) const CAP_HEIGHT: f64 = 0.729;

/// Makes the font known to plotters; does nothing from the second call on.
pub(crate) fn register() -> Result<(), PlotError> {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    let registered = REGISTERED.get_or_init(|| register_font(FAMILY, FontStyle::Normal, DEJAVU_SANS).is_ok());
    if *registered { Ok(()) } else { Err(PlotError::Font { family: FAMILY }) }
}

/// The width of a text in pixels, at an em of `size` pixels.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    let enlarged = (FAMILY, size * LINE_HEIGHT * MEASURE).into_font();
    match register().map(|()| enlarged.box_size(text)) {
        Ok(Ok((width, _))) => f64::from(width) / MEASURE,
        // Without the font nothing can be drawn; that error is reported by the renderer.
        _ => 0.6 * size * text.chars().count() as f64,
    }
}

/// A text for drawing: on one line, without the control characters that XML forbids.
pub(crate) fn one_line(text: &str) -> String {
    let clean = |c: char| if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') { ' ' } else { c };
    text.trim().chars().map(clean).collect()
}

/// The text cut to fit a length, with dots where something is missing.
pub(crate) fn shortened(text: &str, size: f64, longest: f64) -> String {
    let mut kept = one_line(text);
    // A very long text is cut without measuring it again for every letter.
    let most = (longest / (0.2 * size).max(0.1)).max(1.0) as usize;
    let cut = kept.chars().count() > most || width(&kept, size) > longest;
    if !cut {
        return kept;
    }
    kept = kept.chars().take(most).collect();
    while !kept.is_empty() && width(&kept, size) + size > longest {
        kept.pop();
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_is_there_and_knows_the_signs_we_write() {
        register().unwrap();
        let missing = width("\u{E000}", 100.0);
        for sign in "×−…⁻⁰⁵µΩÅ″′°".chars() {
            assert!(width(&sign.to_string(), 100.0) > 0.0, "{sign} has no width");
        }
        assert!((width("−", 100.0) - missing).abs() > 1.0, "the minus sign is missing");
    }

    #[test]
    fn long_texts_are_cut_to_fit() {
        let cut = shortened("a title that goes on and on", 10.0, 80.0);
        assert!(cut.ends_with('…') && width(&cut, 10.0) <= 80.0, "{cut}");
        assert_eq!(shortened("short", 10.0, 80.0), "short");
        assert_eq!(shortened("two\nlines", 10.0, 800.0), "two lines");
    }
}
