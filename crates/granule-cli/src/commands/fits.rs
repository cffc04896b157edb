//! `granule fits`: a FITS file itself.

use granule::FitsCube;
use granule::fits::{Card, FitsFile, Hdu, HduSelector, Value, verify};
use serde_json::json;

use crate::args::FitsCommand;
use crate::text::say;

pub(crate) fn run(command: &FitsCommand) -> anyhow::Result<()> {
    match command {
        FitsCommand::Header { path } => {
            let (path, selector) = FitsCube::split_name(path)?;
            let file = FitsFile::open(&path)?;
            let hdu = match selector {
                // Without a name, the first image; without an image, the primary header.
                HduSelector::FirstImage => {
                    file.hdu(&selector).or_else(|_| file.hdu(&HduSelector::Number(0)))?
                }
                named => file.hdu(&named)?,
            };
            for card in hdu.header.cards() {
                say(&card_text(card))?;
            }
            Ok(())
        }
        FitsCommand::Verify { path } => {
            let findings = verify(path)?;
            for finding in &findings {
                say(&finding.to_string())?;
            }
            match findings.len() {
                0 => Ok(say(&format!("{} is sound", path.display()))?),
                count => anyhow::bail!("{count} faults in {}", path.display()),
            }
        }
    }
}

fn card_text(card: &Card) -> String {
    let comment = card.comment.as_deref().map(|comment| format!(" / {comment}")).unwrap_or_default();
    match &card.value {
        Value::Commentary(text) => format!("{:8} {text}", card.keyword),
        value => format!("{:8}= {value}{comment}", card.keyword),
    }
}

/// The HDUs of a file, one a line: number, name, kind, shape, type, compression and tiles.
pub(crate) fn hdu_table(file: &FitsFile) -> String {
    let mut rows = vec![["HDU", "name", "kind", "shape", "type", "compression"].map(str::to_owned)];
    rows.extend(file.hdus().iter().map(|hdu| {
        let facts = Facts::of(hdu);
        let compression =
            facts.compression.map(|codec| format!("{codec}, tiles of {}", lengths(&facts.tile)));
        [
            hdu.number.to_string(),
            facts.name.unwrap_or_default(),
            hdu.kind.to_string(),
            lengths(&facts.shape),
            facts.dtype.unwrap_or_default().to_owned(),
            compression.unwrap_or_default(),
        ]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    let line = |row: &[String; 6]| {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

pub(crate) fn hdu_json(hdu: &Hdu) -> serde_json::Value {
    let facts = Facts::of(hdu);
    json!({
        "number": hdu.number,
        "name": facts.name,
        "kind": hdu.kind.to_string(),
        "shape": facts.shape,
        "dtype": facts.dtype,
        "compression": facts.compression,
        "tile": facts.tile,
    })
}

/// What a header says of the image in its HDU; whatever it does not say, or says wrongly, is left out.
struct Facts {
    name: Option<String>,
    shape: Vec<i64>,
    dtype: Option<&'static str>,
    compression: Option<String>,
    tile: Vec<i64>,
}

impl Facts {
    fn of(hdu: &Hdu) -> Self {
        let text = |keyword: &str| hdu.header.value_as::<String>(keyword).ok().flatten();
        let number = |keyword: &str| hdu.header.value_as::<i64>(keyword).ok().flatten();
        let compression = text("ZCMPTYPE");
        let prefix = if compression.is_some() { "Z" } else { "" };
        let ndim = number(&format!("{prefix}NAXIS")).unwrap_or(0).clamp(0, 999);
        let axes = |stem: &str, default: i64| -> Vec<i64> {
            (1..=ndim).rev().map(|axis| number(&format!("{stem}{axis}")).unwrap_or(default)).collect()
        };
        let shape = axes(&format!("{prefix}NAXIS"), 0);
        // Rows are the tiles of an image that does not say.
        let mut tile = if compression.is_some() { axes("ZTILE", 1) } else { Vec::new() };
        if let (Some(last), None, Some(row)) = (tile.last_mut(), number("ZTILE1"), shape.last()) {
            *last = *row;
        }
        let dtype = number(&format!("{prefix}BITPIX")).filter(|_| hdu.is_image()).and_then(dtype_name);
        Self { name: text("EXTNAME"), shape, dtype, compression, tile }
    }
}

fn dtype_name(bitpix: i64) -> Option<&'static str> {
    Some(match bitpix {
        8 => "uint8",
        16 => "int16",
        32 => "int32",
        64 => "int64",
        -32 => "float32",
        -64 => "float64",
        _ => return None,
    })
}

fn lengths(axes: &[i64]) -> String {
    let axes: Vec<String> = axes.iter().map(ToString::to_string).collect();
    if axes.is_empty() { String::new() } else { format!("({})", axes.join(", ")) }
}
