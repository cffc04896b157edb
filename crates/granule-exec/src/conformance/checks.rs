//! What must hold of runs that succeed, and of budgets.

use std::sync::{Mutex, PoisonError};

use super::plan::{Kind, Step};
use super::random::{self, Random};
use super::trial::{Trial, Wishes};
use crate::{Event, ExecError};

/// Two branches from one value, joined again.
pub(super) fn diamond() -> Vec<Step> {
    let size = |step: Step| step.sized(4, 8);
    vec![
        size(Step::new(vec![])),
        size(Step::new(vec![0])),
        size(Step::new(vec![0])),
        size(Step::new(vec![2, 1])).written(1),
    ]
}

/// Many sources into one sum, through partial sums.
pub(super) fn wide(sources: usize) -> Vec<Step> {
    let mut steps: Vec<Step> = (0..sources).map(|_| Step::new(vec![]).sized(3, 5)).collect();
    let numbers: Vec<usize> = (0..sources).collect();
    for group in numbers.chunks(8) {
        steps.push(Step::new(group.to_vec()).kind(Kind::Pair));
    }
    let partials = (sources..steps.len()).collect();
    steps.push(Step::new(partials).written(1));
    steps
}

fn deep(length: usize) -> Vec<Step> {
    let link =
        |n: usize| Step::new(n.checked_sub(1).into_iter().collect()).written(usize::from(n + 1 == length));
    (0..length).map(link).collect()
}

/// Graphs of every shape give the right values, also on the least budget.
pub(super) fn shapes(trial: &Trial<'_>) -> Result<(), ExecError> {
    let twice = vec![Step::new(vec![]).sized(2, 0), Step::new(vec![0, 0]).sized(2, 0).written(1)];
    let outputs = vec![
        Step::new(vec![]).sized(2, 0).written(2),
        Step::new(vec![0]).written(1),
        Step::new(vec![0]).written(3),
    ];
    let shapes: [(&'static str, Vec<Step>); 7] = [
        ("an empty graph", Vec::new()),
        ("a single task", vec![Step::new(vec![]).written(1)]),
        ("a diamond", diamond()),
        ("a wide graph", wide(500)),
        ("a deep graph", deep(2000)),
        ("a value used twice by one task", twice),
        ("many outputs, one of them used again", outputs),
    ];
    for (check, steps) in shapes {
        let case = trial.case(check, &steps)?;
        trial.succeed(check, &case, None)?;
        let report = trial.succeed(check, &case, Some(case.graph.forecast().serial_peak))?;
        trial.expect(check, "threads reported", &report.threads, &trial.threads())?;
    }
    Ok(())
}

/// A random graph gives the right values under any budget.
pub(super) fn random_graph(trial: &Trial<'_>, seed: u64) -> Result<(), ExecError> {
    let mut random = Random::new(seed);
    let case = trial.case("a random graph", &random::steps(&mut random))?;
    let forecast = case.graph.forecast();
    let between = forecast.serial_peak + random.below(forecast.largest_task * trial.threads() as u64 + 1);
    for budget in [None, Some(forecast.serial_peak), Some(between)] {
        trial.succeed("a random graph", &case, budget).map_err(|error| match error {
            ExecError::Nonconforming { found, .. } => {
                trial.fault("a random graph", format!("seed {seed}, budget {budget:?}: {found}"))
            }
            other => other,
        })?;
    }
    Ok(())
}

/// A budget that cannot do is refused before anything runs, with the number that would do.
pub(super) fn budget_too_small(trial: &Trial<'_>) -> Result<(), ExecError> {
    let check = "a budget that is too small";
    let case = trial.case(check, &diamond())?;
    let least = case.graph.forecast().serial_peak;
    let outcome = trial.run(&case, Wishes { budget: Some(least - 1), ..Wishes::default() });
    match outcome.result {
        Err(ExecError::Budget { budget, needed, .. }) => {
            trial.expect(check, "budget", &budget, &(least - 1))?;
            trial.expect(check, "bytes needed", &needed, &least)?;
        }
        other => return Err(trial.unexpected(check, &other)),
    }
    trial.expect(check, "runs of each task", &case.meter.runs(), &vec![0; 4])
}

/// Events tell of every task once, and frame the run.
pub(super) fn events(trial: &Trial<'_>) -> Result<(), ExecError> {
    let check = "the events of a run";
    let case = trial.case(check, &wide(100))?;
    let told = Mutex::new(Vec::new());
    let counted = Mutex::new(Vec::new());
    let observer = |event: &Event<'_>| {
        let word = match event {
            Event::Started { .. } => "started",
            Event::TaskStarted { worker, .. } if *worker < trial.threads() => "task started",
            Event::TaskFinished { done, total, .. } if done <= total => {
                counted.lock().unwrap_or_else(PoisonError::into_inner).push(*done);
                "task finished"
            }
            Event::Finished { error: None, .. } => "finished",
            _ => "something else",
        };
        told.lock().unwrap_or_else(PoisonError::into_inner).push(word);
    };
    let outcome = trial.run(&case, Wishes { observer: &observer, ..Wishes::default() });
    if outcome.result.is_err() {
        return Err(trial.unexpected(check, &outcome.result));
    }
    let told = told.into_inner().unwrap_or_else(PoisonError::into_inner);
    let count = |word| told.iter().filter(|told| **told == word).count();
    let tasks = case.graph.len();
    trial.expect(check, "first event", &told.first(), &Some(&"started"))?;
    trial.expect(check, "last event", &told.last(), &Some(&"finished"))?;
    trial.expect(check, "tasks started", &count("task started"), &tasks)?;
    trial.expect(check, "events", &told.len(), &(2 * tasks + 2))?;
    let mut counted = counted.into_inner().unwrap_or_else(PoisonError::into_inner);
    counted.sort_unstable();
    trial.expect(check, "tasks counted", &counted, &(1..=tasks).collect())
}
