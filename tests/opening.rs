//! Opening datasets: what is there, and what is wrong.

use granule::dkist::HeaderValue;
use granule::prelude::*;
use granule::sample::Sample;

use crate::shared::data;

#[test]
fn opening_needs_no_fits_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("observation");
    Sample::visp().stokes(2).raster(3).wave(8).slit(6).write(&path).unwrap();
    for entry in std::fs::read_dir(&path).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|ending| ending == "fits") {
            std::fs::remove_file(file).unwrap();
        }
    }
    let dataset = Dataset::open(&path).unwrap();
    assert_eq!(dataset.cube().shape().to_vec(), [2, 3, 8, 6]);
    assert_eq!(dataset.files().missing().len(), 6);
    let text = dataset.to_string();
    for expected in ["VISP", "6 files", "float32 (2, 3, 8, 6)", "wavelength", "em.wl", "nm", "world \\ array"]
    {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
}

#[test]
fn headers_and_inventory_are_typed_and_follow_slices() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("observation");
    Sample::visp().stokes(4).raster(3).wave(8).slit(6).write(&path).unwrap();
    let dataset = Dataset::open(&path).unwrap();
    assert_eq!(dataset.inventory().instrument(), Some("VISP"));
    assert_eq!(dataset.headers().len(), 12);
    let sliced = dataset.slice(s![3, 1..]).unwrap();
    assert_eq!((sliced.files().len(), sliced.headers().len()), (2, 2));
    let stokes = sliced.headers().column("STOKES").unwrap();
    assert_eq!(stokes, vec![HeaderValue::Text("V".to_owned()); 2]);
    assert_eq!(sliced.headers().column("DNAXIS1").unwrap()[0], HeaderValue::Int(6));
    let header = sliced.headers().header(0).unwrap();
    assert!(header.contains(&("STOKES", HeaderValue::Text("V".to_owned()))));
    assert!(sliced.headers().column("NOSUCH").unwrap_err().to_string().contains("NOSUCH"));
    assert!(sliced.files().names().all(|name| name.contains("_V_")));
}

#[test]
fn what_is_no_dataset_is_an_error_that_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let error = |name: &str, content: &[u8]| {
        let path = directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        let error = Dataset::open(&path).unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
        error
    };
    error("empty.asdf", b"");
    error("junk.asdf", b"not an asdf file at all, really");
    error("renamed.asdf", b"SIMPLE  =                    T / conforms to FITS standard");
    error("cut.asdf", b"#ASDF 1.0.0\n#ASDF_STANDARD 1.6.0\n%YAML 1.1\n--- \ndataset: {");
    let other = error("other.asdf", b"#ASDF 1.0.0\n%YAML 1.1\n--- {roman: 1}\n...\n");
    assert!(other.contains("holds no dataset; its keys are: roman"), "{other}");
    let bare = error("bare.asdf", b"#ASDF 1.0.0\n%YAML 1.1\n--- {dataset: {}}\n...\n");
    assert!(bare.contains("untagged datasets cannot be opened"), "{bare}");
    let empty = tempfile::tempdir().unwrap();
    assert!(Dataset::open(empty.path()).unwrap_err().to_string().contains("no .asdf file"));
    assert!(Dataset::open("no/such/place").unwrap_err().to_string().contains("no such file or directory"));
}

#[test]
fn every_reference_dataset_opens() {
    let Some(root) = data("") else { return };
    let shape = |path: &str| Dataset::open(root.join(path)).unwrap().cube().shape().to_vec();
    assert_eq!(shape("dkist/EIT"), [11, 128, 128]);
    assert_eq!(shape("dkist/eit_dataset-0.1.0.asdf"), [11, 128, 128]);
    assert_eq!(shape("dkist/small_visp"), [3, 10, 25]);
    let tiled = granule::TiledDataset::open(root.join("dkist/test_tiled_dataset-1.3.0_dataset-1.2.0.asdf"));
    let tiled = tiled.unwrap();
    assert_eq!(tiled.arrangement().to_vec(), [3, 3]);
    assert!(tiled.tiles().all(|(_, tile)| tile.headers().len() == tile.files().len()));
    let error = Dataset::open(root.join("datasets/vbi_mosaic_red")).unwrap_err().to_string();
    assert!(error.contains("tiled dataset of (2, 2)"), "{error}");
    let eit = Dataset::open(root.join("dkist/EIT")).unwrap();
    let image = eit.slice(s![3]).unwrap().cube().compute(&Session::default()).unwrap();
    assert!(image.values().to_f64_vec().iter().any(|value| *value > 0.0));
}
