//! The register of cooperatives.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};
use utoipa::ToSchema;

use crate::api::documents::cooperatives::View;
use crate::api::files::export::{FileList, ListQuery};
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::caller::Caller;
use crate::api::request::idempotency::{IdempotencyKey, create as create_once};
use crate::api::request::page::Page;
use crate::api::request::respond::{json_ok, no_content};
use crate::api::request::write::{Answer, Edit, ReadOnly, check_delete, write};
use crate::api::resources::unit_queries::{Cascade, UnitQuery};
use crate::entry::cooperatives::Input;
use crate::exchange::dataset::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::http::etag::Conditions;
use crate::http::json::JsonDocument;
use crate::http::params::{NoQuery, Path, Query};
use crate::http::problem::Problem;
use crate::store::database::connection::Connection;
use crate::store::engine::store::Store;
use crate::store::models::cooperative::Cooperative;
use crate::store::resources::{cooperatives, units};

routes! {
    "cooperatives": "Cooperatives and their yearly reports.";
    viewer, impersonal => list, read;
    operator, impersonal, may_conflict => create, replace, modify, remove;
}

const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["id"] };

/// List cooperatives
#[utoipa::path(
    params(UnitQuery, FileQuery),
    responses((status = 200, description = "A page of the register.", body = Page<View>)),
)]
#[get("/cooperatives")]
pub async fn list(request: HttpRequest, store: web::Data<Store>, query: ListQuery<UnitQuery>) -> Answer {
    let (query, file) = query.into_parts();
    let (filter, page) = query.read(&store).await?;
    if let Some(style) = file {
        let whole =
            FileList { name: "cooperatives".to_owned(), columns: dataset_columns(FileDataset::Cooperatives), style };
        let fetch = move |connection: &mut Connection, listing: &_| cooperatives::list(connection, &filter, listing);
        return whole.respond(&request, &store, &page, fetch, View::from).await;
    }
    let listing = page.listing()?;
    let rows = store.read(move |connection| cooperatives::list(connection, &filter, &listing)).await?;
    Page::from_records(&page, rows, View::from)?.respond(&request)
}

/// Enter a cooperative
#[utoipa::path(request_body = Input, responses((status = 201, description = "The record was entered.", body = View)))]
#[post("/cooperatives")]
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
        let data = input.check(&mut check, &mut **tx)?;
        let data = check.finish(data).map_err(Problem::invalid)?;
        who.check_edit(&data.region, Some("/region"))?;
        let view = View::from(units::create(tx, &data)?);
        Ok((format!("/cooperatives/{}", view.id), view))
    })
    .await
}

/// Read a cooperative
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The cooperative.")),
    responses((status = 200, description = "The cooperative.", body = View)),
)]
#[get("/cooperatives/{id}")]
pub async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<i64>, _: NoQuery) -> Answer {
    let id = path.into_inner();
    let unit = store.lookup(move |connection| units::get::<Cooperative>(connection, id)).await?;
    json_ok(&request, &View::from(unit))
}

/// Replace a cooperative
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The cooperative.")),
    request_body = Input,
    responses((status = 200, description = "The record was replaced.", body = View)),
)]
#[put("/cooperatives/{id}")]
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

/// Edit a cooperative in part
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The cooperative.")),
    request_body(content = Input, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The record was changed.", body = View)),
)]
#[patch("/cooperatives/{id}")]
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
        let current = units::lock::<Cooperative>(tx, id)?;
        who.check_edit(&current.region, None)?;
        let (input, mut check): (Input, _) = change.apply(Some(&View::from(current.clone())), READ_ONLY)?;
        let data = input.check(&mut check, &mut **tx)?;
        let data = check.finish(data).map_err(Problem::invalid)?;
        who.check_edit(&data.region, Some("/region"))?;
        Ok(View::from(units::update(tx, &current, &data)?))
    })
    .await?;
    json_ok(&request, &view)
}

/// Delete a cooperative
///
/// A cooperative that has reports or linked participants is 409 `has_records` unless `?cascade=true`, which deletes the reports
/// too (those that count outside of an operator's region are 403); participants stay and lose the link.
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The cooperative."), Cascade),
    responses((status = 204, description = "The record was deleted.")),
)]
#[delete("/cooperatives/{id}")]
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
        let current = units::lock::<Cooperative>(tx, id)?;
        who.check_edit(&current.region, None)?;
        check_delete(&conditions, &View::from(current.clone()))?;
        if cascade {
            who.check_removal(&units::report_regions(tx, &current)?)?;
        }
        Ok(units::delete(tx, &current, cascade)?)
    })
    .await?;
    Ok(no_content())
}
