//! TODO head

pub(crate) mod tables;
pub(crate) mod types;
