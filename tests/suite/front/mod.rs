//! The middleware around every request: quotas, other origins, caching, headers, metrics, TLS.

mod caching;
mod limits;
mod metrics;
mod origins;
mod own_tls;
mod readiness;
