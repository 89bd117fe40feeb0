//! TODO head

pub(crate) mod caller;
pub(crate) mod filters;
pub(crate) mod idempotency;
pub(crate) mod page;
pub(crate) mod respond;
pub(crate) mod store_problem;
pub(crate) mod stored_response;
pub(crate) mod time;
pub(crate) mod write;
