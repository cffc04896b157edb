//! A naive evaluator over plain vectors, which shares no code with the kernels.

use granule_array::Reduction;
use granule_core::AxisSelection;

/// An array as a shape and its values in C order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plain {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f64>,
}

impl Plain {
    pub(crate) fn at(&self, index: &[usize]) -> f64 {
        let offset = index.iter().zip(&self.shape).fold(0, |offset, (i, len)| offset * len + i);
        self.values[offset]
    }

    pub(crate) fn build(shape: Vec<usize>, mut value: impl FnMut(&[usize]) -> f64) -> Self {
        let values = indices(&shape).iter().map(|index| value(index)).collect();
        Self { shape, values }
    }

    pub(crate) fn slice(&self, axes: &[AxisSelection]) -> Self {
        let shape: Vec<usize> = axes.iter().filter_map(AxisSelection::length).collect();
        Self::build(shape, |index| {
            let mut kept = index.iter();
            let source: Vec<usize> = axes
                .iter()
                .map(|axis| match *axis {
                    AxisSelection::At(i) => i,
                    AxisSelection::Range { start, step, .. } => {
                        (start as isize + step * *kept.next().unwrap() as isize) as usize
                    }
                })
                .collect();
            self.at(&source)
        })
    }

    pub(crate) fn rebin(&self, bins: &[usize], reduction: Reduction) -> Self {
        let shape = self.shape.iter().zip(bins).map(|(len, bin)| len / bin).collect();
        Self::build(shape, |index| {
            let elements: Vec<f64> = indices(bins)
                .iter()
                .map(|inner| {
                    let source: Vec<usize> =
                        index.iter().zip(bins).zip(inner).map(|((i, bin), n)| i * bin + n).collect();
                    self.at(&source)
                })
                .collect();
            reduce(reduction, &elements)
        })
    }

    pub(crate) fn squeeze(&self, axes: &[bool]) -> Self {
        let shape = self.shape.iter().zip(axes).filter(|(_, drop)| !**drop).map(|(len, _)| *len).collect();
        Self { shape, values: self.values.clone() }
    }
}

/// Every index of a shape, in C order.
fn indices(shape: &[usize]) -> Vec<Vec<usize>> {
    shape.iter().fold(vec![vec![]], |all, &len| {
        all.iter().flat_map(|index| (0..len).map(move |i| [index.as_slice(), &[i]].concat())).collect()
    })
}

fn reduce(reduction: Reduction, elements: &[f64]) -> f64 {
    let sum: f64 = elements.iter().sum();
    let position = |better: fn(f64, f64) -> bool| {
        let mut best = 0;
        for (n, &value) in elements.iter().enumerate() {
            if elements[best].is_nan() {
                break;
            }
            if value.is_nan() || better(value, elements[best]) {
                best = n;
            }
        }
        best
    };
    match reduction {
        Reduction::Sum => sum,
        Reduction::Mean => sum / elements.len() as f64,
        Reduction::Min => elements[position(|a, b| a < b)],
        Reduction::Max => elements[position(|a, b| a > b)],
        Reduction::ArgMin => position(|a, b| a < b) as f64,
        Reduction::ArgMax => position(|a, b| a > b) as f64,
        other => panic!("the oracle does not know {other}"),
    }
}
