//! TODO head

pub(crate) mod cache;
pub(crate) mod cached;
pub(crate) mod read;
