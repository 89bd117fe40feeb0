//! iku: source data and key performance indicators (*Indikator Kinerja Utama*) of a provincial cooperatives and UMKM office.
//!
//! Source records lead to yearly totals, and these to indicators. Arrows point one way: `api`, `exchange` → `entry` → `store` → `domain`; `demo` stands beside `api`.

pub mod api;
pub mod app;
pub mod cli;
pub mod demo;
pub mod domain;
pub mod entry;
pub mod exchange;
pub mod server;
pub mod settings;
mod signals;
pub mod store;
