//! Transform nodes that hold tables.

use granule_asdf::Node;

use super::leaves::first;
use super::quantity::{Values, read_unit, scalar_in, values};
use super::transforms::{Builder, Built, Units, chain, conversion, scales};
use super::{bad_value, indices, tag_of};
use crate::transform::{
    AsymmetricMapping, CelestialTables, Chain, Interpolation, Mapping, Outside, Ravel, RavelOrder, Tabular,
    Transform, VaryingCelestial,
};
use crate::{Result, Unit, WcsError};

impl Builder<'_> {
    pub(super) fn tabular(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let table = values(self.file, node.require("lookup_table")?)?;
        let inputs = first(node, units, table.shape.len())?;
        let mut points = Vec::with_capacity(inputs.len());
        match node.get("points").and_then(Node::as_seq) {
            Some(lists) => {
                for (list, input) in lists.iter().zip(inputs) {
                    points.push(self.table_points(list, input)?);
                }
            }
            None => points.extend(table.shape.iter().map(|&length| (0..length).map(|n| n as f64).collect())),
        }
        let lengths: Vec<usize> = points.iter().map(Vec::len).collect();
        let found = format!("of shape {:?} at {lengths:?} points", table.shape);
        let fits = lengths == table.shape;
        let tabular = Tabular::new(points, table.data, interpolation(node)?, outside(node)?);
        let tabular = tabular.filter(|_| fits).ok_or_else(|| {
            let expected = "one value at each of increasing points, in 1 to 8 dimensions";
            bad_value(node, "lookup_table of tabular", found, expected)
        })?;
        Ok(Built::new(tabular, vec![table.unit]))
    }

    /// The points of one axis, in the unit in which its input comes.
    fn table_points(&self, list: &Node, input: &Option<Unit>) -> Result<Vec<f64>> {
        let points = values(self.file, list)?;
        Ok(match input {
            Some(unit) => points.in_unit(unit)?.data,
            None => points.data,
        })
    }

    pub(super) fn ravel(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let shape = indices(node, "array_shape")?.unwrap_or_default();
        let order = match node.get("order").map_or(Some("C"), Node::as_str) {
            Some("F") => RavelOrder::F,
            Some("C") => RavelOrder::C,
            other => {
                return Err(bad_value(
                    node,
                    "order of ravel_model",
                    other.unwrap_or("not a string"),
                    "C or F",
                ));
            }
        };
        let inputs = first(node, units, shape.len())?;
        let unit = inputs.first().cloned().flatten();
        let found = format!("{shape:?}");
        let ravel = Ravel::new(shape, order).ok_or_else(|| {
            bad_value(node, "array_shape of ravel_model", found, "one countable length an axis")
        })?;
        Ok(Built::new(ravel, vec![unit]))
    }

    pub(super) fn varying_celestial(&self, node: &Node, units: &[Option<Unit>], slit: bool) -> Result<Built> {
        let tables = self.celestial_tables(node)?;
        let n_tables = tables.shape.len();
        let varying = VaryingCelestial::new(&tables).ok_or_else(|| unfit_tables(node, &tables.shape))?;
        let degrees = vec![Some(Unit::degree()); 2];
        if !slit {
            return pixels_in(node, first(node, units, 2 + n_tables)?, varying, degrees);
        }
        // In the oldest files the slit transform repeats its second input itself.
        let repeat: Vec<usize> = [0, 1, 1].into_iter().chain(2..n_tables + 1).collect();
        let mapping = Mapping::new(repeat, n_tables + 1).zip(Mapping::new(vec![0], 2));
        let (forward, backward) = mapping.ok_or_else(|| unfit_tables(node, &tables.shape))?;
        let stages: [std::sync::Arc<dyn Transform>; 2] =
            [std::sync::Arc::new(AsymmetricMapping::new(forward, backward)), std::sync::Arc::new(varying)];
        let slit = Chain::new(stages).ok_or_else(|| unfit_tables(node, &tables.shape))?;
        pixels_in(node, first(node, units, n_tables + 1)?, slit, degrees)
    }

    pub(super) fn varying_celestial_inverse(&self, node: &Node, units: &[Option<Unit>]) -> Result<Built> {
        let tables = self.celestial_tables(node)?;
        let varying = VaryingCelestial::new(&tables).and_then(|forward| forward.inverse());
        let inverse = varying.ok_or_else(|| unfit_tables(node, &tables.shape))?;
        let mut wanted: Units = vec![Some(Unit::degree()); 2];
        wanted.resize(inverse.n_inputs(), Some(Unit::pixel()));
        let inputs = first(node, units, wanted.len())?;
        let bare = inputs.iter().all(Option::is_none);
        let outputs = vec![(!bare).then(Unit::pixel); 2];
        match conversion(inputs, &wanted)? {
            None => Ok(Built { transform: inverse, units: outputs }),
            Some(factors) => chain([scales(&factors), inverse], outputs, node.line()),
        }
    }

    fn celestial_tables(&self, node: &Node) -> Result<CelestialTables> {
        let projection_node = node.require("projection")?;
        let unknown =
            || WcsError::UnknownTransform { tag: tag_of(projection_node), line: projection_node.line() };
        let projection = self.projection(projection_node)?.ok_or_else(unknown)?;
        // Version 1.3 renamed the key; files of any version may have either.
        let crpix = node.get("crpix_table").map_or_else(|| node.require("crpix"), Ok)?;
        let crpix = values(self.file, crpix)?.in_unit(&Unit::pixel())?;
        // The oldest files give the matrix in arc seconds and mean pixels: its unit says nothing.
        let pc = values(self.file, node.require("pc_table")?)?;
        let crval = values(self.file, node.require("crval_table")?)?.in_unit(&Unit::degree())?;
        let cdelt = values(self.file, node.require("cdelt")?)?.in_unit(&Unit::parse("deg / pix"))?;
        let &[sx, sy] = cdelt.data.as_slice() else {
            return Err(bad_value(node, "cdelt", format!("of shape {:?}", cdelt.shape), "2 values"));
        };
        let lon_pole = match node.get("lon_pole") {
            Some(_) => scalar_in(self.file, node, "lon_pole", &Unit::degree())?,
            None => 180.0,
        };
        let shapes = [
            table_shape(node, &crpix, &[2])?,
            table_shape(node, &crval, &[2])?,
            table_shape(node, &pc, &[2, 2])?,
        ];
        Ok(CelestialTables {
            shape: common_shape(node, &shapes)?,
            crpix: crpix.data.as_chunks::<2>().0.to_vec(),
            crval: crval.data.as_chunks::<2>().0.to_vec(),
            pc: pc.data.as_chunks::<4>().0.iter().map(|&[a, b, c, d]| [[a, b], [c, d]]).collect(),
            cdelt: [sx, sy],
            lon_pole,
            projection,
        })
    }
}

