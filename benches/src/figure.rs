//! What was measured, and what it is held against.

use std::fmt;
use std::time::Instant;

use anyhow::Result;
use serde::Serialize;

/// One figure: a ratio of two times of the same run, or a time.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// What it is of, unique in a run.
    pub name: String,
    /// The ratio or time.
    pub value: f64,
    /// `x` for ratios.
    pub unit: &'static str,
    /// What is meant to be reached, and whether from above or below; `None` for figures that explain others.
    pub goal: Option<Goal>,
    /// The times behind it, for people.
    pub details: String,
}

/// What a figure is held against.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum Goal {
    /// As much or more.
    AtLeast(f64),
    /// As much or less.
    AtMost(f64),
}

impl Figure {
    /// Whether there is a goal and it is not reached.
    #[must_use]
    pub fn misses(&self) -> bool {
        match self.goal {
            Some(Goal::AtLeast(goal)) => self.value < goal,
            Some(Goal::AtMost(goal)) => self.value > goal,
            None => false,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let goal = match self.goal {
            Some(Goal::AtLeast(goal)) => format!(">= {goal}"),
            Some(Goal::AtMost(goal)) => format!("<= {goal}"),
            None => String::new(),
        };
        let mark = if self.misses() { "miss" } else { "" };
        write!(
            f,
            "{:<60} {:>9.2} {:<6} {goal:>7} {mark:<5} {}",
            self.name, self.value, self.unit, self.details
        )
    }
}

/// Seconds that `work` takes.
///
/// # Errors
/// That of `work`.
pub fn seconds(work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed().as_secs_f64())
}

/// The seconds of each of several works, done in turns; the first turn is not counted.
///
/// # Errors
/// The first of any work, which ends all.
pub fn in_turns<const N: usize>(
    turns: usize,
    mut works: [&mut dyn FnMut() -> Result<()>; N],
) -> Result<[Vec<f64>; N]> {
    let mut times = [const { Vec::new() }; N];
    for turn in 0..=turns {
        for (times, work) in times.iter_mut().zip(&mut works) {
            let time = seconds(&mut **work)?;
            if turn > 0 {
                times.push(time);
            }
        }
    }
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misses_are_marked_on_either_side() {
        let figure = |value, goal| Figure {
            name: "rice".into(),
            value,
            unit: "x",
            goal,
            details: "1 ms, 3 ms".into(),
        };
        assert!(figure(2.9, Some(Goal::AtLeast(3.0))).misses());
        assert!(!figure(3.1, Some(Goal::AtLeast(3.0))).misses());
        assert!(figure(41.0, Some(Goal::AtMost(40.0))).misses());
        assert!(!figure(41.0, None).misses());
        let text = figure(2.9, Some(Goal::AtLeast(3.0))).to_string();
        let words: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(words[..6], ["rice", "2.90", "x", ">=", "3", "miss"]);
    }

    #[test]
    fn works_take_turns_and_the_first_is_not_counted() {
        let (mut first, mut second) = (0, 0);
        let times = in_turns(
            4,
            [
                &mut || {
                    first += 1;
                    Ok(())
                },
                &mut || {
                    second += 1;
                    Ok(())
                },
            ],
        );
        assert_eq!(times.unwrap().map(|times| times.len()), [4, 4]);
        assert_eq!((first, second), (5, 5));
    }
}
