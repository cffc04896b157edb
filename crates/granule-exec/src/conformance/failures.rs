//! What must hold of runs that fail or are stopped.

use super::checks::wide;
use super::plan::{Kind, Step};
use super::recorder::Recorder;
use super::trial::{Trial, Wishes};
use crate::{CancelToken, Event, ExecError, Rest};

/// A wide graph in which the sources from `first` on do something else.
fn wide_with(kind: Kind, first: usize) -> Vec<Step> {
    let sources = 100;
    let mut steps = wide(sources);
    for step in &mut steps[first..sources] {
        step.kind = kind;
    }
    steps
}

/// Every task was done, failed, or was not run.
fn check_rest(trial: &Trial<'_>, check: &'static str, rest: Rest, total: usize) -> Result<(), ExecError> {
    trial.expect(check, "tasks accounted for", &(rest.done + rest.failed + 1 + rest.left), &total)
}

/// The first failing task is reported, with where; others that fail are counted; the run ends.
pub(super) fn failing_task(trial: &Trial<'_>) -> Result<(), ExecError> {
    let check = "a failing task";
    let case = trial.case(check, &wide_with(Kind::Fail, 40))?;
    for budget in [None, Some(case.graph.forecast().serial_peak)] {
        let outcome = trial.run(&case, Wishes { budget, ..Wishes::default() });
        match outcome.result {
            Err(ExecError::Task { operation, region, rest, source }) => {
                trial.expect(check, "operation", &operation.as_str(), &"fail")?;
                trial.expect(check, "source", &source.to_string().as_str(), &"this task always fails")?;
                trial.expect(check, "a failing region", &(region.start()[0] >= 40), &true)?;
                check_rest(trial, check, rest, case.graph.len())?;
            }
            other => return Err(trial.unexpected(check, &other)),
        }
        trial.expect(check, "blocks written", &outcome.sink.written().len(), &0)?;
    }
    Ok(())
}

/// A panic is an error of its task, and the executor can be used again.
pub(super) fn panicking_task(trial: &Trial<'_>) -> Result<(), ExecError> {
    let check = "a panicking task";
    let case = trial.case(check, &wide_with(Kind::Panic, 97))?;
    let outcome = trial.run(&case, Wishes::default());
    match outcome.result {
        Err(ExecError::Panicked { operation, region, message, rest }) => {
            trial.expect(check, "operation", &operation.as_str(), &"panic")?;
            trial.expect(check, "message", &message, &format!("this task always panics, at {region}"))?;
            check_rest(trial, check, rest, case.graph.len())?;
        }
        other => return Err(trial.unexpected(check, &other)),
    }
    let healthy = trial.case(check, &wide(10))?;
    trial.succeed(check, &healthy, None).map(|_| ())
}

/// What the sink reports stops the run, with the place in the result.
pub(super) fn failing_sink(trial: &Trial<'_>) -> Result<(), ExecError> {
    let check = "a failing sink";
    let steps: Vec<Step> = (0..20).map(|_| Step::new(vec![]).sized(2, 0).written(1)).collect();
    let case = trial.case(check, &steps)?;
    let broken = case.expected[7].0.clone();
    let sink = Recorder::broken_at(broken.clone());
    let outcome = trial.run(&case, Wishes { sink, ..Wishes::default() });
    match outcome.result {
        Err(ExecError::Sink { region, rest, .. }) => {
            trial.expect(check, "region", &region, &broken)?;
            trial.expect(check, "blocks written", &outcome.sink.written().len(), &rest.done)?;
            check_rest(trial, check, rest, case.graph.len())
        }
        other => Err(trial.unexpected(check, &other)),
    }
}

/// An output must be one block.
pub(super) fn output_of_two_blocks(trial: &Trial<'_>) -> Result<(), ExecError> {
    let check = "an output of two blocks";
    let case = trial.case(check, &[Step::new(vec![]).sized(2, 0).kind(Kind::Pair).written(1)])?;
    match trial.run(&case, Wishes::default()).result {
        Err(ExecError::Output { operation, .. }) => {
            trial.expect(check, "operation", &operation.as_str(), &"pair")
        }
        other => Err(trial.unexpected(check, &other)),
    }
}

/// A panic of the observer ends the run with an error, wherever it comes.
pub(super) fn panicking_observer(trial: &Trial<'_>) -> Result<(), ExecError> {
    let check = "a panicking observer";
    let case = trial.case(check, &wide(20))?;
    let moments: [fn(&Event<'_>) -> bool; 4] = [
        |event| matches!(event, Event::Started { .. }),
        |event| matches!(event, Event::TaskStarted { .. }),
        |event| matches!(event, Event::TaskFinished { done: 5, .. }),
        |event| matches!(event, Event::Finished { .. }),
    ];
    for moment in moments {
        let observer = |event: &Event<'_>| assert!(!moment(event), "the observer always panics");
        let outcome = trial.run(&case, Wishes { observer: &observer, ..Wishes::default() });
        match outcome.result {
            Err(ExecError::Observer { message, .. }) => {
                trial.expect(check, "message", &message.as_str(), &"the observer always panics")?;
            }
            other => return Err(trial.unexpected(check, &other)),
        }
    }
    Ok(())
}

/// An observer can stop the run: nothing starts after that.
pub(super) fn cancelled_by_observer(trial: &Trial<'_>) -> Result<(), ExecError> {
    let check = "cancellation by an observer";
    let case = trial.case(check, &wide(500))?;
    let stop_at = 10;
    let token = CancelToken::new();
    let observer = |event: &Event<'_>| {
        if let Event::TaskFinished { done, .. } = event
            && *done >= stop_at
        {
            token.cancel();
        }
    };
    let wishes = Wishes { cancel: token.clone(), observer: &observer, ..Wishes::default() };
    match trial.run(&case, wishes).result {
        Err(ExecError::Cancelled { done, total }) => {
            trial.expect(check, "total", &total, &case.graph.len())?;
            // Each worker may be in the middle of a task, but will not start another once it has told of this one.
            let expected = stop_at..=stop_at + trial.threads();
            if expected.contains(&done) {
                return Ok(());
            }
            Err(trial.fault(check, format!("expected {expected:?} tasks done, found {done}")))
        }
        other => Err(trial.unexpected(check, &other)),
    }
}

/// A token that is already on lets nothing start, and does not spoil a run that has nothing to do.
pub(super) fn cancelled_before_it_began(trial: &Trial<'_>) -> Result<(), ExecError> {
    let check = "cancellation before the run";
    let cancel = CancelToken::new();
    cancel.cancel();
    let case = trial.case(check, &wide(20))?;
    match trial.run(&case, Wishes { cancel: cancel.clone(), ..Wishes::default() }).result {
        Err(ExecError::Cancelled { done: 0, .. }) => {}
        other => return Err(trial.unexpected(check, &other)),
    }
    trial.expect(check, "runs of each task", &case.meter.runs(), &vec![0; case.graph.len()])?;
    let empty = trial.case(check, &[])?;
    let outcome = trial.run(&empty, Wishes { cancel, ..Wishes::default() });
    if outcome.result.is_ok() { Ok(()) } else { Err(trial.unexpected(check, &outcome.result)) }
}
