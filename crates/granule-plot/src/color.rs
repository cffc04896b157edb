//! Colours, and the palette that series take theirs from.

/// An opaque sRGB colour.
///
/// ```
/// use granule_plot::Color;
/// assert_eq!(Color::from_hex(0x0072B2), Color::rgb(0x00, 0x72, 0xB2));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Color {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

impl Color {
    pub(crate) const WHITE: Self = Self::from_hex(0xFFFFFF);
    pub(crate) const INK: Self = Self::from_hex(0x222222);
    pub(crate) const FRAME: Self = Self::from_hex(0x555555);
    pub(crate) const GRID: Self = Self::from_hex(0xE6E6E6);
    pub(crate) const UNDEFINED: Self = Self::from_hex(0xBDBDBD);

    /// A colour from its three channels.
    #[must_use]
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// A colour from a number written as on the web: `0xRRGGBB`. The top byte is ignored.
    #[must_use]
    pub const fn from_hex(hex: u32) -> Self {
        let [_, red, green, blue] = hex.to_be_bytes();
        Self { red, green, blue }
    }

    /// The colour of the `index`-th series: Okabe and Ito's palette, which the colour-blind can tell
    /// apart, without its yellow, which is too light for a thin line on white. It repeats after seven.
    ///
    /// ```
    /// use granule_plot::Color;
    /// assert_eq!(Color::of_series(0), Color::of_series(7));
    /// ```
    #[must_use]
    pub const fn of_series(index: usize) -> Self {
        const PALETTE: [u32; 7] = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000];
        Self::from_hex(PALETTE[index % PALETTE.len()])
    }

    /// The colour a fraction of the way from this one to `other`, straight through sRGB.
    pub(crate) fn mix(self, other: Self, fraction: f64) -> Self {
        let channel = |a: u8, b: u8| {
            let value = f64::from(a) + (f64::from(b) - f64::from(a)) * fraction;
            value.round().clamp(0.0, 255.0) as u8
        };
        Self {
            red: channel(self.red, other.red),
            green: channel(self.green, other.green),
            blue: channel(self.blue, other.blue),
        }
    }

    pub(crate) const fn channels(self) -> [u8; 3] {
        [self.red, self.green, self.blue]
    }
}
