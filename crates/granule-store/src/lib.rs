//! Chunk sources and sinks: where blocks come from and go to.
