//! `granule asdf`: an ASDF file itself.

mod blocks;
mod json;
mod tree;
mod values;

use std::io::{self, BufWriter, Write};

use granule::asdf::Kind;
use granule::open_asdf;

use self::json::{Arrays, write_json};
use self::values::{Style, write_array};
use crate::args::AsdfCommand;

pub(crate) fn run(command: &AsdfCommand) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match command {
        AsdfCommand::Tree { path, node, json, data } => {
            let file = open_asdf(path)?;
            let target = file.find(node)?;
            let (home, node) = (target.file(&file), target.node());
            let arrays = if *data { Arrays::Values } else { Arrays::Summaries };
            if *json {
                write_json(&mut out, home, node, arrays)?;
                writeln!(out)?;
            } else {
                write!(out, "{}", tree::yaml(home, node, arrays)?)?;
            }
        }
        AsdfCommand::Blocks { path, checksums, json } => {
            let file = open_asdf(path)?;
            let rows = blocks::rows(&file, *checksums)?;
            let text = if *json { blocks::json(&file, &rows)? } else { blocks::table(&rows) };
            writeln!(out, "{text}")?;
            for warning in file.warnings().iter().filter(|_| !json) {
                crate::text::complain(&format!("warning: {warning}"));
            }
        }
        AsdfCommand::Get { path, node, json } => {
            let file = open_asdf(path)?;
            let target = file.find(node)?;
            let (home, node) = (target.file(&file), target.node());
            match node.kind() {
                _ if node.is_ndarray() => {
                    let style = if *json { Style::Json } else { Style::Text };
                    write_array(&mut out, &home.array(node)?, style)?;
                    writeln!(out)?;
                }
                _ if *json => {
                    write_json(&mut out, home, node, Arrays::Summaries)?;
                    writeln!(out)?;
                }
                Kind::Str(text) => writeln!(out, "{text}")?,
                _ => writeln!(out, "{}", tree::body(&tree::yaml(home, node, Arrays::Summaries)?))?,
            }
        }
    }
    out.flush()?;
    Ok(())
}
