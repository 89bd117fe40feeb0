//! TODO head

pub(crate) mod access;
pub(crate) mod asked;
pub(crate) mod forms;
