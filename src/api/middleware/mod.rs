//! TODO head

pub(crate) mod client_address;
pub(crate) mod edge_policy;
pub(crate) mod gate;
pub(crate) mod key_check;
pub(crate) mod metrics;
pub(crate) mod observe;
#[cfg(test)]
pub(crate) mod pipeline_tests;
pub(crate) mod rate_limit;
pub(crate) mod seen_keys;
pub(crate) mod settings;
