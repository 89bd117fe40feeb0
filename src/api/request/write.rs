//! How a handler runs a write: as the caller, with problems that roll it back.

use actix_web::HttpResponse;

use crate::api::request::caller::Caller;
use crate::http::Problem;
use crate::store::{Store, Tx, WriteError};

/// The answer of a handler.
pub type Answer = Result<HttpResponse, Problem>;

/// The outcome of a step of a write; a problem rolls everything back.
pub type Step<T> = Result<T, WriteError<Problem>>;

/// Runs a write as this caller.
///
/// # Errors
/// The problem in which the write ended.
pub async fn write<T: Send + 'static>(
    store: &Store,
    caller: Caller,
    work: impl Fn(&mut Tx<'_>) -> Step<T> + Send + 'static,
) -> Result<T, Problem> {
    Ok(store.write(caller.author(), work).await?)
}
