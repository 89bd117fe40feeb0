//! What stands before every request and goes with every answer: allowances, other origins, caches, headers,
//! metrics, TLS.

mod caching;
mod limits;
mod metrics;
mod origins;
mod own_tls;
mod readiness;
