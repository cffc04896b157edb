//! The world coordinates of any header: read, evaluated both ways, written again.
#![no_main]

use granule_fits::{Header, Place, Value};
use granule_wcs::{Alternate, Keywords, NoTables, from_fits_keywords, to_fits_keywords};
use libfuzzer_sys::fuzz_target;

struct Cards(Header);

impl Keywords for Cards {
    fn text(&self, name: &str) -> Option<String> {
        self.0.value_as(name).ok().flatten()
    }

    fn real(&self, name: &str) -> Option<f64> {
        match *self.0.value(name)? {
            Value::Integer(number) => Some(number as f64),
            Value::Float(number) => Some(number),
            _ => None,
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(header) = Header::from_text(bytes, Place { path: None, hdu: None }) else { return };
    let Ok(wcs) = from_fits_keywords(&Cards(header), &NoTables, Alternate::PRIMARY) else { return };
    let pixel = vec![[0.0, 1.5]; wcs.pixel_n_dim()];
    let batch: Vec<&[f64]> = pixel.iter().map(|values| values.as_slice()).collect();
    if let Ok(world) = wcs.pixel_to_world_values(&batch) {
        let batch: Vec<&[f64]> = world.iter().map(Vec::as_slice).collect();
        let _ = wcs.world_to_pixel_values(&batch);
    }
    let _ = to_fits_keywords(wcs.as_ref());
});
