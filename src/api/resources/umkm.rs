//! The register of assisted businesses (*UMKM binaan*): usually one person's, so that their figures are personal data.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};
use utoipa::ToSchema;

use crate::api::documents::umkm::View;
use crate::api::files::export::{FileList, ListQuery, columns_for};
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::caller::Caller;
use crate::api::request::idempotency::{IdempotencyKey, create as create_once};
use crate::api::request::page::Page;
use crate::api::request::respond::{json_ok, no_content};
use crate::api::request::write::{Answer, Edit, ReadOnly, check_delete, write};
use crate::api::resources::unit_queries::{Cascade, UnitQuery};
use crate::entry::umkm::Input;
use crate::exchange::dataset::FileDataset;
use crate::http::etag::Conditions;
use crate::http::json::JsonDocument;
use crate::http::params::{NoQuery, Path, Query};
use crate::http::problem::Problem;
use crate::store::database::connection::Connection;
use crate::store::engine::store::Store;
use crate::store::models::business::Business;
use crate::store::resources::{umkm, units};

routes! {
    "umkm": "Assisted micro, small and medium businesses and their yearly reports.";
    viewer => list, read;
    operator, may_conflict => create, replace, modify, remove;
}

const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["id"] };

/// List assisted businesses
#[utoipa::path(
    params(UnitQuery, FileQuery),
    responses((status = 200, description = "A page of the register.", body = Page<View>)),
)]
#[get("/umkm")]
pub async fn list(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    query: ListQuery<UnitQuery>,
) -> Answer {
    let (query, file) = query.into_parts();
    let (filter, page) = query.read(&store).await?;
    if let Some(style) = file {
        let columns = columns_for(FileDataset::Umkm, &caller.scope, filter.region.as_ref());
        let whole = FileList { name: "umkm".to_owned(), columns, style };
        let fetch = move |connection: &mut Connection, listing: &_| umkm::list(connection, &filter, listing);
        return whole.respond(&request, &store, &page, fetch, move |unit| View::new(unit, &caller.scope)).await;
    }
    let listing = page.listing()?;
    let rows = store.read(move |connection| umkm::list(connection, &filter, &listing)).await?;
    Page::from_records(&page, rows, |unit| View::new(unit, &caller.scope))?.respond(&request)
}

/// Enter a business
#[utoipa::path(request_body = Input, responses((status = 201, description = "The record was entered.", body = View)))]
#[post("/umkm")]
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
        let view = View::new(units::create(tx, &data)?, &who.scope);
        Ok((format!("/umkm/{}", view.id), view))
    })
    .await
}

/// Read a business
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The business.")),
    responses((status = 200, description = "The business.", body = View)),
)]
#[get("/umkm/{id}")]
pub async fn read(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
) -> Answer {
    let id = path.into_inner();
    let unit = store.lookup(move |connection| units::get::<Business>(connection, id)).await?;
    json_ok(&request, &View::new(unit, &caller.scope))
}

/// Replace a business
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The business.")),
    request_body = Input,
    responses((status = 200, description = "The record was replaced.", body = View)),
)]
#[put("/umkm/{id}")]
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

/// Edit a business in part
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The business.")),
    request_body(content = Input, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The record was changed.", body = View)),
)]
#[patch("/umkm/{id}")]
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
        let current = units::lock::<Business>(tx, id)?;
        who.check_edit(&current.region, None)?;
        let (input, mut check): (Input, _) = change.apply(Some(&View::new(current.clone(), &who.scope)), READ_ONLY)?;
        let data = input.check(&mut check, &mut **tx)?;
        let data = check.finish(data).map_err(Problem::invalid)?;
        who.check_edit(&data.region, Some("/region"))?;
        Ok(View::new(units::update(tx, &current, &data)?, &who.scope))
    })
    .await?;
    json_ok(&request, &view)
}

/// Delete a business
///
/// A business that has reports or linked participants is 409 `has_records` unless `?cascade=true`, which deletes the reports
/// too (those that count outside of an operator's region are 403); participants stay and lose the link.
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The business."), Cascade),
    responses((status = 204, description = "The record was deleted.")),
)]
#[delete("/umkm/{id}")]
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
        let current = units::lock::<Business>(tx, id)?;
        who.check_edit(&current.region, None)?;
        check_delete(&conditions, &View::new(current.clone(), &who.scope))?;
        if cascade {
            who.check_removal(&units::report_regions(tx, &current)?)?;
        }
        Ok(units::delete(tx, &current, cascade)?)
    })
    .await?;
    Ok(no_content())
}
