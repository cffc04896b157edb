//! Colour maps: from a value between 0 and 1 to a colour.

use crate::color::Color;

/// How the values of an image become colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Colormap {
    /// Dark violet through green to yellow: perceptually uniform, safe for the colour-blind.
    #[default]
    Viridis,
    /// Black to white.
    Gray,
    /// Red below, white in the middle, blue above. It diverges, so limits that are not given
    /// explicitly are made symmetric about zero: white means zero.
    RdBu,
}

impl Colormap {
    /// Whether the middle of the map stands for zero.
    #[must_use]
    pub const fn is_diverging(self) -> bool {
        matches!(self, Self::RdBu)
    }

    /// The colour of undefined values: grey, or a dull red in the map that is all grey itself.
    #[must_use]
    pub const fn undefined(self) -> Color {
        match self {
            Self::Gray => Color::from_hex(0xCC9080),
            _ => Color::UNDEFINED,
        }
    }

    /// The colour of `fraction`, which is clamped to 0..=1; that of NaN is [`Colormap::undefined`].
    #[must_use]
    pub fn color(self, fraction: f64) -> Color {
        if fraction.is_nan() {
            return self.undefined();
        }
        let anchors: &[u32] = match self {
            Self::Viridis => &VIRIDIS,
            Self::Gray => &GRAY,
            Self::RdBu => &RD_BU,
        };
        let place = fraction.clamp(0.0, 1.0) * (anchors.len() - 1) as f64;
        let below = (place.floor() as usize).min(anchors.len() - 2);
        Color::from_hex(anchors[below]).mix(Color::from_hex(anchors[below + 1]), place - below as f64)
    }
}

/// Every eighth colour of Smith and van der Walt's map (public domain, CC0); what is interpolated
/// between them lies within two of 255 levels of the full table.
const VIRIDIS: [u32; 33] = [
    0x440154, 0x470D60, 0x48186A, 0x482374, 0x472D7B, 0x453781, 0x424086, 0x3E4989, 0x3B528B, 0x375B8D,
    0x33638D, 0x2F6B8E, 0x2C728E, 0x297A8E, 0x26828E, 0x23898E, 0x21918C, 0x1F978B, 0x1F9F88, 0x21A685,
    0x27AD81, 0x31B57B, 0x3DBC74, 0x4CC26C, 0x5CC863, 0x6ECE58, 0x81D34D, 0x95D840, 0xAADC32, 0xC0DF25,
    0xD5E21A, 0xEAE51A, 0xFDE725,
];

const GRAY: [u32; 2] = [0x000000, 0xFFFFFF];

/// Brewer's eleven-class red-white-blue.
const RD_BU: [u32; 11] = [
    0x67001F, 0xB2182B, 0xD6604D, 0xF4A582, 0xFDDBC7, 0xF7F7F7, 0xD1E5F0, 0x92C5DE, 0x4393C3, 0x2166AC,
    0x053061,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_and_middle_are_the_published_colours() {
        assert_eq!(Colormap::Viridis.color(0.0), Color::from_hex(0x440154));
        assert_eq!(Colormap::Viridis.color(1.0), Color::from_hex(0xFDE725));
        assert_eq!(Colormap::RdBu.color(0.5), Color::from_hex(0xF7F7F7));
        assert_eq!(Colormap::Gray.color(0.5), Color::rgb(128, 128, 128));
    }

    #[test]
    fn values_outside_are_clamped_and_nan_is_apart() {
        assert_eq!(Colormap::Viridis.color(f64::INFINITY), Colormap::Viridis.color(1.0));
        assert_eq!(Colormap::Viridis.color(-3.0), Colormap::Viridis.color(0.0));
        assert_eq!(Colormap::RdBu.color(f64::NAN), Color::UNDEFINED);
    }

    #[test]
    fn no_defined_value_has_the_color_of_undefined_ones() {
        for map in [Colormap::Viridis, Colormap::Gray, Colormap::RdBu] {
            assert!((0..=1000).all(|k| map.color(f64::from(k) / 1000.0) != map.undefined()), "{map:?}");
        }
    }
}
