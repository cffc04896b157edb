//! The FITS files of a dataset and how they are arranged.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use granule_asdf::{Mapping, Node};
use granule_core::{AxisSelection, DType, Selection, Shape};
use granule_fits::{FitsSource, HduSelector, Scaling};
use granule_store::{ChunkSource, StripedSource};

use super::DkistError;
use crate::nodes::{dkist, size, sizes};
use crate::{Error, OpenOptions};

/// The FITS files of a dataset, arranged as the leading axes of its cube.
///
/// A slice of the dataset has the files that its pixels come from.
#[derive(Clone, Debug)]
pub struct Files {
    directory: PathBuf,
    names: Arc<[String]>,
    arrangement: Shape,
    /// For each place of the arrangement, in C order, which of `names`.
    numbers: Vec<usize>,
}

/// What the ASDF file says of the files.
pub(super) struct FileGrid {
    pub(super) files: Files,
    target: HduSelector,
    dtype: DType,
    /// Shape of the image in one file.
    shape: Shape,
    /// What was kept of the assembled array when the dataset was saved.
    subslice: Option<Selection>,
}

/// The images in the files of a dataset, and which part of each the dataset has.
#[derive(Clone, Debug)]
pub(super) struct FileImages {
    target: HduSelector,
    dtype: DType,
    /// Shape of the image in one file.
    shape: Shape,
    /// What is taken of each image, but for a first axis of length 1.
    taken: Selection,
}

impl FileImages {
    /// What a slice of a dataset takes whose first `n_file_axes` axes are those of its files.
    pub(super) fn slice(&self, selection: &Selection, n_file_axes: usize) -> Self {
        let inner = selection.axes().get(n_file_axes..).unwrap_or_default();
        Self { taken: self.taken.then(&Selection::new(inner.to_vec())), ..self.clone() }
    }

    /// The `file_manager` node for these files, by the names that lead to them from the ASDF file.
    pub(super) fn node(&self, names: Vec<String>, arrangement: &Shape) -> Node {
        let target = match &self.target {
            HduSelector::Name(name, _) => Node::str(name.as_str()),
            HduSelector::Number(number) => size(*number),
            _ => size(0),
        };
        let mut fields = Mapping::new()
            .with("datatype", Node::str(self.dtype.name()))
            .with("fileuris", nested(names.into_iter().map(Node::str).collect(), arrangement))
            .with("shape", sizes(self.shape.iter().copied()))
            .with("target", target);
        let lengths = self.shape.iter().skip(usize::from(self.shape.first() == Some(&1)));
        let is_whole = |(axis, &length): (&AxisSelection, &usize)| {
            *axis == AxisSelection::Range { start: 0, step: 1, length }
        };
        if !self.taken.axes().iter().zip(lengths).all(is_whole) {
            fields.insert("subslice", Node::seq(self.taken.axes().iter().map(subslice_item)));
        }
        dkist("file_manager-1.1.0", fields)
    }
}

/// Nodes in lists of lists, as they are arranged; the single one of none.
fn nested(mut nodes: Vec<Node>, arrangement: &Shape) -> Node {
    for &length in arrangement.iter().skip(1).rev() {
        nodes = nodes.chunks(length.max(1)).map(|row| Node::seq(row.to_vec())).collect();
    }
    match nodes.pop() {
        Some(only) if arrangement.ndim() == 0 => only,
        last => Node::seq(nodes.into_iter().chain(last)),
    }
}

/// An index, or `[start, stop, step]`.
fn subslice_item(axis: &AxisSelection) -> Node {
    match *axis {
        AxisSelection::At(index) => size(index),
        AxisSelection::Range { start, step, length } => {
            let number = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
            let step = i64::try_from(step).unwrap_or(1);
            let stop = number(start).saturating_add(step.saturating_mul(number(length)));
            // What goes down to the first index has no stop: a negative one would count from the end.
            let stop = if stop < 0 { Node::null() } else { Node::int(stop) };
            Node::seq([size(start), stop, Node::int(step)])
        }
    }
}

