//! Lists: filters, sort order and pages, without any table.

pub(crate) mod filters;
pub(crate) mod listing;
