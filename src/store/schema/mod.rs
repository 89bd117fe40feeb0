//! The schema as Diesel sees it, and how the domain's values are stored. The migrations make it.

pub(crate) mod columns;
pub(crate) mod migrations;
pub(crate) mod tables;
pub(crate) mod types;
