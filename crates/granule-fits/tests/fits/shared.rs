//! Where the shared data are, and how files are changed.

use std::path::{Path, PathBuf};

/// A path below `../shared/data`; says so and returns `None` when it is absent.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: ../shared is absent");
    None
}

/// The FITS files of a directory, sorted.
pub(crate) fn fits_files(directory: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "fits"))
        .collect();
    files.sort();
    files
}

/// Writes a card over the one of this keyword.
pub(crate) fn patch(path: &Path, keyword: &str, card: &str) {
    let mut bytes = std::fs::read(path).unwrap();
    let name = format!("{keyword:8}=");
    let at =
        bytes.as_chunks::<80>().0.iter().position(|card| card.starts_with(name.as_bytes())).unwrap() * 80;
    bytes[at..at + 80].copy_from_slice(format!("{card:80}").as_bytes());
    std::fs::write(path, bytes).unwrap();
}
