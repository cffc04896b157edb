//! Which ASDF file of a directory is the dataset's.

use std::path::{Path, PathBuf};

use super::DkistError;

/// Endings of a dataset's ASDF files, best first: the newest layout is the one with `_metadata`.
const SUFFIXES: [&str; 3] = ["_metadata", "_user_tools", ""];

/// The ASDF file that `path` names: itself, or the best of the one dataset in a directory.
pub(super) fn asdf_file(path: &Path) -> Result<PathBuf, DkistError> {
    let kind = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => DkistError::NotFound,
        _ => DkistError::Io(error),
    })?;
    if !kind.is_dir() {
        return Ok(path.to_owned());
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir(path)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .filter(|file| stem(file).is_some())
        .collect();
    found.sort();
    // What users saved beside a dataset, under names of their own, is not what they mean by the directory.
    if found.iter().any(|file| has_archive_name(file)) {
        found.retain(|file| has_archive_name(file));
    }
    let mut datasets: Vec<String> = found.iter().map(|file| split_suffix(file).0).collect();
    datasets.dedup();
    datasets.sort();
    datasets.dedup();
    if datasets.len() > 1 {
        let names = found.iter().filter_map(|file| file.file_name());
        return Err(DkistError::Ambiguous {
            names: names.map(|n| n.to_string_lossy().into_owned()).collect(),
        });
    }
    found.into_iter().min_by_key(|file| split_suffix(file).1).ok_or(DkistError::NoAsdf)
}

/// The name of an ASDF file without `.asdf` or `.asdf.gz`; `None` for any other file.
fn stem(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_string_lossy().into_owned();
    let lower = name.to_ascii_lowercase();
    let ending = [".asdf", ".asdf.gz"].into_iter().find(|ending| lower.ends_with(ending))?;
    name.get(..name.len() - ending.len()).map(str::to_owned)
}

/// Whether a file is named as the data centre names them: `VISP_L1_20221024T194733_BEOGN`, with a suffix or without.
fn has_archive_name(file: &Path) -> bool {
    let (name, _) = split_suffix(file);
    let parts: Vec<&str> = name.split('_').collect();
    matches!(parts.as_slice(), [_, "L1" | "L2", time, _] if time.len() == 15 && time.get(8..9) == Some("T"))
}

/// The name of the dataset a file belongs to, and how good its suffix is, 0 being best.
fn split_suffix(file: &Path) -> (String, usize) {
    let stem = stem(file).unwrap_or_default();
    SUFFIXES
        .iter()
        .enumerate()
        .find_map(|(rank, suffix)| Some((stem.strip_suffix(suffix)?.to_owned(), rank)))
        .unwrap_or((stem, SUFFIXES.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(names: &[&str]) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        for name in names {
            std::fs::write(directory.path().join(name), "").unwrap();
        }
        directory
    }

    fn chosen(names: &[&str]) -> Result<String, DkistError> {
        let directory = directory(names);
        asdf_file(directory.path()).map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
    }

    #[test]
    fn the_newest_layout_of_a_dataset_is_chosen() {
        let base = "VISP_L1_20221024T194733_BEOGN";
        let names = [".asdf", "_user_tools.asdf", "_metadata.asdf"].map(|end| format!("{base}{end}"));
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(chosen(&names).unwrap(), names[2]);
        assert_eq!(chosen(&names[..2]).unwrap(), names[1]);
        assert_eq!(chosen(&["a.fits", names[0]]).unwrap(), names[0]);
        assert_eq!(chosen(&["a.fits.gz", "b.asdf.gz"]).unwrap(), "b.asdf.gz");
    }

    #[test]
    fn files_saved_beside_a_dataset_are_not_taken_for_it() {
        let original = "VISP_L1_20221024T194733_BEOGN_metadata.asdf";
        assert_eq!(chosen(&["part.asdf", original, "AAA_user_tools.asdf"]).unwrap(), original);
        let two = [original, "VBI_L1_20221024T194733_BEOGN.asdf", "part.asdf"];
        let error = chosen(&two).unwrap_err().to_string();
        assert!(error.contains("VBI_L1") && !error.contains("part"), "{error}");
    }

    #[test]
    fn what_cannot_be_chosen_is_named() {
        assert!(matches!(chosen(&["a.fits"]), Err(DkistError::NoAsdf)));
        let error = chosen(&["a.asdf", "b_metadata.asdf"]).unwrap_err().to_string();
        assert_eq!(error, "this directory holds several datasets; name one of a.asdf, b_metadata.asdf");
        assert!(matches!(asdf_file(Path::new("no-such-place")), Err(DkistError::NotFound)));
    }
}
