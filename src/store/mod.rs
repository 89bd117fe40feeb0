//! The store: the records in the database, with the totals that each write changes. It knows Diesel and the domain, and no HTTP, file
//! format or rule of entry.

pub(crate) mod backup;
pub(crate) mod changes;
pub(crate) mod database;
pub(crate) mod engine;
pub(crate) mod evidence;
pub(crate) mod feed;
pub(crate) mod idempotency;
pub(crate) mod import;
pub(crate) mod keys;
pub(crate) mod lists;
pub(crate) mod maintenance;
pub(crate) mod models;
pub(crate) mod resources;
pub(crate) mod rows;
pub(crate) mod schema;
pub(crate) mod totals;
