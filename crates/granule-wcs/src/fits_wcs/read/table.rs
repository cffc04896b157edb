//! `-TAB` axes: which table, which of its axes.

use std::sync::Arc;

use super::axis::{Algorithm, Axis};
use super::header::Header;
use crate::fits_wcs::{TableColumn, Tables};
use crate::transform::{CoordinateTable, Transform};
use crate::{Result, WcsError};

/// Axes that share a table, in the order of its own axes.
pub(super) struct TableGroup {
    pub(super) axes: Vec<usize>,
    pub(super) transform: Arc<dyn Transform>,
}

/// Where the coordinates of an axis are.
#[derive(Clone, Debug, PartialEq)]
struct Source {
    extension: String,
    version: i64,
    level: i64,
    column: String,
}

/// One axis of a table.
struct Member {
    axis: usize,
    source: Source,
    index: Option<String>,
    /// Its place among the axes of the table, from 0.
    place: usize,
}

/// The groups of axes that share tables.
///
/// # Errors
/// [`WcsError::BadFitsKeyword`], and [`WcsError::BadCoordinateTable`] when a table is not there or does not fit.
pub(super) fn groups(header: &Header<'_>, tables: &dyn Tables, axes: &[Axis]) -> Result<Vec<TableGroup>> {
    let tabled = axes.iter().filter(|axis| axis.algorithm == Algorithm::Table);
    let mut members = tabled.map(|axis| member(header, axis)).collect::<Result<Vec<Member>>>()?;
    let mut groups = Vec::new();
    while let Some(first) = members.first() {
        let source = first.source.clone();
        let (mut group, rest): (Vec<Member>, Vec<Member>) =
            members.into_iter().partition(|member| member.source == source);
        members = rest;
        group.sort_by_key(|member| member.place);
        groups.push(read(tables, &source, &group)?);
    }
    Ok(groups)
}

fn member(header: &Header<'_>, axis: &Axis) -> Result<Member> {
    let number = axis.number;
    let text = |m: usize| {
        let stem = format!("PS{}_{m}", number + 1);
        let expected = format!("the name of a table or column, for {}", axis.ctype);
        header.parameter_text(number, m).ok_or_else(|| header.bad(&stem, "absent", expected))
    };
    let whole = |m: usize| header.parameter(number, m).unwrap_or(1.0);
    let place = whole(3);
    if !(1.0..=CoordinateTable::MAX_AXES as f64).contains(&place) {
        let expected = format!("an axis of the table, 1 to {}", CoordinateTable::MAX_AXES);
        return Err(header.bad(&format!("PV{}_3", number + 1), place.to_string(), expected));
    }
    Ok(Member {
        axis: number,
        source: Source {
            extension: text(0)?,
            version: whole(1) as i64,
            level: whole(2) as i64,
            column: text(1)?,
        },
        index: header.parameter_text(number, 2),
        place: place as usize - 1,
    })
}

fn read(tables: &dyn Tables, source: &Source, group: &[Member]) -> Result<TableGroup> {
    let n = group.len();
    let bad = |column: &str, why: String| WcsError::BadCoordinateTable {
        extension: source.extension.clone(),
        column: column.to_owned(),
        why,
    };
    let fetch = |column: &str| {
        let found = tables.column(&source.extension, source.version, source.level, column);
        found.ok_or_else(|| bad(column, "there is no such column of numbers".to_owned()))
    };
    if group.iter().map(|member| member.place).ne(0..n) {
        let places: Vec<String> = group.iter().map(|member| (member.place + 1).to_string()).collect();
        let why = format!("axes {} of it are in use; expected each of 1 to {n} once", places.join(", "));
        return Err(bad(&source.column, why));
    }
    let TableColumn { shape, values } = fetch(&source.column)?;
    let lengths = match shape.split_first() {
        Some((first, lengths)) if *first == n && lengths.len() == n => lengths.to_vec(),
        // A table of one axis may leave out the axis of length one before it.
        Some((only, [])) if n == 1 => vec![*only],
        _ => {
            return Err(bad(&source.column, format!("its shape is {shape:?}; expected {n} and {n} lengths")));
        }
    };
    let mut parts = Vec::with_capacity(n);
    for (member, length) in group.iter().zip(lengths) {
        let index = member.index.as_deref().map(&fetch).transpose()?;
        parts.push((length, index.map(|column| column.values)));
    }
    let table = CoordinateTable::new(parts, values);
    let table = table.ok_or_else(|| {
        bad(&source.column, "its lengths do not fit, or an index neither rises nor falls".to_owned())
    })?;
    Ok(TableGroup { axes: group.iter().map(|member| member.axis).collect(), transform: Arc::new(table) })
}
