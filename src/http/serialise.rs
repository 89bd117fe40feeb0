//! Serialising answers to JSON.

use serde::Serialize;

use crate::http::problem::Problem;

/// The JSON bytes of a representation, the same for the answer and for its entity tag.
pub fn to_json<T: Serialize>(body: &T) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(body).map_err(|error| Problem::internal_because(format!("cannot serialise an answer: {error}")))
}
