//! Who took part in trainings: personal data, with identity numbers masked in every reply.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::documents::participants::{NamedView, View, named};
use crate::api::files::export::{FileList, ListQuery};
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::caller::Caller;
use crate::api::request::filters;
use crate::api::request::idempotency::{IdempotencyKey, create as create_once};
use crate::api::request::page::{LISTING_KEYS, Page, PageRequest, Sort, parse_sort};
use crate::api::request::respond::{json_ok, no_content};
use crate::api::request::write::{Answer, Edit, ReadOnly, check_delete, write};
use crate::domain::Visibility;
use crate::entry::participants::Input;
use crate::exchange::dataset::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::http::etag::Conditions;
use crate::http::json::JsonDocument;
use crate::http::params::{NoQuery, Path};
use crate::http::problem::{Problem, both};
use crate::store::database::connection::Connection;
use crate::store::engine::store::Store;
use crate::store::resources::participants::ParticipantFilter;
use crate::store::resources::{participants, trainings};

routes! {
    "trainings";
    viewer => list_all, list, read;
    operator, may_conflict => create, replace, modify;
    operator => remove;
}

const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["id", "training_id"] };

const SORTS: [&str; 2] = ["id", "updated_at"];

/// Which participations are listed, and in which order
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ParticipantQuery {
    /// In trainings of this year.
    #[param(minimum = 1990, maximum = 2999, example = 2024)]
    year: Option<i64>,
    /// In trainings at this region or below it.
    #[param(format = "region", example = "15.71")]
    region: Option<String>,
    /// In the training with this code.
    #[param(max_length = 64)]
    training_code: Option<String>,
    /// Changed at or after this time.
    #[param(format = DateTime)]
    updated_since: Option<String>,
    /// `id` or `updated_at`, with a leading `-` for the largest first.
    #[param(max_length = 50, pattern = "^-?(id|updated_at)$")]
    sort: Option<String>,
    /// The most items of a page.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// The start of the page: `next_cursor` of the page before.
    #[param(format = "cursor")]
    cursor: Option<String>,
}

/// A page of one training's participants
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OfTrainingQuery {
    /// `id` or `updated_at`, with a leading `-` for the largest first.
    #[param(max_length = 50, pattern = "^-?(id|updated_at)$")]
    sort: Option<String>,
    /// The most items of a page.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// The start of the page: `next_cursor` of the page before.
    #[param(format = "cursor")]
    cursor: Option<String>,
}

/// List the participants of all trainings
#[utoipa::path(
    params(ParticipantQuery, FileQuery),
    responses((status = 200, description = "A page of participations.", body = Page<NamedView>)),
)]
#[get("/participants")]
pub async fn list_all(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    query: ListQuery<ParticipantQuery>,
) -> Answer {
    let (query, file) = query.into_parts();
    let sort = parse_sort(query.sort.as_deref(), &SORTS, Sort::ascending("id"))?;
    let updated_since = filters::updated_since(query.updated_since.as_deref())?;
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), sort, LISTING_KEYS);
    let region = filters::region(&store, query.region.as_deref()).await;
    let ((page, region), year) = both(both(page, region), filters::year(query.year))?;
    let training_code = filters::short("training_code", query.training_code, 64)?;
    let filter = ParticipantFilter { training: None, training_code, year, region, updated_since };
    if let Some(style) = file {
        let columns = dataset_columns(FileDataset::Participants);
        let whole = FileList { name: "participants".to_owned(), columns, style };
        let fetch = move |connection: &mut Connection, listing: &_| participants::list(connection, &filter, listing);
        return whole.respond(&request, &store, &page, fetch, move |row| named(row, &caller.scope)).await;
    }
    let listing = page.listing()?;
    let rows = store.read(move |connection| participants::list(connection, &filter, &listing)).await?;
    Page::from_records(&page, rows, |row| named(row, &caller.scope))?.respond(&request)
}

