//! Roots of functions that rise throughout an interval.

/// How often an interval is narrowed at most: enough to halve any to nothing.
const MAX_STEPS: usize = 120;

/// The root of a rising function between `low` and `high`, by Newton's method kept within the bracket.
///
/// `function` gives value and slope. The result is as exact as `f64` and the function allow: steps go on until they no
/// longer move the root by more than two units in the last place.
pub(super) fn rising_root(low: f64, high: f64, guess: f64, function: impl Fn(f64) -> (f64, f64)) -> f64 {
    let (mut low, mut high, mut root) = (low, high, guess);
    for _ in 0..MAX_STEPS {
        let (value, slope) = function(root);
        if value == 0.0 || value.is_nan() {
            break;
        }
        if value > 0.0 {
            high = root;
        } else {
            low = root;
        }
        let newton = root - value / slope;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        let step = (next - root).abs();
        root = next;
        if step <= 2.0 * f64::EPSILON * root.abs() {
            break;
        }
    }
    root
}
