//! The task graph: tasks, edges, costs, order and forecast.
