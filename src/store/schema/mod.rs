//! TODO head

pub(crate) mod migrations;
pub(crate) mod tables;
pub(crate) mod types;
