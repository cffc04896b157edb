//! A progress bar for long runs, on terminals.

use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use granule::exec::{Event, Observer};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// Shows a bar on standard error once a run has taken a while.
#[derive(Debug)]
pub(crate) struct Progress {
    began: Instant,
    bar: Mutex<Option<ProgressBar>>,
}

impl Progress {
    /// The bar, when standard error is a terminal.
    pub(crate) fn on_terminal() -> Option<Self> {
        std::io::stderr().is_terminal().then(|| Self { began: Instant::now(), bar: Mutex::new(None) })
    }

    fn update(&self, done: usize, total: usize) {
        if self.began.elapsed() < PATIENCE {
            return;
        }
        // A poisoned lock only means that another worker failed while drawing.
        let mut bar = self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let bar = bar.get_or_insert_with(|| new_bar(total));
        bar.set_position(done as u64);
        if done == total {
            bar.finish_and_clear();
        }
    }
}

fn new_bar(total: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} tasks, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr_with_hz(10))
        .with_style(style)
}

impl Observer for Progress {
    fn on(&self, event: &Event<'_>) {
        match event {
            Event::TaskFinished { done, total, .. } => self.update(*done, *total),
            Event::Finished { total, .. } => self.update(*total, *total),
            _ => {}
        }
    }
}
