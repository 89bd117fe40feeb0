//! The layers that every request passes before its handler, and every answer after it: ids, the log, metrics, allowances, keys and
//! roles. What a single resource asks of a request is in its handler.

pub(crate) mod client_address;
pub(crate) mod edge_policy;
pub(crate) mod gate;
pub(crate) mod metrics;
pub(crate) mod observe;
#[cfg(test)]
mod pipeline_tests;
pub(crate) mod rate_limit;
pub(crate) mod seen_keys;
pub(crate) mod settings;
