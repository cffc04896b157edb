//! Taking turns with the peers, and what comes of it.

use anyhow::Result;
use granule_benches::figure::{Figure, Goal, in_turns, seconds};
use granule_benches::median;

/// How often ours runs in each turn: it takes a hundredth of the peers' time. The first is not counted.
const OURS: usize = 5;

/// Medians of the times of a run, in seconds.
pub(crate) struct Times {
    ours: f64,
    best: f64,
    theirs: Option<f64>,
}

/// Times ours and theirs in turns; the first turn of theirs is not counted.
pub(crate) fn measure(
    turns: usize,
    ours: &mut dyn FnMut() -> Result<()>,
    theirs: Option<&mut dyn FnMut() -> Result<()>>,
) -> Result<Times> {
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    let mut theirs = theirs;
    for turn in 0..=turns {
        let [times] = in_turns(OURS, [&mut *ours])?;
        our_times.extend(times);
        if let Some(theirs) = &mut theirs {
            let time = seconds(&mut **theirs)?;
            if turn > 0 {
                their_times.push(time);
            }
        }
    }
    let best = our_times.iter().copied().fold(f64::INFINITY, f64::min);
    let theirs = theirs.is_some().then(|| median(&their_times));
    Ok(Times { ours: median(&our_times), best, theirs })
}

/// What times are given in: so many to a second, and what one is.
#[derive(Clone, Copy)]
pub(crate) struct Scale {
    pub(crate) per_second: f64,
    pub(crate) unit: &'static str,
    /// What is timed: `a point`, say.
    pub(crate) each: &'static str,
}

impl Times {
    /// How many times faster ours is than `peer`; without a peer, the time of ours.
    pub(crate) fn figure(&self, name: &str, peer: &str, goal: Option<f64>, scale: Scale) -> Figure {
        let Scale { per_second, unit, each } = scale;
        let [ours, best] = [self.ours, self.best].map(|time| time * per_second);
        match self.theirs {
            Some(theirs) => Figure {
                name: format!("{name}: {peer} / ours"),
                value: theirs / self.ours,
                unit: "x",
                goal: goal.map(Goal::AtLeast),
                details: format!(
                    "{ours:.1} {unit}{each} (best {best:.1}) against {:.1}",
                    theirs * per_second
                ),
            },
            None => Figure {
                name: format!("{name}: ours"),
                value: ours,
                unit,
                goal: None,
                details: format!("best {best:.1}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: Scale = Scale { per_second: 1e3, unit: "ms", each: "" };

    #[test]
    fn ours_runs_more_often_and_the_peers_are_optional() {
        let (mut ours, mut theirs) = (0, 0);
        let mut run_ours = || {
            ours += 1;
            Ok(())
        };
        let mut run_theirs = || {
            theirs += 1;
            Ok(())
        };
        let times = measure(2, &mut run_ours, Some(&mut run_theirs)).unwrap();
        assert!(times.theirs.is_some());
        assert!(measure(1, &mut run_ours, None).unwrap().theirs.is_none());
        assert_eq!((ours, theirs), ((OURS + 1) * (3 + 2), 3));
    }

    #[test]
    fn a_figure_is_a_ratio_or_our_own_time() {
        let times = |theirs| Times { ours: 0.002, best: 0.001, theirs };
        let beside = times(Some(0.5)).figure("opening", "dkist", Some(300.0), SCALE);
        assert!(beside.misses());
        assert_eq!((beside.name.as_str(), beside.value), ("opening: dkist / ours", 250.0));
        assert_eq!(beside.details, "2.0 ms (best 1.0) against 500.0");
        let alone = times(None).figure("opening", "dkist", Some(300.0), SCALE);
        assert!(!alone.misses());
        assert_eq!((alone.name.as_str(), alone.value, alone.unit), ("opening: ours", 2.0, "ms"));
    }
}
