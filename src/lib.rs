//! iku: source data and key performance indicators (*Indikator Kinerja Utama*) of a provincial cooperatives and UMKM office.
//!
//! Source records lead to yearly totals, and these to indicators. Arrows point one way: `api`, `exchange` → `entry` → `store` → `domain`; `demo` stands beside `api`.

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

pub use cli::run;
