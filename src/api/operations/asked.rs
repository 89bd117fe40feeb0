//! TODO head

use crate::api::operations::access::Operation;

/// The operation that a request is for, in its extensions.
#[derive(Clone, Copy, Debug)]
pub struct RequestedOperation(pub &'static Operation);
