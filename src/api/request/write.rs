//! What every handler that writes does: within the transaction it reads the record as it stands, checks the conditions, and
//! puts the sent document in its place.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;

use crate::api::request::caller::Caller;
use crate::api::request::respond::{created, json_ok};
use crate::entry::checker::Checker;
use crate::http::etag::{Conditions, etag_of_representation};
use crate::http::json::JsonDocument;
use crate::http::problem::Problem;
use crate::store::database::error::WriteError;
use crate::store::engine::store::Store;
use crate::store::engine::tx::Tx;

/// What a handler answers.
pub type Answer = Result<HttpResponse, Problem>;

/// What a step of a write answers; a problem rolls everything back.
pub type Step<T> = Result<T, WriteError<Problem>>;

/// Runs a write as this caller.
///
/// # Errors
/// The problem that the write ended in.
pub async fn write<T: Send + 'static>(
    store: &Store,
    caller: Caller,
    work: impl Fn(&mut Tx<'_>) -> Step<T> + Send + 'static,
) -> Result<T, Problem> {
    Ok(store.write(caller.author(), work).await?)
}

/// The members of a representation that a request may send back but not set.
#[derive(Clone, Copy, Debug)]
pub struct ReadOnly {
    /// Times and the like, which may have moved since it was read: ignored.
    pub bookkeeping: &'static [&'static str],
    /// Ids, what the address says, and what follows from the others: must be as the service shows it.
    pub derived: &'static [&'static str],
}

/// How a request changes a record: by PUT or by PATCH.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The body.
    pub document: JsonDocument,
    /// Whether it is a merge patch.
    pub is_patch: bool,
    /// `If-Match` and `If-None-Match`.
    pub conditions: Conditions,
    /// What the address says of a record that may not be there yet.
    address: Option<Value>,
}

impl Edit {
    /// A PUT.
    pub fn put(document: JsonDocument, conditions: Conditions) -> Self {
        Self { document, is_patch: false, conditions, address: None }
    }

    /// The same at an address that names the record: its members must not say otherwise.
    pub fn at(self, address: Value) -> Self {
        Self { address: Some(address), ..self }
    }

    /// A PATCH.
    pub fn patch(document: JsonDocument, conditions: Conditions) -> Self {
        Self { document, is_patch: true, conditions, address: None }
    }

    /// The document that is to take the place of `current` (`None`: nothing is there yet), as a request type; and a checker
    /// that holds what is wrong with its read-only members, to be reported together with the rest.
    ///
    /// # Errors
    /// 412 where the conditions do not hold; 400 and 422 for what can't be read.
    pub fn apply<T: serde::de::DeserializeOwned>(
        &self,
        current: Option<&impl Serialize>,
        read_only: ReadOnly,
    ) -> Result<(T, Checker), Problem> {
        let tag = current.map(etag_of_representation).transpose()?;
        self.conditions.check_write(tag.as_ref())?;
        let current = current.map(to_value).transpose()?;
        let ReadOnly { bookkeeping, derived } = read_only;
        let (value, violations) = match (&current, self.is_patch) {
            (Some(current), true) => self.document.patching(current, bookkeeping, derived)?,
            (current, _) => self.document.replacing(current.as_ref().or(self.address.as_ref()), bookkeeping, derived),
        };
        Ok((crate::http::json::read::read(value)?, Checker::with(violations)))
    }
}

/// Checks the conditions of a DELETE.
///
/// # Errors
/// 412 where they do not hold.
pub fn check_delete(conditions: &Conditions, current: &impl Serialize) -> Result<(), Problem> {
    conditions.check_write(Some(&etag_of_representation(current)?))
}

/// 201 with `Location` for a natural key that was not there, 200 otherwise.
///
/// # Errors
/// 500 if the body can't be serialised.
pub fn put_answer(request: &HttpRequest, is_new: bool, body: &impl Serialize) -> Answer {
    if is_new { created(request, request.path(), body) } else { json_ok(request, body) }
}

fn to_value(representation: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(representation)
        .map_err(|error| Problem::internal_because(format!("cannot serialise a record: {error}")))
}
