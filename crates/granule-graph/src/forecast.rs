//! What a run will take, found by simulating the serial run.

use std::fmt;

use crate::{Bytes, TaskGraph};

/// What running a graph will take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Forecast {
    /// Tasks to run.
    pub tasks: usize,
    /// The most memory that a serial run holds at once: the least budget that can do.
    pub serial_peak: u64,
    /// Bytes to read from files.
    pub bytes_read: u64,
    /// Tiles to decode.
    pub tiles: u64,
    /// The most memory that one task needs beyond its inputs.
    pub largest_task: u64,
}

impl Forecast {
    /// The budget at which this many workers need not wait for memory.
    #[must_use]
    pub fn full_speed(&self, workers: usize) -> u64 {
        self.serial_peak.saturating_add(self.largest_task.saturating_mul(workers as u64))
    }

    /// Walks the graph in rank order, counting references.
    ///
    /// A value lives from the start of its task to the end of its last consumer; one that is only an output, to
    /// the end of its own task, when it has been written. Scratch lives while its task runs.
    pub(crate) fn simulate(graph: &TaskGraph) -> Self {
        // Bytes of every value there is can exceed 64 bits only in a graph that could never run, but must not wrap.
        let (mut live, mut peak, mut largest) = (0_u128, 0_u128, 0);
        let mut references = vec![0_u32; graph.len()];
        for &task in graph.by_rank() {
            let cost = graph.task(task).cost();
            live += u128::from(cost.output);
            peak = peak.max(live + u128::from(cost.scratch));
            largest = largest.max(cost.memory());
            for input in graph.inputs(task) {
                let left = &mut references[input.index()];
                *left -= 1;
                if *left == 0 {
                    live -= u128::from(graph.task(input).cost().output);
                }
            }
            references[task.index()] = graph.consumers(task).count() as u32;
            if references[task.index()] == 0 {
                live -= u128::from(cost.output);
            }
        }
        let total = graph.total_cost();
        Self {
            tasks: graph.len(),
            serial_peak: u64::try_from(peak).unwrap_or(u64::MAX),
            bytes_read: total.bytes_read,
            tiles: total.tiles,
            largest_task: largest,
        }
    }
}

impl fmt::Display for Forecast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tasks", self.tasks)?;
        if self.bytes_read > 0 {
            write!(f, ", {} to read", Bytes(self.bytes_read))?;
        }
        if self.tiles > 0 {
            write!(f, ", {} tiles to decode", self.tiles)?;
        }
        write!(
            f,
            ", peak {} on one worker, {} a worker more",
            Bytes(self.serial_peak),
            Bytes(self.largest_task)
        )
    }
}
