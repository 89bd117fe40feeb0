//! Yearly reports of cooperatives.

use actix_web::{HttpRequest, delete, get, patch, put, web};
use serde_json::json;
use utoipa::ToSchema;

use crate::api::documents::cooperative_reports::{NamedView, View};
use crate::api::files::export::{FileList, ListQuery};
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::caller::Caller;
use crate::api::request::page::Page;
use crate::api::request::respond::{json_ok, no_content};
use crate::api::request::time::year_in;
use crate::api::request::write::{Answer, Edit, ReadOnly, check_delete, put_answer, write};
use crate::api::resources::report_queries::{OfUnitQuery, ReportQuery};
use crate::entry::cooperative_reports::Input;
use crate::exchange::dataset::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::http::etag::Conditions;
use crate::http::json::JsonDocument;
use crate::http::params::{NoQuery, Path};
use crate::http::problem::Problem;
use crate::store::database::connection::Connection;
use crate::store::engine::store::Store;
use crate::store::models::cooperative::Cooperative;
use crate::store::resources::reports::UnitReports;
use crate::store::resources::{cooperative_reports, units};

routes! {
    "cooperatives";
    viewer, impersonal => list_all, list, read;
    operator, impersonal => replace, modify, remove;
}

const READ_ONLY: ReadOnly = ReadOnly {
    bookkeeping: &["created_at", "updated_at"],
    derived: &["cooperative_id", "year", "rating_used", "activity"],
};

/// List the reports of all cooperatives
#[utoipa::path(
    params(ReportQuery, FileQuery),
    responses((status = 200, description = "A page of reports.", body = Page<NamedView>)),
)]
#[get("/cooperative-reports")]
pub async fn list_all(request: HttpRequest, store: web::Data<Store>, query: ListQuery<ReportQuery>) -> Answer {
    let (query, file) = query.into_parts();
    let (filter, page) = query.read(&store).await?;
    if let Some(style) = file {
        let whole = FileList {
            name: "cooperative-reports".to_owned(),
            columns: dataset_columns(FileDataset::CooperativeReports),
            style,
        };
        let fetch =
            move |connection: &mut Connection, listing: &_| cooperative_reports::list(connection, &filter, listing);
        return whole.respond(&request, &store, &page, fetch, NamedView::from).await;
    }
    let listing = page.listing()?;
    let rows = store.snapshot(move |connection| cooperative_reports::list(connection, &filter, &listing)).await?;
    Page::from_records(&page, rows, NamedView::from)?.respond(&request)
}

/// List the reports of a cooperative
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The cooperative."), OfUnitQuery, FileQuery),
    responses((status = 200, description = "A page of its reports.", body = Page<View>)),
)]
#[get("/cooperatives/{id}/reports")]
pub async fn list(
    request: HttpRequest,
    store: web::Data<Store>,
    path: Path<i64>,
    query: ListQuery<OfUnitQuery>,
) -> Answer {
    let id = path.into_inner();
    let (query, file) = query.into_parts();
    let (filter, page) = query.read(id)?;
    if let Some(style) = file {
        let columns = dataset_columns(FileDataset::CooperativeReports);
        let whole = FileList { name: format!("cooperative-reports-{id}"), columns, style };
        let fetch = move |connection: &mut Connection, listing: &_| {
            units::get::<Cooperative>(connection, id)?;
            cooperative_reports::list(connection, &filter, listing)
        };
        return whole.respond(&request, &store, &page, fetch, NamedView::from).await;
    }
    let listing = page.listing()?;
    let rows = store
        .snapshot(move |connection| {
            units::get::<Cooperative>(connection, id)?;
            cooperative_reports::list(connection, &filter, &listing)
        })
        .await?;
    Page::from_records(&page, rows, |(report, ..)| View::from(report))?.respond(&request)
}

/// Read a cooperative's report for a year
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The cooperative."),
        ("year" = i32, Path, format = "year", description = "The book year."),
    ),
    responses((status = 200, description = "The report.", body = View)),
)]
#[get("/cooperatives/{id}/reports/{year}")]
pub async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<(i64, i64)>, _: NoQuery) -> Answer {
    let (id, year) = path.into_inner();
    let year = year_in("year", year)?;
    let report =
        store.snapshot(move |connection| UnitReports::<Cooperative>::read(connection, id)?.assessed(year)).await?;
    json_ok(&request, &View::from(report))
}

/// Enter or replace a cooperative's report for a year
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The cooperative."),
        ("year" = i32, Path, format = "year", description = "The book year."),
    ),
    request_body = Input,
    responses(
        (status = 200, description = "The record was replaced.", body = View),
        (status = 201, description = "The record was entered.", body = View),
    ),
)]
#[put("/cooperatives/{id}/reports/{year}")]
pub async fn replace(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    let (id, year) = path.into_inner();
    let change = Edit::put(document, conditions).at(json!({"cooperative_id": id, "year": year}));
    crate::api::resources::cooperative_reports::change(request, store, caller, (id, year), change).await
}

/// Edit a cooperative's report in part
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The cooperative."),
        ("year" = i32, Path, format = "year", description = "The book year."),
    ),
    request_body(content = Input, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The record was changed.", body = View)),
)]
#[patch("/cooperatives/{id}/reports/{year}")]
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
    (id, year): (i64, i64),
    change: Edit,
) -> Answer {
    let year = year_in("year", year)?;
    let who = caller.clone();
    let (is_new, view) = write(&store, caller, move |tx| {
        let mut reports = UnitReports::<Cooperative>::lock(tx, id)?;
        who.check_edit(&reports.unit.region, None)?;
        let before = match change.is_patch {
            true => Some(reports.get(year)?.region.clone()),
            false => reports.find(year).map(|report| report.region.clone()),
        };
        let current = before.as_ref().map(|_| reports.assessed(year).map(View::from)).transpose()?;
        let standing = before.clone().unwrap_or_else(|| reports.unit.region.clone());
        let (input, check): (Input, _) = change.apply(current.as_ref(), READ_ONLY)?;
        let data = input.check(tx, check, standing)??;
        who.check_report_region(before.as_ref(), &data.region)?;
        Ok((current.is_none(), View::from(reports.put(tx, year, &data)?)))
    })
    .await?;
    put_answer(&request, is_new, &view)
}

/// Delete a cooperative's report for a year
///
/// An operator bound to a region must reach both the cooperative and the region where the report counts.
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The cooperative."),
        ("year" = i32, Path, format = "year", description = "The book year."),
    ),
    responses((status = 204, description = "The record was deleted.")),
)]
#[delete("/cooperatives/{id}/reports/{year}")]
pub async fn remove(
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
    conditions: Conditions,
) -> Answer {
    let (id, year) = path.into_inner();
    let year = year_in("year", year)?;
    let who = caller.clone();
    write(&store, caller, move |tx| {
        let reports = UnitReports::<Cooperative>::lock(tx, id)?;
        who.check_edit(&reports.unit.region, None)?;
        who.check_removal([&reports.get(year)?.region])?;
        check_delete(&conditions, &View::from(reports.assessed(year)?))?;
        Ok(reports.delete(tx, year)?)
    })
    .await?;
    Ok(no_content())
}
