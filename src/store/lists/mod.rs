//! TODO head

pub(crate) mod filters;
pub(crate) mod listing;
