//! TODO head

pub(crate) mod health;
pub(crate) mod metrics_page;
