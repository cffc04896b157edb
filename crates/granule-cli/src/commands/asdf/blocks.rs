//! The blocks of a file.

use granule::asdf::{AsdfError, AsdfFile, BlockInfo, Checksum};
use serde_json::{Value, json};

/// A block, its number, and what its checksum is worth if that was asked for.
pub(super) struct Row<'a> {
    number: usize,
    info: &'a BlockInfo,
    checksum: Option<Checksum>,
}

/// The blocks of a file; checksums are computed where they are wanted.
pub(super) fn rows(file: &AsdfFile, checksums: bool) -> Result<Vec<Row<'_>>, AsdfError> {
    file.blocks()
        .iter()
        .enumerate()
        .map(|(number, info)| {
            let checksum = checksums.then(|| file.checksum(number)).transpose()?;
            Ok(Row { number, info, checksum })
        })
        .collect()
}

impl Row<'_> {
    fn compression(&self) -> String {
        match (self.info.is_uncompressed(), self.info.streamed) {
            (true, true) => "none, streamed".to_owned(),
            (true, false) => "none".to_owned(),
            _ => self.info.label(),
        }
    }
}

/// One block a line.
pub(super) fn table(rows: &[Row<'_>]) -> String {
    if rows.is_empty() {
        return "no blocks".to_owned();
    }
    let mut head = vec!["block", "offset", "compression", "allocated", "used", "size"];
    if rows.iter().any(|row| row.checksum.is_some()) {
        head.push("checksum");
    }
    let mut cells: Vec<Vec<String>> = vec![head.into_iter().map(str::to_owned).collect()];
    cells.extend(rows.iter().map(|row| {
        let info = row.info;
        let mut cells = vec![row.number.to_string(), info.offset.to_string(), row.compression()];
        cells.extend([info.allocated, info.used, info.data_size].map(|size| size.to_string()));
        cells.extend(row.checksum.map(|state| words(state).to_owned()));
        cells
    }));
    let columns = cells.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| cells.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let padded = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    cells.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The blocks, and what is odd about the file.
pub(super) fn json(file: &AsdfFile, rows: &[Row<'_>]) -> Result<String, serde_json::Error> {
    let blocks: Vec<Value> = rows
        .iter()
        .map(|row| {
            let info = row.info;
            let mut value = json!({
                "block": row.number,
                "offset": info.offset,
                "payload_offset": info.payload,
                "compression": if info.is_uncompressed() { None } else { Some(info.label()) },
                "streamed": info.streamed,
                "allocated": info.allocated,
                "used": info.used,
                "data_size": info.data_size,
                "md5": hex(info.checksum),
            });
            if let Some(state) = row.checksum {
                value["checksum"] = json!(words(state));
            }
            value
        })
        .collect();
    let warnings: Vec<String> = file.warnings().iter().map(ToString::to_string).collect();
    serde_json::to_string_pretty(&json!({"blocks": blocks, "warnings": warnings}))
}

/// What a checksum is worth.
fn words(state: Checksum) -> &'static str {
    match state {
        Checksum::Absent => "none",
        Checksum::Stored => "holds",
        Checksum::Decoded => "holds for the decoded bytes",
        _ => "does not hold",
    }
}

/// The digest in hexadecimal; `None` if there is none.
fn hex(digest: [u8; 16]) -> Option<String> {
    let digits = || digest.iter().map(|byte| format!("{byte:02x}")).collect();
    (digest != [0; 16]).then(digits)
}
