//! Whole files in and out: what HTTP and the command line share. Knows no HTTP.

mod bounded;
pub mod columns;
pub mod csv_in;
pub mod dialect;
pub mod export;
pub mod fault;
pub mod import;
mod lines;
pub mod row;
pub mod source;
mod tables;
pub mod template;
pub mod xlsx;
