//! Text for ticks: as few digits as tell one tick from the next.
//!
//! What all ticks of an axis share is written once, in a note at its end: a power of ten when the numbers
//! are very large or small, and an offset when they differ only far behind their first digit.

use crate::ticks::Ticks;

/// More digits than this in a label and the axis gets an offset.
const MOST_DIGITS: i32 = 6;

/// The texts beside the ticks of one axis.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Labels {
    /// One text for each tick.
    pub(crate) texts: Vec<String>,
    /// What is to be done with the numbers to get the values: `×10⁻⁵ + 629.58`. Empty when nothing.
    pub(crate) note: String,
}

impl Labels {
    pub(crate) fn of(ticks: Ticks) -> Self {
        let offset = Offset::of(ticks);
        let counts = (0..ticks.count).map(|k| ticks.first - offset.steps + k as f64);
        let largest = counts.clone().fold(0.0, |most: f64, c| most.max(ticks.step.multiple(c).abs()));
        let power = power_of_ten(largest);
        let decimals = (power - ticks.step.exponent).max(0) as usize;
        let texts = counts.map(|c| fixed(scale_down(ticks.step.multiple(c), power), decimals)).collect();
        let mut note = if power == 0 { String::new() } else { format!("×10{}", superscript(power)) };
        if offset.steps != 0.0 {
            note = format!("{note} {}", offset.text()).trim_start().to_owned();
        }
        Self { texts, note }
    }
}

/// The text for a value that stands alone: up to seven digits of it.
pub(crate) fn single(value: f64) -> String {
    let power = power_of_ten(value.abs());
    let digits = if value == 0.0 { 0 } else { 6 - (magnitude(value) - power) };
    let number = trimmed(fixed(scale_down(value, power), digits.clamp(0, 9) as usize));
    if power == 0 { number } else { format!("{number}×10{}", superscript(power)) }
}

/// A round number near the ticks, that they are counted from.
struct Offset {
    /// The number, in tick steps: a whole number.
    steps: f64,
    value: f64,
    /// The power of ten that the number is a multiple of.
    power: i32,
}

impl Offset {
    fn of(ticks: Ticks) -> Self {
        let last = ticks.first + ticks.count.saturating_sub(1) as f64;
        let largest = ticks.step.multiple(ticks.first.abs().max(last.abs()));
        let none = Self { steps: 0.0, value: 0.0, power: 0 };
        if largest == 0.0 || magnitude(largest) - ticks.step.exponent < MOST_DIGITS {
            return none;
        }
        let span = ticks.step.multiple((last - ticks.first).max(1.0));
        let power = magnitude(span) + 1;
        let steps_in_power = 10f64.powi(power - ticks.step.exponent) / f64::from(ticks.step.mantissa);
        let steps = (ticks.first / steps_in_power).floor() * steps_in_power;
        Self { steps, value: ticks.step.multiple(steps), power }
    }

    fn text(&self) -> String {
        let sign = if self.value < 0.0 { '−' } else { '+' };
        let size = self.value.abs();
        let power = power_of_ten(size);
        let number = trimmed(fixed(scale_down(size, power), (power - self.power).clamp(0, 17) as usize));
        if power == 0 {
            format!("{sign} {number}")
        } else {
            format!("{sign} {number}×10{}", superscript(power))
        }
    }
}

/// The power of ten to take out of numbers up to `largest`: none for everyday numbers.
fn power_of_ten(largest: f64) -> i32 {
    if largest == 0.0 || (1e-2..1e5).contains(&largest) { 0 } else { magnitude(largest) }
}

/// The exponent of the first digit.
fn magnitude(value: f64) -> i32 {
    // The logarithm of 999.9999999 rounds to that of 1000, and that is what its label will say, too.
    (value.abs().log10() + 1e-12).floor().clamp(-400.0, 400.0) as i32
}

/// `value / 10^power`, exact for the powers that matter and finite for all.
fn scale_down(value: f64, power: i32) -> f64 {
    if power < 0 { value * 10f64.powi(-power) } else { value / 10f64.powi(power) }
}

/// A number with a fixed count of decimals and a true minus sign.
fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let is_zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    if value < 0.0 && !is_zero { format!("−{text}") } else { text }
}

