//! TODO head

use serde::Serialize;

use crate::http::problem::Problem;

/// The bytes of a representation, the same for an answer and for its tag.
pub fn to_json<T: Serialize>(body: &T) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(body).map_err(|error| Problem::internal_because(format!("cannot serialise an answer: {error}")))
}
