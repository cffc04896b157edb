//! What an operation runs on: an executor with a number of threads.

use anyhow::{Context, Result};
use clap::ValueEnum;
use granule::exec::{Executor, SyncExecutor, worker_count};
use granule::{CrossbeamExecutor, RayonExecutor, Session};

use crate::arguments::{Arguments, Kind};

/// An executor, ready to run.
#[derive(Debug)]
pub(crate) struct Configuration {
    pub(crate) session: Session,
}

impl Configuration {
    fn new(kind: Kind, threads: usize) -> Self {
        let session = match kind {
            Kind::Sync => Session::new(SyncExecutor),
            Kind::Rayon => Session::new(RayonExecutor::new(threads)),
            Kind::Crossbeam => Session::new(CrossbeamExecutor::new(threads)),
        };
        Self { session }
    }

    /// Reads `EXECUTOR/THREADS`, as [`Configuration::label`] writes it.
    pub(crate) fn parse(label: &str) -> Result<Self> {
        let (kind, threads) = label.split_once('/').context("expected EXECUTOR/THREADS")?;
        let kind = Kind::from_str(kind, false).map_err(anyhow::Error::msg)?;
        Ok(Self::new(kind, threads.parse().with_context(|| format!("{threads} is no number of threads"))?))
    }

    fn executor(&self) -> &dyn Executor {
        self.session.executor().as_ref()
    }

    pub(crate) fn name(&self) -> &str {
        self.executor().name()
    }

    pub(crate) fn threads(&self) -> usize {
        self.executor().threads()
    }

    /// `EXECUTOR/THREADS`
    pub(crate) fn label(&self) -> String {
        format!("{}/{}", self.name(), self.threads())
    }
}

/// Every executor that is asked for, with every number of threads.
pub(crate) fn all(arguments: &Arguments) -> Vec<Configuration> {
    let threads = match arguments.threads.as_slice() {
        [] => doublings(worker_count(0)),
        asked => asked.iter().map(|&threads| usize::from(threads)).collect(),
    };
    let of_kind = |&kind: &Kind| match kind {
        Kind::Sync => vec![Configuration::new(kind, 1)],
        _ => threads.iter().map(|&threads| Configuration::new(kind, threads)).collect(),
    };
    arguments.executors.iter().flat_map(of_kind).collect()
}

/// 1, 2, 4, … up to `most`, and `most`.
fn doublings(most: usize) -> Vec<usize> {
    let mut threads: Vec<usize> =
        std::iter::successors(Some(1_usize), |n| n.checked_mul(2)).take_while(|&n| n < most).collect();
    threads.push(most);
    threads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_double_up_to_what_there_is() {
        assert_eq!(doublings(1), [1]);
        assert_eq!(doublings(2), [1, 2]);
        assert_eq!(doublings(6), [1, 2, 4, 6]);
    }

    #[test]
    fn a_label_is_read_back() {
        for label in ["sync/1", "rayon/3", "crossbeam/2"] {
            assert_eq!(Configuration::parse(label).unwrap().label(), label);
        }
        assert!(Configuration::parse("dask/2").is_err());
        assert!(Configuration::parse("rayon").is_err());
    }
}
