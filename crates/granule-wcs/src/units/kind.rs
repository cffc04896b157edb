//! What a unit measures, in words.

use super::{Unit, table};

/// Kinds, each with a unit that measures it.
const KINDS: &[(&str, &str)] = &[
    ("a plain number", ""),
    ("length", "m"),
    ("time", "s"),
    ("mass", "g"),
    ("temperature", "K"),
    ("angle", "deg"),
    ("solid angle", "sr"),
    ("frequency", "Hz"),
    ("wavenumber", "m-1"),
    ("speed", "m s-1"),
    ("acceleration", "m s-2"),
    ("angular speed", "deg s-1"),
    ("area", "m2"),
    ("volume", "m3"),
    ("number density", "m-3"),
    ("density", "kg m-3"),
    ("force", "N"),
    ("pressure", "Pa"),
    ("energy", "J"),
    ("power", "W"),
    ("energy flux", "W m-2"),
    ("radiance", "W m-2 sr-1"),
    ("spectral radiance", "W m-2 sr-1 nm-1"),
    ("spectral radiance", "W m-2 sr-1 Hz-1"),
    ("spectral flux density", "Jy"),
    ("spectral flux density", "W m-2 nm-1"),
    ("magnetic flux density", "T"),
    ("magnetic flux", "Wb"),
    ("electric current", "A"),
    ("electric charge", "C"),
    ("electric potential", "V"),
    ("pixels", "pix"),
    ("plate scale", "arcsec pix-1"),
    ("dispersion", "nm pix-1"),
    ("counts", "ct"),
    ("count rate", "ct s-1"),
    ("data numbers", "DN"),
    ("data number rate", "DN s-1"),
    ("data numbers", "adu"),
    ("photons", "ph"),
    ("electrons", "electron"),
    ("bits", "bit"),
    ("magnitude", "mag"),
];

/// Whether a base is one of the table, not a word that was not understood.
pub(super) fn is_base(base: &str) -> bool {
    let mut bases = table::ROWS.iter().flat_map(|(_, _, _, dimensions, _)| dimensions.iter());
    bases.any(|(known, _)| *known == base)
}

impl Unit {
    /// What the unit measures: `length`, `spectral radiance`; or the base units it is made of.
    #[must_use]
    pub fn kind(&self) -> String {
        let known = KINDS.iter().find(|(_, text)| self.measures_same(&Self::parse(text)));
        match known {
            Some((kind, _)) => (*kind).to_owned(),
            None if self.is_known() => format!("a quantity in {}", self.bases()),
            None => "an unknown unit".to_owned(),
        }
    }

    /// The unit as it is named in messages.
    pub(super) fn in_words(&self) -> String {
        let text = self.to_string();
        if text.is_empty() { "no unit".to_owned() } else { text }
    }

    /// The base units it is made of.
    fn bases(&self) -> Self {
        let bases = self.dimensions.iter();
        bases.fold(Self::dimensionless(), |product, (base, power)| {
            product.times_power(&Self::parse(base), *power)
        })
    }
}
