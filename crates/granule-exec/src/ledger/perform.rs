//! Running one task, with no lock held.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use granule_graph::{Input, TaskId, Value};

use super::failure::{Cause, Failure, panic_message};
use super::state::Finished;
use super::{Claim, Ledger};
use crate::Event;

impl Ledger<'_> {
    /// Runs the claimed task on this thread: evaluates it, writes its value if that is an output, frees what nobody
    /// uses any more. Returns the tasks this made ready, lowest rank first; they are the ledger's to offer, so a
    /// caller without queues of its own may ignore them.
    ///
    /// Never panics and never fails: what goes wrong stops the run, and comes out of [`close`](Self::close).
    #[expect(clippy::needless_pass_by_value, reason = "performing a claim spends it")]
    pub fn perform(&self, claim: Claim, worker: usize) -> Vec<TaskId> {
        let Claim { task } = claim;
        let (operation, region) = self.describe(task);
        self.notify(&Event::TaskStarted { task, operation, region, worker });
        let started = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| self.evaluate(task)))
            .unwrap_or_else(|panic| Err(Cause::Panic(panic_message(panic.as_ref()))));
        match result {
            Ok(value) => self.settle(task, value, started.elapsed(), worker),
            Err(cause) => {
                let message = cause.to_string();
                self.change(|state| state.fail(Failure { task: Some(task), cause }));
                self.notify(&Event::TaskFailed { task, operation, region, worker, message: &message });
                Vec::new()
            }
        }
    }

    /// The value of a task, written wherever it is an output.
    fn evaluate(&self, task: TaskId) -> Result<Value, Cause> {
        let graph = self.job.graph;
        let held = self.values.inputs(graph, task);
        let inputs: Vec<Input<'_>> =
            held.iter().map(|(id, value)| Input { region: graph.task(*id).region(), value }).collect();
        let value = graph.evaluate(task, &inputs, self.job.context).map_err(Cause::Operation)?;
        for output in graph.outputs_of(task) {
            let block = value.single().map_err(Cause::Output)?;
            let region = output.region();
            self.job.sink.write(region, block).map_err(|error| Cause::Sink(region.clone(), error))?;
        }
        Ok(value)
    }

    /// Enters a finished task in the books. Memory is given back before the books say so.
    fn settle(&self, task: TaskId, value: Value, elapsed: Duration, worker: usize) -> Vec<TaskId> {
        let graph = self.job.graph;
        let bytes = value.bytes();
        let kept = self.values.keep(task, value);
        let freed = self.values.release_inputs(graph, task);
        let finished = Finished { task, bytes, kept, freed, elapsed };
        let (ready, done) = self.change(|state| (state.finish(graph, &finished), state.done()));
        let (operation, region) = self.describe(task);
        let total = graph.len();
        self.notify(&Event::TaskFinished { task, operation, region, worker, elapsed, bytes, done, total });
        ready
    }

    fn describe(&self, task: TaskId) -> (&str, &granule_core::Region) {
        (self.job.graph.operation_name(task), self.job.graph.task(task).region())
    }
}
