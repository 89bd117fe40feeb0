//! Connections to SQLite and Postgres, their errors and locks. Nothing here knows a table of the service, except the write lock's.

pub(crate) mod advisory_lock;
pub(crate) mod connection;
pub(crate) mod error;
pub(crate) mod locks;
pub(crate) mod url;
