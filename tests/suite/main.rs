//! The contract, tested black-box: the real binary over HTTP, every body once on SQLite and once on Postgres.
//!
//! One test binary with modules, since linking is what takes the time. `tests/run` brings the Postgres.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    reason = "a test may fail by panicking"
)]

#[macro_use]
mod harness;

mod access;
mod agreement;
mod backup;
mod boundaries;
mod changes;
mod crash;
mod demo;
mod faults;
mod figures_model;
mod files;
mod front;
mod history;
mod hostile;
mod http;
mod idempotency;
mod indicators;
mod races;
mod random_history;
mod resources;
mod rules;
mod running;
