//! Random graphs from a seed, the same on every machine.

use super::plan::{Kind, Step};

/// The SplitMix64 generator: small, and good enough to wire graphs.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is at least 1.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    fn index(&mut self, bound: usize) -> usize {
        self.below(bound as u64) as usize
    }
}

/// A random graph: up to 50 tasks, each with up to four inputs, near or far, now and then the same twice.
pub(super) fn steps(random: &mut Random) -> Vec<Step> {
    let count = 1 + random.index(50);
    let mut steps: Vec<Step> = Vec::with_capacity(count);
    let mut used = vec![false; count];
    let near = 1 + random.index(8);
    for number in 0..count {
        let wanted = if number == 0 { 0 } else { random.index(5) };
        let mut inputs = Vec::with_capacity(wanted);
        for _ in 0..wanted {
            let distance =
                if random.below(4) == 0 { random.index(number) } else { random.index(near.min(number)) };
            inputs.push(number - 1 - distance);
            used[number - 1 - distance] = true;
        }
        steps.push(Step::new(inputs).sized(1 + random.index(32), random.below(300)));
    }
    for (step, used) in steps.iter_mut().zip(used) {
        // What nothing uses must be an output; of the rest, some are outputs and some come in two blocks.
        match random.below(6) {
            0 => step.outputs = 1,
            1 if used => step.kind = Kind::Pair,
            _ => step.outputs = usize::from(!used),
        }
    }
    steps
}
