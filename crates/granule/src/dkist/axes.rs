//! The axes of a cube as tables.

use std::fmt;

use granule_core::Shape;
use granule_wcs::Wcs;

/// Three tables: array axes, world axes, and which depend on which.
pub(crate) struct AxisTables<'a>(pub(crate) &'a dyn Wcs, pub(crate) &'a Shape);

impl fmt::Display for AxisTables<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(wcs, shape) = self;
        let ndim = shape.ndim();
        let pixel_name = |axis: usize| wcs.pixel_axis_names().get(axis).map_or("", String::as_str);
        let mut array = vec![["array axis", "name", "length"].map(str::to_owned)];
        for (axis, length) in shape.iter().enumerate() {
            array.push([axis.to_string(), pixel_name(ndim - 1 - axis).to_owned(), length.to_string()]);
        }
        write_table(f, &array)?;
        writeln!(f)?;

        let mut world = vec![["world axis", "name", "physical type", "unit"].map(str::to_owned)];
        let text = |values: &[String], axis: usize| values.get(axis).cloned().unwrap_or_default();
        for axis in 0..wcs.world_n_dim() {
            let unit = text(wcs.world_axis_units(), axis);
            world.push([
                axis.to_string(),
                text(wcs.world_axis_names(), axis),
                text(wcs.world_axis_physical_types(), axis),
                if unit.is_empty() { "-".to_owned() } else { unit },
            ]);
        }
        write_table(f, &world)?;
        writeln!(f)?;
        self.write_correlation(f)
    }
}

impl AxisTables<'_> {
    /// Which world axes depend on which array axes.
    fn write_correlation(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(wcs, shape) = self;
        let ndim = shape.ndim();
        let mut rows = vec![
            std::iter::once("world \\ array".to_owned())
                .chain((0..ndim).map(|axis| axis.to_string()))
                .collect::<Vec<_>>(),
        ];
        for (name, row) in wcs.world_axis_names().iter().zip(wcs.correlation().rows()) {
            let depends = row.iter().rev().map(|&yes| if yes { "yes" } else { "." }.to_owned());
            rows.push(std::iter::once(name.clone()).chain(depends).collect());
        }
        write_table(f, &rows)
    }
}

/// Rows of cells in columns as wide as their widest cell; the first row is a heading.
fn write_table<R: AsRef<[String]>>(f: &mut fmt::Formatter<'_>, rows: &[R]) -> fmt::Result {
    let columns = rows.first().map_or(0, |row| row.as_ref().len());
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.as_ref().get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cells: Vec<String> =
            row.as_ref().iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}")).collect();
        writeln!(f, "  {}", cells.join("  ").trim_end())?;
    }
    Ok(())
}
