//! The operation of a request, which the gate finds and the answer's headers, the log and the metrics go by.

use crate::api::operations::operation::Operation;

/// The operation that a request is for, in its extensions.
#[derive(Clone, Copy, Debug)]
pub struct RequestedOperation(pub &'static Operation);