impl Files {
    /// Where the files are looked for.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// How the files are arranged; empty for a single file.
    #[must_use]
    pub fn arrangement(&self) -> &Shape {
        &self.arrangement
    }

    /// The number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there are none, as in an empty slice.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The file names, in C order of the arrangement.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> + '_ {
        self.numbers.iter().map(|&number| self.names[number].as_str())
    }

    /// The paths, in C order of the arrangement.
    pub fn paths(&self) -> impl ExactSizeIterator<Item = PathBuf> + '_ {
        self.names().map(|name| self.directory.join(name))
    }

    /// The names that lead to the files from another directory: theirs, or one above.
    pub(super) fn names_from(&self, directory: &Path) -> Result<Vec<String>, Error> {
        let real = |path: &Path| {
            path.canonicalize().map_err(|source| Error::Output { path: path.to_owned(), source })
        };
        let below = real(&self.directory)?;
        let elsewhere =
            || Error::FilesElsewhere { files: self.directory.clone(), output: directory.to_owned() };
        let way = below.strip_prefix(real(directory)?).map_err(|_| elsewhere())?;
        let way: Vec<&str> =
            way.iter().map(|part| part.to_str()).collect::<Option<_>>().ok_or_else(elsewhere)?;
        let way: String = way.iter().map(|part| format!("{part}/")).collect();
        Ok(self.names().map(|name| format!("{way}{name}")).collect())
    }

    /// The files that are not there now. Asks the file system once a file.
    #[must_use]
    pub fn missing(&self) -> Vec<PathBuf> {
        self.paths().filter(|path| !path.exists()).collect()
    }

    /// The files that a slice of the cube takes, whose leading axes are those of the arrangement, and the places of
    /// these files among all.
    pub(super) fn slice(&self, selection: &Selection) -> (Self, Vec<usize>) {
        let axes = selection.axes().get(..self.arrangement.ndim()).unwrap_or_default();
        let strides = self.arrangement.strides();
        let places = axes.iter().zip(&strides).fold(vec![0], |offsets: Vec<usize>, (axis, stride)| {
            let count = axis.length().unwrap_or(1);
            offsets
                .iter()
                .flat_map(|offset| (0..count).map(move |n| offset + axis.index(n) * stride))
                .collect()
        });
        let files = Self {
            arrangement: axes.iter().filter_map(AxisSelection::length).collect(),
            numbers: places.iter().map(|&place| self.numbers[place]).collect(),
            ..self.clone()
        };
        (files, places)
    }
}

impl FileGrid {
    /// Reads a `file_manager` (or, before 1.0, `array_container`) node; files are looked for in `directory`.
    pub(super) fn from_node(node: &Node, directory: &Path) -> Result<Self, DkistError> {
        let (names, arrangement) = file_names(node.require("fileuris")?)?;
        for uri in &names {
            check_name(uri)?;
        }
        let shape = lengths(node.require("shape")?)?;
        let datatype = node.require("datatype")?;
        let datatype = datatype.as_str().ok_or_else(|| bad(datatype, "datatype", "a type name"))?;
        // A dataset of one file has no file axes.
        let arrangement = if names.len() == 1 { Shape::default() } else { arrangement };
        let grid = Self {
            files: Files {
                directory: directory.to_owned(),
                numbers: (0..names.len()).collect(),
                names: names.into(),
                arrangement,
            },
            target: target(node.require("target")?)?,
            dtype: datatype.parse()?,
            shape,
            subslice: None,
        };
        let subslice = node.get("subslice").filter(|node| !node.is_null());
        let subslice = subslice.map(|node| subslice_of(node, &grid.assembled_shape())).transpose()?;
        Ok(Self { subslice, ..grid })
    }

    /// Leading axes of length 1 in a file that the cube does not have: at most the first.
    fn dropped(&self) -> usize {
        usize::from(self.shape.first() == Some(&1))
    }

