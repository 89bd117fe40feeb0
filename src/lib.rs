//! iku: source data and key performance indicators (*Indikator Kinerja Utama*) of a provincial cooperatives and UMKM office.
//!
//! Source records → yearly totals → indicators. Imports point one way: `api`, `exchange` → `entry` → `store` → `domain`; `demo` fills the
//! store beside them.

mod api;
mod app;
mod cli;
mod demo;
mod domain;
mod entry;
mod exchange;
mod http;
mod server;
mod settings;
mod signals;
mod store;
mod whole_file;

pub use cli::run;
