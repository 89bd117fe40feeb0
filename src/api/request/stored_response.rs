//! The answer to a POST in the form in which it is kept for a repetition with the same `Idempotency-Key`.

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderName;

use crate::http::ETag;

/// The header that marks an answer as a repetition of an earlier one.
pub const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The answer to a POST.
pub struct StoredResponse {
    /// The status.
    pub status: StatusCode,
    /// The path of the new record.
    pub location: Option<String>,
    /// The entity tag of the new record; `None` for the tag of the body's bytes.
    pub tag: Option<ETag>,
    /// The body, as JSON.
    pub body: Vec<u8>,
}

/// Whether an answer may be given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    /// Yes, unchanged.
    Whole,
    /// No: it holds a secret, which is not kept. A repetition is refused with the path of the record.
    Refused,
}