    /// The images, and which part of them the dataset has.
    pub(super) fn images(&self) -> FileImages {
        let n_file_axes = self.files.arrangement.ndim();
        let whole = |&length: &usize| AxisSelection::Range { start: 0, step: 1, length };
        let lengths = self.shape.iter().skip(self.dropped());
        let taken = match &self.subslice {
            Some(selection) => selection.axes().get(n_file_axes..).unwrap_or_default().to_vec(),
            None => lengths.map(whole).collect(),
        };
        let (target, shape) = (self.target.clone(), self.shape.clone());
        FileImages { target, dtype: self.dtype, shape, taken: Selection::new(taken) }
    }

    fn assembled_shape(&self) -> Shape {
        self.files.arrangement.iter().chain(&self.shape[self.dropped()..]).copied().collect()
    }

    /// The lazy array of all files; no file is touched.
    pub(super) fn array(&self, options: &OpenOptions) -> Result<granule_array::Array, DkistError> {
        let scaling = options.scaling_or(Scaling::Stored);
        let source = |path| -> Result<Arc<dyn ChunkSource>, DkistError> {
            let source = FitsSource::lazy(path, self.target.clone(), &self.shape, self.dtype);
            Ok(Arc::new(source.with_io(options.io_mode()).with_scaling(scaling)?))
        };
        let parts = self.files.paths().map(source).collect::<Result<Vec<_>, _>>()?;
        let striped = StripedSource::new(&self.files.arrangement, parts, self.dropped())?;
        let array = granule_array::Array::from_source(options.cached(Arc::new(striped))?);
        Ok(match &self.subslice {
            Some(selection) => array.select_by(selection)?,
            None => array,
        })
    }
}

/// File names in nested lists, and the lengths of the lists; a bare name is a list of one.
fn file_names(node: &Node) -> Result<(Vec<String>, Shape), DkistError> {
    let mut lengths = Vec::new();
    let mut level = vec![node.clone()];
    while level.iter().any(|node| node.as_seq().is_some()) {
        let first = level.first().and_then(Node::as_seq).map_or(0, <[Node]>::len);
        let ragged = level.iter().find(|node| node.as_seq().is_none_or(|items| items.len() != first));
        if let Some(node) = ragged {
            return Err(DkistError::RaggedFiles { line: node.line() });
        }
        lengths.push(first);
        level = level.iter().filter_map(Node::as_seq).flatten().cloned().collect();
    }
    let names = level
        .iter()
        .map(|node| node.as_str().map(str::to_owned).ok_or_else(|| bad(node, "fileuris", "a list of names")))
        .collect::<Result<Vec<_>, _>>()?;
    if names.is_empty() {
        return Err(bad(node, "fileuris", "a list of at least one name"));
    }
    Ok((names, Shape::from(if lengths.is_empty() { vec![1] } else { lengths })))
}

/// A file must lie in the dataset's directory or below: an ASDF file from elsewhere must not read others.
fn check_name(uri: &str) -> Result<(), DkistError> {
    let inside =
        Path::new(uri).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if inside && !uri.is_empty() { Ok(()) } else { Err(DkistError::UnsafeFile { uri: uri.to_owned() }) }
}

fn target(node: &Node) -> Result<HduSelector, DkistError> {
    if let Some(number) = node.as_usize() {
        return Ok(HduSelector::Number(number));
    }
    let name = node.as_str().ok_or_else(|| bad(node, "target", "an HDU number or name"))?;
    Ok(HduSelector::Name(name.to_owned(), None))
}

fn lengths(node: &Node) -> Result<Shape, DkistError> {
    let items = node.as_seq().ok_or_else(|| bad(node, "shape", "a list of lengths"))?;
    items
        .iter()
        .map(|item| {
            item.as_usize().filter(|&len| len > 0).ok_or_else(|| bad(item, "shape", "a list of lengths"))
        })
        .collect()
}

