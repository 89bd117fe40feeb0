//! Evidence: what the indicators are computed from, how it is read, and how requests share it. It knows neither pool nor transactions.

pub(crate) mod cache;
pub(crate) mod cached;
pub(crate) mod read;
