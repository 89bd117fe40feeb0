//! The engine runs every read and every write: connection pool, write queue, transactions, clock, and shared reads.
//!
//! It knows the changes that a transaction records and the evidence that reads share, and no resource, key or migration: callers
//! hand those in as functions.

pub(crate) mod circuit_breaker;
pub(crate) mod clock;
pub(crate) mod commit_outcome;
pub(crate) mod counters;
pub(crate) mod direct;
pub(crate) mod key_use;
pub(crate) mod pool;
pub(crate) mod session;
pub(crate) mod single_flight;
pub(crate) mod store;
pub(crate) mod transaction;
pub(crate) mod tx;
pub(crate) mod write;
pub(crate) mod write_queue;
#[cfg(test)]
pub(crate) mod write_queue_tests;
