//! The contract, tested black-box: the real binary over HTTP, every test body once on SQLite and once on Postgres.
//!
//! All tests are modules of one binary, since linking takes most of the time. `tests/run` starts the Postgres.

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
