//! The tasks of a coarsening.

use granule_core::{Block, DType, Region, RunContext, Shape};
use granule_graph::{Input, Operation, OperationError, Value};

use super::extreme::Extreme;
use super::layout::{Layout, Placed};
use super::{Reduction, arg, extreme, sum};

/// Which step of a coarsening a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Stage {
    /// From one input chunk to partial results for the bins it touches.
    Partial,
    /// From several partial results to one.
    Combine,
    /// From the last partial result to the values.
    Finish,
    /// `Partial` and `Finish` at once, for output chunks made of one input chunk.
    Whole,
}

/// The operation of the tasks of one stage.
#[derive(Debug)]
pub(crate) struct CoarsenOperation {
    pub(crate) reduction: Reduction,
    pub(crate) bins: Vec<usize>,
    /// Element type of the array that is coarsened.
    pub(crate) input: DType,
    pub(crate) stage: Stage,
}

impl CoarsenOperation {
    fn partial(&self, region: &Region, inputs: &[Input<'_>]) -> Result<Value, OperationError> {
        let [input] = inputs else { return Err(wrong_count("one", inputs)) };
        let block = input.value.single()?;
        let layout = Layout::new(input.region, region, &self.bins);
        let shape = region.shape();
        Ok(match self.reduction {
            Reduction::Sum | Reduction::Mean => {
                sum::partial(block, &layout, &shape, self.reduction.accumulator(block.dtype()))?.into()
            }
            Reduction::Min => extreme::partial(Extreme::Min, block, &layout, &shape)?.into(),
            Reduction::Max => extreme::partial(Extreme::Max, block, &layout, &shape)?.into(),
            Reduction::ArgMin => arg::partial(Extreme::Min, block, &layout, input.region, &shape)?,
            Reduction::ArgMax => arg::partial(Extreme::Max, block, &layout, input.region, &shape)?,
        })
    }

    fn combine(&self, region: &Region, inputs: &[Input<'_>]) -> Result<Value, OperationError> {
        let parts: Vec<Placed<'_>> =
            inputs.iter().map(|input| Placed::new(input.value, input.region, region)).collect();
        let shape: Shape = region.shape();
        Ok(match self.reduction {
            Reduction::Sum | Reduction::Mean => sum::combine(&parts, &shape)?.into(),
            Reduction::Min => extreme::combine(Extreme::Min, &parts, &shape)?.into(),
            Reduction::Max => extreme::combine(Extreme::Max, &parts, &shape)?.into(),
            Reduction::ArgMin => arg::combine(Extreme::Min, &parts, &shape)?,
            Reduction::ArgMax => arg::combine(Extreme::Max, &parts, &shape)?,
        })
    }

    fn finish(&self, value: &Value) -> Result<Value, OperationError> {
        let dtype = self.reduction.dtype(self.input);
        match (self.reduction, value.blocks()) {
            (Reduction::ArgMin | Reduction::ArgMax, [_, places]) => Ok(places.clone().into()),
            (Reduction::Mean, [sums]) => self.divide(sums).map(|means| means.cast(dtype).into()),
            (_, [block]) => Ok(block.cast(dtype).into()),
            (_, blocks) => Err(format!("cannot finish {} blocks", blocks.len()).into()),
        }
    }

    /// Sums over the count of a bin, which is the same for all: bins divide their axis.
    fn divide(&self, sums: &Block) -> Result<Block, OperationError> {
        let count = self.bins.iter().product::<usize>() as f64;
        let means = sums.to_f64_vec().into_iter().map(|sum| sum / count).collect();
        Ok(Block::from_vec::<f64>(&sums.shape(), means)?)
    }
}

impl Operation for CoarsenOperation {
    fn name(&self) -> &str {
        use Reduction::{ArgMax, ArgMin, Max, Mean, Min, Sum};
        match (self.stage, self.reduction) {
            (Stage::Combine, Sum | Mean) => "combine sums",
            (Stage::Combine, Min | Max) => "combine extremes",
            (Stage::Combine, ArgMin | ArgMax) => "combine positions",
            (Stage::Finish, _) => "finish",
            (_, reduction) => reduction.name(),
        }
    }

    fn run(&self, region: &Region, inputs: &[Input<'_>], _: &RunContext) -> Result<Value, OperationError> {
        match self.stage {
            Stage::Partial => self.partial(region, inputs),
            Stage::Whole => self.finish(&self.partial(region, inputs)?),
            Stage::Combine => self.combine(region, inputs),
            Stage::Finish => match inputs {
                [input] => self.finish(input.value),
                others => Err(wrong_count("one", others)),
            },
        }
    }
}

fn wrong_count(expected: &str, inputs: &[Input<'_>]) -> OperationError {
    format!("a task of a coarsening takes {expected} input, found {}", inputs.len()).into()
}
