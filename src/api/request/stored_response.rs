//! TODO head

use actix_web::http::StatusCode;

/// What a POST answers.
pub struct StoredResponse {
    /// The status.
    pub status: StatusCode,
    /// Where the new record is.
    pub location: Option<String>,
    /// The body, as JSON.
    pub body: Vec<u8>,
}

/// Whether an answer may be given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replay {
    /// As it was.
    Whole,
    /// It holds a secret, which is not kept: the same key is then refused, and says where the record is.
    Refused,
}
