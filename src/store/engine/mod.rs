//! TODO head

pub(crate) mod clock;
pub(crate) mod commit_outcome;
pub(crate) mod counters;
pub(crate) mod key_use_map;
pub(crate) mod pool;
pub(crate) mod session;
pub(crate) mod single_flight;
pub(crate) mod store;
pub(crate) mod tx;
pub(crate) mod write;
pub(crate) mod write_queue;
#[cfg(test)]
pub(crate) mod write_queue_tests;
