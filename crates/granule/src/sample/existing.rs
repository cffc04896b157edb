//! The directory of a sample: it is made, found empty, or cleared of an earlier sample.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use granule_asdf::{AsdfFile, Node};
use granule_fits::Overwrite;

use super::SampleError;
use super::tree::PROGRAM;

/// Sees to it that a dataset can be written to the directory, and will be the only one there.
pub(super) fn prepare(directory: &Path, overwrite: Overwrite) -> Result<(), SampleError> {
    fs::create_dir_all(directory).map_err(failed("make", directory))?;
    let asdf = files(directory, "asdf")?;
    let taken = asdf.first().cloned().or(files(directory, "fits")?.into_iter().next());
    match (taken, overwrite) {
        (None, _) => Ok(()),
        (Some(file), Overwrite::No) => {
            let file = file.file_name().map(PathBuf::from).unwrap_or_default();
            Err(SampleError::Exists { directory: directory.to_owned(), file })
        }
        (Some(_), Overwrite::Yes) => {
            // Nothing goes before all are known to be samples.
            let samples = asdf.iter().map(|path| sample(path)).collect::<Result<Vec<_>, _>>()?;
            samples.iter().flatten().try_for_each(|path| remove(path))
        }
    }
}

/// The files of a directory whose names end so, sorted.
fn files(directory: &Path, extension: &str) -> Result<Vec<PathBuf>, SampleError> {
    let entries = fs::read_dir(directory).map_err(failed("read", directory))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>();
    let mut paths = paths.map_err(failed("read", directory))?;
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    Ok(paths)
}

/// The files of a sample, the ASDF file last; an error where the ASDF file is that of anything else.
fn sample(path: &Path) -> Result<Vec<PathBuf>, SampleError> {
    let refuse = || SampleError::NotASample { path: path.to_owned() };
    let file = AsdfFile::open(path).map_err(|_| refuse())?;
    let entries = file.tree().get("history").and_then(|history| history.get("entries"));
    let written_here = |entry: &Node| {
        entry.get("software").and_then(|software| software.get("name")).and_then(Node::as_str)
            == Some(PROGRAM)
    };
    if !entries.and_then(Node::as_seq).is_some_and(|entries| entries.iter().any(written_here)) {
        return Err(refuse());
    }
    let uris = file.tree().get("dataset").and_then(|dataset| dataset.get("data")?.get("fileuris"));
    let mut names = Vec::new();
    uris.into_iter().for_each(|uris| collect(uris, &mut names));
    // A sample lies in one directory: names that lead elsewhere are not followed.
    let own =
        names.iter().filter(|name| Path::new(name).file_name().is_some_and(|file| file == name.as_str()));
    let directory = path.parent().unwrap_or(Path::new("."));
    Ok(own.map(|name| directory.join(name)).chain([path.to_owned()]).collect())
}

/// The strings in nested lists.
fn collect(node: &Node, names: &mut Vec<String>) {
    match (node.as_str(), node.as_seq()) {
        (Some(name), _) => names.push(name.to_owned()),
        (_, Some(items)) => items.iter().for_each(|item| collect(item, names)),
        _ => {}
    }
}

/// Removes a file; one that is not there is as good as removed.
pub(super) fn remove(path: &Path) -> Result<(), SampleError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("remove", path)(error)),
        _ => Ok(()),
    }
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SampleError {
    let path = path.to_owned();
    move |source| SampleError::Directory { action, path, source }
}