/// A number without the zeros at the end of its decimals.
fn trimmed(mut number: String) -> String {
    if number.contains('.') {
        number.truncate(number.trim_end_matches('0').trim_end_matches('.').len());
    }
    number
}

/// An integer in raised digits.
fn superscript(power: i32) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raise = |c: char| c.to_digit(10).map_or('⁻', |d| RAISED[d as usize]);
    power.to_string().chars().map(raise).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::range::Range;

    fn labels(low: f64, high: f64) -> (String, String) {
        let labels = Labels::of(Ticks::within(Range::between(low, high).unwrap(), 5));
        (labels.texts.join(" "), labels.note)
    }

    #[test]
    fn everyday_numbers_are_written_plainly() {
        assert_eq!(labels(629.58, 630.79), ("629.6 629.8 630.0 630.2 630.4 630.6".into(), String::new()));
        assert_eq!(labels(-0.32, 0.31), ("−0.3 −0.2 −0.1 0.0 0.1 0.2 0.3".into(), String::new()));
        assert_eq!(labels(0.0, 40_000.0), ("0 10000 20000 30000 40000".into(), String::new()));
    }

    #[test]
    fn large_and_small_numbers_share_a_power_of_ten() {
        assert_eq!(labels(6.3015e-7, 6.3025e-7).1, "×10⁻⁷");
        assert_eq!(labels(6.3015e-7, 6.3025e-7).0, "6.3016 6.3018 6.3020 6.3022 6.3024");
        assert_eq!(labels(0.0, 2.5e6), ("0.0 0.5 1.0 1.5 2.0 2.5".into(), "×10⁶".into()));
    }

    #[test]
    fn numbers_alike_in_many_digits_share_an_offset() {
        assert_eq!(labels(629.58001, 629.58009), ("2 4 6 8".into(), "×10⁻⁵ + 629.58".into()));
        assert_eq!(labels(-1_000_000.4, -999_999.6).1, "− 1.000001×10⁶");
        assert_eq!(labels(2_459_823.001, 2_459_823.004).1, "×10⁻³ + 2.459823×10⁶");
    }

    #[test]
    fn a_lone_value_keeps_its_digits_and_no_more() {
        assert_eq!(
            [630.25, 0.0, -2.5e-9, 123_456.0].map(single),
            ["630.25", "0", "−2.5×10⁻⁹", "1.23456×10⁵"]
        );
    }

    /// Reads a note back: the factor and the offset it names.
    fn read_note(note: &str) -> (f64, f64) {
        let read = |text: &str| {
            let (number, power) = text.split_once("×10").unwrap_or((text, "⁰"));
            let digits: String = power.chars().map(lower).collect();
            let number = if number.is_empty() { "1" } else { number };
            format!("{}e{digits}", number.replace('−', "-").replace(' ', "")).parse::<f64>().unwrap()
        };
        match note.find(['+', '−']) {
            _ if note.is_empty() => (1.0, 0.0),
            None => (read(note), 0.0),
            Some(0) => (1.0, read(note.trim_start_matches('+'))),
            Some(at) => (read(note[..at].trim()), read(note[at..].trim_start_matches('+'))),
        }
    }

    fn lower(raised: char) -> char {
        "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|c| c == raised).map_or('?', |k| "-0123456789".as_bytes()[k] as char)
    }

    proptest! {
        #[test]
        fn a_label_and_its_note_give_the_value_of_the_tick(
            middle in -1e9..1e9f64, exponent in -6..12i32, span in 1.0..10.0f64,
        ) {
            let half = span * 10f64.powi(exponent);
            prop_assume!(half > middle.abs() * 1e-10);
            let ticks = Ticks::within(Range::between(middle - half, middle + half).unwrap(), 6);
            let labels = Labels::of(ticks);
            let (factor, offset) = read_note(&labels.note);
            for (text, value) in labels.texts.iter().zip(ticks.values()) {
                let read = text.replace('−', "-").parse::<f64>().unwrap() * factor + offset;
                let allowed = ticks.step.multiple(1.0) * 1e-3;
                prop_assert!((read - value).abs() < allowed, "{text} {} for {value}", labels.note);
                prop_assert!(text.chars().count() <= 9, "{text} is long");
            }
        }
    }
}
