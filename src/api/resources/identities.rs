//! Searches by identity number, and full identity numbers. Numbers are sent in bodies only; a full one is shown to callers who may
//! enter it, and each reading is recorded.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::documents::participants::{NamedView, named};
use crate::api::operations::routes::routes;
use crate::api::request::write::write;
use crate::api::request::{Answer, Caller, IdempotencyKey};
use crate::domain::identity_number::DIGITS;
use crate::entry::checker::Checker;
use crate::http::serialise::to_json;
use crate::http::{JsonDocument, NoQuery, Path, Problem, json};
use crate::store::Store;
use crate::store::resources::{identities, trainings};

routes! {
    "trainings";
    operator, untagged => search, show;
}

/// The person to find
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PersonSearchInput)]
struct SearchInput {
    /// The full identity number (*NIK penduduk*), 16 digits.
    #[schema(required, nullable = false, format = "identity-number", example = "1571012345678901")]
    identity_number: Option<String>,
}

/// The participations of one person
#[derive(Serialize, ToSchema)]
#[schema(as = PersonSearchResult)]
struct SearchView {
    /// In the order in which they were entered; empty where there are none.
    #[schema(max_items = 500)]
    items: Vec<NamedView>,
}

/// An identity number in full
#[derive(Serialize, ToSchema)]
#[schema(as = FullIdentityNumber)]
struct NumberView {
    /// All 16 digits; null where none was entered.
    #[schema(required, format = "identity-number", example = "1571012345678901")]
    identity_number: Option<String>,
}

/// Find a person's participations
///
/// The number is sent in the body, so that no address and no log holds it. An operator bound to a region finds participations
/// there and below.
#[utoipa::path(
    request_body = SearchInput,
    responses((status = 200, description = "The participations found, with masked numbers.", body = SearchView)),
)]
#[post("/participants/search")]
pub async fn search(
    store: web::Data<Store>,
    caller: Caller,
    _: IdempotencyKey,
    _: NoQuery,
    document: JsonDocument,
) -> Answer {
    let input: SearchInput = json::read::read(document.value().clone())?;
    let mut check = Checker::default();
    let number = check.required("identity_number", input.identity_number);
    let number = check.digits("identity_number", number, DIGITS);
    let number = check.finish(number).map_err(Problem::invalid)?;
    let region = caller.scope.region.clone();
    let rows = store.read(move |connection| identities::search(connection, &number, region.as_ref())).await?;
    untagged(&SearchView { items: rows.into_iter().map(|row| named(row, &caller.scope)).collect() })
}

/// Show an identity number in full
///
/// For those who may enter it: the same role and region. The audit records who read it, when and in which request.
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The training."),
        ("pid" = i64, Path, format = "id", description = "The participation."),
    ),
    responses((status = 200, description = "The number.", body = NumberView)),
)]
#[post("/trainings/{id}/participants/{pid}/identity-number")]
pub async fn show(
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: IdempotencyKey,
    _: NoQuery,
) -> Answer {
    let (id, pid) = path.into_inner();
    let who = caller.clone();
    let identity_number = write(&store, caller, move |tx| {
        let training = trainings::lock(tx, id)?;
        who.check_edit(&training.region, None)?;
        Ok(identities::show(tx, &training, pid)?)
    })
    .await?;
    untagged(&NumberView { identity_number })
}

/// An answer without an entity tag: a tag would be a digest of an identity number, which can be guessed.
fn untagged(body: &impl Serialize) -> Answer {
    let bytes = to_json(body)?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .content_type("application/json")
        .body(bytes))
}