/// A transform of pixel inputs.
fn pixels_in(
    node: &Node,
    inputs: &[Option<Unit>],
    transform: impl Transform + 'static,
    units: Units,
) -> Result<Built> {
    // Bare numbers yield bare numbers, in degrees all the same.
    let bare = inputs.iter().all(Option::is_none);
    let units = if bare { vec![None; units.len()] } else { units };
    match conversion(inputs, &vec![Some(Unit::pixel()); inputs.len()])? {
        None => Ok(Built::new(transform, units)),
        Some(factors) => chain([scales(&factors), std::sync::Arc::new(transform)], units, node.line()),
    }
}

/// The shape of a table without that of its entries; empty for a single entry.
fn table_shape<'v>(node: &Node, table: &'v Values, entry: &[usize]) -> Result<&'v [usize]> {
    let shape = table.shape.strip_suffix(entry);
    shape.ok_or_else(|| {
        let found = format!("of shape {:?}", table.shape);
        bad_value(
            node,
            "a table of varying_celestial_transform",
            found,
            format!("a shape that ends in {entry:?}"),
        )
    })
}

/// The shape all tables have that are tables.
fn common_shape(node: &Node, shapes: &[&[usize]]) -> Result<Vec<usize>> {
    let mut tabled = shapes.iter().filter(|shape| !shape.is_empty());
    let first = tabled.next().copied().unwrap_or(&[]);
    if first.is_empty() || first.len() > 3 || tabled.any(|shape| *shape != first) {
        let found = format!("of shapes {shapes:?}");
        let what = "tables of varying_celestial_transform";
        return Err(bad_value(node, what, found, "one shape of 1 to 3 dimensions"));
    }
    Ok(first.to_vec())
}

fn unfit_tables(node: &Node, shape: &[usize]) -> WcsError {
    let found = format!("do not fill the shape {shape:?}");
    bad_value(node, "tables of varying_celestial_transform", found, "an entry at every place")
}

fn interpolation(node: &Node) -> Result<Interpolation> {
    match node.get("method").map_or(Some("linear"), Node::as_str) {
        Some("linear") => Ok(Interpolation::Linear),
        Some("nearest") => Ok(Interpolation::Nearest),
        other => {
            Err(bad_value(node, "method of tabular", other.unwrap_or("not a string"), "linear or nearest"))
        }
    }
}

/// Where upstream would raise an error, the value is undefined.
fn outside(node: &Node) -> Result<Outside> {
    if node.get("bounds_error").and_then(Node::as_bool).unwrap_or(true) {
        return Ok(Outside::Fill(f64::NAN));
    }
    match node.get("fill_value").filter(|fill| !fill.is_null()) {
        None => Ok(Outside::Extrapolate),
        Some(fill) => {
            let value = fill.as_f64().or_else(|| fill.get("value").and_then(Node::as_f64));
            let value = value.ok_or_else(|| fill.wrong_kind("fill_value", "a number"))?;
            let scale = match (fill.get("unit"), node.get("lookup_table").and_then(|table| table.get("unit")))
            {
                (Some(own), Some(table)) => read_unit(own)?.factor_to(&read_unit(table)?)?,
                _ => 1.0,
            };
            Ok(Outside::Fill(value * scale))
        }
    }
}
