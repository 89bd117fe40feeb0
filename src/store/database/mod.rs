//! TODO head

pub(crate) mod connection;
pub(crate) mod error;
pub(crate) mod locks;
pub(crate) mod url;
