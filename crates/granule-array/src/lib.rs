//! Lazy n-dimensional arrays: expressions, kernels, optimiser, lowering to a task graph.
