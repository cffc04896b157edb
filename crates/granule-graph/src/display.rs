//! How a graph prints: a line, or a picture in DOT.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use crate::{Bytes, TaskGraph};

impl TaskGraph {
    /// How many tasks each operation name has.
    #[must_use]
    pub fn tasks_by_operation(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for (id, _) in self.tasks() {
            *counts.entry(self.operation_name(id)).or_default() += 1;
        }
        counts
    }

    /// The graph in the DOT language: boxes are tasks with their regions and ranks, double ones are outputs.
    #[must_use]
    pub fn to_dot(&self) -> String {
        let mut dot = String::from("digraph tasks {\n    rankdir = BT;\n    node [shape = box];\n");
        for (id, task) in self.tasks() {
            let name = escape(self.operation_name(id));
            let border = if self.outputs_of(id).next().is_some() { ", peripheries = 2" } else { "" };
            // Writing to a string cannot fail.
            let _ = writeln!(
                dot,
                "    {} [label = \"{name}\\n{}\\nrank {}\"{border}];",
                id.index(),
                task.region(),
                self.rank(id)
            );
        }
        for (id, _) in self.tasks() {
            for (slot, input) in self.inputs(id).enumerate() {
                let _ = writeln!(dot, "    {} -> {} [label = \"{slot}\"];", input.index(), id.index());
            }
        }
        dot.push_str("}\n");
        dot
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

impl fmt::Display for TaskGraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let names: Vec<String> =
            self.tasks_by_operation().iter().map(|(name, count)| format!("{count} {name}")).collect();
        write!(f, "{} task{}", self.len(), plural(self.len()))?;
        if !names.is_empty() {
            write!(f, " ({})", names.join(", "))?;
        }
        let (edges, outputs) = (self.edges(), self.outputs().len());
        write!(f, ", {edges} edge{}, {outputs} output{}", plural(edges), plural(outputs))?;
        let forecast = self.forecast();
        if forecast.bytes_read > 0 {
            write!(f, "; reads {}", Bytes(forecast.bytes_read))?;
        }
        if forecast.tiles > 0 {
            write!(f, " in {} tile{}", forecast.tiles, plural(usize::try_from(forecast.tiles).unwrap_or(2)))?;
        }
        write!(f, "; peak {}", Bytes(forecast.serial_peak))
    }
}