/// `subslice`: an integer, or a list of integers and `[start, stop, step]`, for the axes after those of the files.
fn subslice_of(node: &Node, shape: &Shape) -> Result<Selection, DkistError> {
    let wrong = |node: &Node| bad(node, "subslice", "a list of indices and [start, stop, step]");
    let items = match node.as_seq() {
        Some(items) => items.to_vec(),
        None => vec![node.clone()],
    };
    let mut indices = vec![granule_core::Index::Ellipsis];
    for item in &items {
        indices.push(match (item.as_i64(), item.as_seq()) {
            (Some(index), _) => granule_core::Index::At(index),
            (None, Some([start, stop, step])) => granule_core::Index::Range {
                start: start.as_i64(),
                stop: stop.as_i64(),
                step: step.as_i64().unwrap_or(1),
            },
            _ => return Err(wrong(item)),
        });
    }
    Ok(granule_core::Slices::from(indices).resolve(shape)?)
}

fn bad(node: &Node, key: &'static str, expected: &'static str) -> DkistError {
    DkistError::BadEntry { line: node.line(), key, expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Node {
        Node::seq(names.iter().map(|name| Node::str(*name)))
    }

    fn grid(fileuris: Node, shape: &[i64]) -> Result<FileGrid, DkistError> {
        let node = Mapping::new()
            .with("fileuris", fileuris)
            .with("shape", Node::seq(shape.iter().map(|&len| Node::int(len))))
            .with("target", Node::int(1))
            .with("datatype", Node::str("float32"));
        FileGrid::from_node(&Node::map(node), Path::new("here"))
    }

    #[test]
    fn files_become_leading_axes_and_follow_slices() {
        let uris = Node::seq([names(&["a", "b", "c"]), names(&["d", "e", "f"])]);
        let grid = grid(uris, &[1, 5, 7]).unwrap();
        let array = grid.array(&OpenOptions::default()).unwrap();
        assert_eq!(array.shape().to_string(), "(2, 3, 5, 7)");
        let selection = granule_core::s![1, .., 2].resolve(array.shape()).unwrap();
        let (files, _) = grid.files.slice(&selection);
        assert_eq!(files.names().collect::<Vec<_>>(), ["d", "e", "f"]);
        let reversed = "::-2".parse::<granule_core::Slices>().unwrap();
        let selection = reversed.resolve(&Shape::from([3, 7])).unwrap();
        let (files, places) = files.slice(&selection);
        assert_eq!(files.paths().collect::<Vec<_>>(), [Path::new("here/f"), Path::new("here/d")]);
        assert_eq!(places, [2, 0]);
    }

    #[test]
    fn one_file_has_no_file_axes() {
        let array = grid(Node::str("a"), &[1, 5, 7]).unwrap().array(&OpenOptions::default()).unwrap();
        assert_eq!(array.shape().to_string(), "(5, 7)");
        let array =
            grid(Node::seq([names(&["a"])]), &[5, 7]).unwrap().array(&OpenOptions::default()).unwrap();
        assert_eq!(array.shape().to_string(), "(5, 7)");
    }

    #[test]
    fn wrong_entries_are_named() {
        let error =
            |fileuris, shape: &[i64]| grid(fileuris, shape).err().map(|error| error.to_string()).unwrap();
        assert!(error(Node::seq([names(&["a"]), names(&["b", "c"])]), &[5]).contains("ragged"));
        assert!(error(Node::seq([names(&["a"]), Node::str("b")]), &[5]).contains("ragged"));
        assert!(error(names(&["../a"]), &[5]).contains("leads out of the dataset's directory"));
        assert!(error(names(&["/a"]), &[5]).contains("leads out of the dataset's directory"));
        assert!(error(names(&[]), &[5]).contains("at least one name"));
        assert!(error(names(&["a"]), &[-5]).contains("shape is not a list of lengths"));
    }
}
