//! The operations of the service itself: probes and metrics. Data is in `resources`, `indicators` and `files`.

pub(crate) mod health;
pub(crate) mod metrics_page;