/// List the participants of a training
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The training."), OfTrainingQuery, FileQuery),
    responses((status = 200, description = "A page of its participants.", body = Page<View>)),
)]
#[get("/trainings/{id}/participants")]
pub async fn list(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    query: ListQuery<OfTrainingQuery>,
) -> Answer {
    let (id, (query, file)) = (path.into_inner(), query.into_parts());
    let sort = parse_sort(query.sort.as_deref(), &SORTS, Sort::ascending("id"))?;
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), sort, LISTING_KEYS)?;
    let filter = ParticipantFilter { training: Some(id), ..ParticipantFilter::default() };
    if let Some(style) = file {
        let columns = dataset_columns(FileDataset::Participants);
        let whole = FileList { name: format!("participants-{id}"), columns, style };
        let fetch = move |connection: &mut Connection, listing: &_| {
            trainings::get(connection, id)?;
            participants::list(connection, &filter, listing)
        };
        return whole.respond(&request, &store, &page, fetch, move |row| named(row, &caller.scope)).await;
    }
    let listing = page.listing()?;
    let rows = store
        .snapshot(move |connection| {
            trainings::get(connection, id)?;
            participants::list(connection, &filter, &listing)
        })
        .await?;
    Page::from_records(&page, rows, |found| View::new(found.participant, caller.visibility(&found.region)))?
        .respond(&request)
}

/// Enter a participant
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The training.")),
    request_body = Input,
    responses((status = 201, description = "The participation was entered.", body = View)),
)]
#[post("/trainings/{id}/participants")]
pub async fn create(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
    once: IdempotencyKey,
    document: JsonDocument,
) -> Answer {
    let id = path.into_inner();
    let sent = document.text();
    let change = Edit::put(document, Conditions::default());
    let who = caller.clone();
    create_once(&request, &store, caller, once, sent.as_bytes(), move |tx| {
        let training = trainings::lock(tx, id)?;
        who.check_edit(&training.region, None)?;
        let (input, check): (Input, _) = change.apply(None::<&View>, READ_ONLY)?;
        let data = input.check(tx, check, None)??;
        let view = View::new(participants::create(tx, &training, &data)?, Visibility::FULL);
        Ok((format!("/trainings/{id}/participants/{}", view.id), view))
    })
    .await
}

/// Read a participation
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The training."),
        ("pid" = i64, Path, format = "id", description = "The participation."),
    ),
    responses((status = 200, description = "The participation.", body = View)),
)]
#[get("/trainings/{id}/participants/{pid}")]
pub async fn read(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
) -> Answer {
    let (id, pid) = path.into_inner();
    let (region, participant) = store
        .snapshot(move |connection| {
            let training = trainings::get(connection, id)?;
            let participant = participants::get(connection, &training, pid)?;
            Ok((training.region, participant))
        })
        .await?;
    json_ok(&request, &View::new(participant, caller.visibility(&region)))
}

/// Replace a participation
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The training."),
        ("pid" = i64, Path, format = "id", description = "The participation."),
    ),
    request_body = Input,
    responses((status = 200, description = "The record was replaced.", body = View)),
)]
#[put("/trainings/{id}/participants/{pid}")]
pub async fn replace(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    change(request, store, caller, path.into_inner(), Edit::put(document, conditions)).await
}

/// Edit a participation in part
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The training."),
        ("pid" = i64, Path, format = "id", description = "The participation."),
    ),
    request_body(content = Input, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The record was changed.", body = View)),
)]
#[patch("/trainings/{id}/participants/{pid}")]
pub async fn modify(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    change(request, store, caller, path.into_inner(), Edit::patch(document, conditions)).await
}

async fn change(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    (id, pid): (i64, i64),
    change: Edit,
) -> Answer {
    let who = caller.clone();
    let view = write(&store, caller, move |tx| {
        let training = trainings::lock(tx, id)?;
        who.check_edit(&training.region, None)?;
        let current = participants::lock(tx, &training, pid)?;
        // Who may edit it sees all of it: nothing is lost by sending back what was read.
        let (input, mut check): (Input, _) =
            change.apply(Some(&View::new(current.clone(), Visibility::FULL)), READ_ONLY)?;
        let data = input.check(tx, check, Some(&current))??;
        Ok(View::new(participants::update(tx, &training, &current, &data)?, Visibility::FULL))
    })
    .await?;
    json_ok(&request, &view)
}

/// Delete a participation
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The training."),
        ("pid" = i64, Path, format = "id", description = "The participation."),
    ),
    responses((status = 204, description = "The record was deleted.")),
)]
#[delete("/trainings/{id}/participants/{pid}")]
pub async fn remove(
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
    conditions: Conditions,
) -> Answer {
    let (id, pid) = path.into_inner();
    let who = caller.clone();
    write(&store, caller, move |tx| {
        let training = trainings::lock(tx, id)?;
        who.check_edit(&training.region, None)?;
        let current = participants::lock(tx, &training, pid)?;
        check_delete(&conditions, &View::new(current.clone(), Visibility::FULL))?;
        Ok(participants::delete(tx, &training, &current)?)
    })
    .await?;
    Ok(no_content())
}
