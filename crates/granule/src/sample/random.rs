//! Random numbers that depend on nothing but their seed: xoshiro256++, and normal deviates by the ziggurat method.

use std::sync::LazyLock;

/// Mixes all bits of a word (the finaliser of SplitMix64).
pub(super) fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// A word that depends on all the others and on their order.
pub(super) fn hash<const N: usize>(words: [u64; N]) -> u64 {
    words.into_iter().fold(0, |hash, word| mix(hash ^ mix(word)))
}

/// The upper 53 bits of a word as a number in [0, 1).
pub(super) fn unit(word: u64) -> f64 {
    (word >> 11) as f64 / (1_u64 << 53) as f64
}

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub(super) struct Random([u64; 4]);

impl Random {
    /// The stream that these words stand for.
    pub(super) fn new<const N: usize>(words: [u64; N]) -> Self {
        let seed = hash(words);
        Self([1, 2, 3, 4].map(|word| mix(seed.wrapping_add(word))))
    }

    fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let word = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        word
    }

    /// Uniform in [0, 1).
    pub(super) fn uniform(&mut self) -> f64 {
        unit(self.next())
    }

    /// A normal deviate: mean 0, standard deviation 1.
    pub(super) fn gaussian(&mut self) -> f64 {
        let layers = &*LAYERS;
        loop {
            let word = self.next();
            let layer = (word & 0xff) as usize;
            // The bits above the layer's, as a number in [-1, 1).
            let x = ((word >> 11) as f64 / (1_u64 << 52) as f64 - 1.0) * layers.edge[layer];
            if x.abs() < layers.edge[layer + 1] {
                return x;
            }
            if layer == 0 {
                return self.tail().copysign(x);
            }
            let (above, below) = (layers.height[layer + 1], layers.height[layer]);
            if above + (below - above) * self.uniform() < density(x) {
                return x;
            }
        }
    }

    /// A deviate beyond the edge of the lowest layer (Marsaglia's method).
    fn tail(&mut self) -> f64 {
        loop {
            // 1 - [0, 1) is never 0.
            let x = -(1.0 - self.uniform()).ln() / TAIL;
            let y = -(1.0 - self.uniform()).ln();
            if 2.0 * y >= x * x {
                return TAIL + x;
            }
        }
    }
}

/// Where the tail begins and the area of a layer, for 256 layers.
const TAIL: f64 = 3.654_152_885_361_009;
const AREA: f64 = 0.004_928_673_233_992_336;

/// The normal density, but for its norm.
fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp()
}

/// Layers of equal area that cover the density, widest first.
struct Layers {
    edge: [f64; 257],
    height: [f64; 257],
}

static LAYERS: LazyLock<Layers> = LazyLock::new(|| {
    let mut edge = [0.0; 257];
    // The lowest layer is as wide as a box of its area would be: what lies beyond the tail's beginning is the tail.
    edge[0] = AREA / density(TAIL);
    edge[1] = TAIL;
    for layer in 2..256 {
        let below: f64 = edge[layer - 1];
        edge[layer] = (-2.0 * (AREA / below + density(below)).ln()).sqrt();
    }
    Layers { edge, height: edge.map(density) }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaussian_deviates_have_the_moments_and_the_tails_of_a_normal_distribution() {
        let mut random = Random::new([1, 2, 3]);
        let n = 1_000_000;
        let deviates: Vec<f64> = (0..n).map(|_| random.gaussian()).collect();
        let moment = |power: i32| deviates.iter().map(|x| x.powi(power)).sum::<f64>() / f64::from(n);
        assert!(moment(1).abs() < 0.004, "mean {}", moment(1));
        assert!((moment(2) - 1.0).abs() < 0.006, "variance {}", moment(2));
        assert!(moment(3).abs() < 0.015, "third moment {}", moment(3));
        assert!((moment(4) - 3.0).abs() < 0.05, "fourth moment {}", moment(4));
        let beyond = |limit: f64| deviates.iter().filter(|x| x.abs() > limit).count() as f64 / f64::from(n);
        assert!((beyond(1.0) - 0.317_31).abs() < 0.002, "{}", beyond(1.0));
        assert!((beyond(2.0) - 0.045_50).abs() < 0.001, "{}", beyond(2.0));
        // The tail has a method of its own: 258 of a million are expected.
        assert!((180e-6..340e-6).contains(&beyond(TAIL)), "{}", beyond(TAIL));
    }

    #[test]
    fn streams_differ_by_every_word_of_their_seed() {
        let first = |words| Random::new(words).next();
        assert_eq!(first([1, 2, 3]), first([1, 2, 3]));
        for other in [[1, 2, 4], [1, 3, 3], [0, 2, 3], [2, 1, 3]] {
            assert_ne!(first([1, 2, 3]), first(other));
        }
    }
}
