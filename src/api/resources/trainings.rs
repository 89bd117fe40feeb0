//! Trainings (*diklat*) for managers of cooperatives and UMKM.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::documents::trainings::View;
use crate::api::files::export::{FileList, ListQuery};
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::caller::Caller;
use crate::api::request::filters;
use crate::api::request::idempotency::{IdempotencyKey, create as create_once};
use crate::api::request::page::{LISTING_KEYS, Page, PageRequest, Sort, parse_sort};
use crate::api::request::respond::{json_ok, no_content};
use crate::api::request::write::{Answer, Edit, ReadOnly, check_delete, write};
use crate::api::resources::unit_queries::Cascade;
use crate::domain::Year;
use crate::entry::trainings::Input;
use crate::exchange::dataset::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::http::etag::Conditions;
use crate::http::json::JsonDocument;
use crate::http::params::{NoQuery, Path, Query};
use crate::http::problem::Problem;
use crate::http::problem::both;
use crate::http::time::today_in_jakarta;
use crate::store::database::connection::Connection;
use crate::store::engine::store::Store;
use crate::store::resources::trainings;
use crate::store::resources::trainings::TrainingFilter;

routes! {
    "trainings": "Trainings and their participants.";
    viewer => list, read;
    operator, may_conflict => create, replace, modify, remove;
}

const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["id"] };

const SORTS: [&str; 4] = ["id", "code", "ends_on", "updated_at"];

/// Which trainings are listed, and in which order
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TrainingQuery {
    /// At this region or below it.
    #[param(format = "region", example = "15.71")]
    region: Option<String>,
    /// Of this year (of the last day).
    #[param(minimum = 1990, maximum = 2999, example = 2024)]
    year: Option<i64>,
    /// With this text in the title or the code; case does not matter.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Changed at or after this time.
    #[param(format = DateTime)]
    updated_since: Option<String>,
    /// `id`, `code`, `ends_on` or `updated_at`, with a leading `-` for the largest first.
    #[param(max_length = 50, pattern = "^-?(id|code|ends_on|updated_at)$")]
    sort: Option<String>,
    /// The most items of a page.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// The start of the page: `next_cursor` of the page before.
    #[param(format = "cursor")]
    cursor: Option<String>,
}

/// List trainings
#[utoipa::path(
    params(TrainingQuery, FileQuery),
    responses((status = 200, description = "A page of trainings.", body = Page<View>)),
)]
#[get("/trainings")]
pub async fn list(request: HttpRequest, store: web::Data<Store>, query: ListQuery<TrainingQuery>) -> Answer {
    let (query, file) = query.into_parts();
    let sort = parse_sort(query.sort.as_deref(), &SORTS, Sort::ascending("id"))?;
    let updated_since = filters::updated_since(query.updated_since.as_deref())?;
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), sort, LISTING_KEYS);
    let region = filters::region(&store, query.region.as_deref()).await;
    let words = both(filters::year(query.year), filters::search(query.q));
    let ((page, region), (year, q)) = both(both(page, region), words)?;
    let filter = TrainingFilter { region, year, q, updated_since };
    if let Some(style) = file {
        let whole = FileList { name: "trainings".to_owned(), columns: dataset_columns(FileDataset::Trainings), style };
        let fetch = move |connection: &mut Connection, listing: &_| trainings::list(connection, &filter, listing);
        return whole.respond(&request, &store, &page, fetch, View::from).await;
    }
    let listing = page.listing()?;
    let rows = store.read(move |connection| trainings::list(connection, &filter, &listing)).await?;
    Page::from_records(&page, rows, View::from)?.respond(&request)
}

/// Enter a training
#[utoipa::path(request_body = Input, responses((status = 201, description = "The record was entered.", body = View)))]
#[post("/trainings")]
pub async fn create(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    _: NoQuery,
    once: IdempotencyKey,
    document: JsonDocument,
) -> Answer {
    let sent = document.text();
    let change = Edit::put(document, Conditions::default());
    let who = caller.clone();
    create_once(&request, &store, caller, once, sent.as_bytes(), move |tx| {
        let (input, mut check): (Input, _) = change.apply(None::<&View>, READ_ONLY)?;
        let data = input.check(&mut check, &mut **tx, Year::latest(today_in_jakarta()))?;
        let data = check.finish(data).map_err(Problem::invalid)?;
        who.check_edit(&data.region, Some("/region"))?;
        let view = View::from(trainings::create(tx, &data)?);
        Ok((format!("/trainings/{}", view.id), view))
    })
    .await
}

/// Read a training
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The training.")),
    responses((status = 200, description = "The training.", body = View)),
)]
#[get("/trainings/{id}")]
pub async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<i64>, _: NoQuery) -> Answer {
    let id = path.into_inner();
    let training = store.lookup(move |connection| trainings::get(connection, id)).await?;
    json_ok(&request, &View::from(training))
}

/// Replace a training
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The training.")),
    request_body = Input,
    responses((status = 200, description = "The record was replaced.", body = View)),
)]
#[put("/trainings/{id}")]
pub async fn replace(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    change(request, store, caller, path.into_inner(), Edit::put(document, conditions)).await
}

/// Edit a training in part
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The training.")),
    request_body(content = Input, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The record was changed.", body = View)),
)]
#[patch("/trainings/{id}")]
pub async fn modify(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    change(request, store, caller, path.into_inner(), Edit::patch(document, conditions)).await
}

async fn change(request: HttpRequest, store: web::Data<Store>, caller: Caller, id: i64, change: Edit) -> Answer {
    let who = caller.clone();
    let view = write(&store, caller, move |tx| {
        let current = trainings::lock(tx, id)?;
        who.check_edit(&current.region, None)?;
        let (input, check): (Input, _) = change.apply(Some(&View::from(current.clone())), READ_ONLY)?;
        let data = input.check(tx, check)??;
        who.check_edit(&data.region, Some("/region"))?;
        Ok(View::from(trainings::update(tx, &current, &data)?))
    })
    .await?;
    json_ok(&request, &view)
}

/// Delete a training
///
/// A training that has participants is 409 `has_records` unless `?cascade=true`, which deletes them too.
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The training."), Cascade),
    responses((status = 204, description = "The record was deleted.")),
)]
#[delete("/trainings/{id}")]
pub async fn remove(
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    query: Query<Cascade>,
    conditions: Conditions,
) -> Answer {
    let (id, cascade) = (path.into_inner(), query.is_wanted());
    let who = caller.clone();
    write(&store, caller, move |tx| {
        let current = trainings::lock(tx, id)?;
        who.check_edit(&current.region, None)?;
        check_delete(&conditions, &View::from(current.clone()))?;
        Ok(trainings::delete(tx, &current, cascade)?)
    })
    .await?;
    Ok(no_content())
}
