//! Yearly reports of assisted businesses.

use actix_web::{HttpRequest, delete, get, patch, put, web};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::domain::business_class::business_class;
use crate::domain::{BusinessClass, RegionCode};
use crate::entry::{BusinessReportEntry, Checker};
use crate::exchange::columns::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::store::umkm_reports::{self, BusinessReport, BusinessReportData};
use crate::store::{Connection, Store, StoreResult, umkm};

use super::caller::Caller;
use super::clock::{rfc3339, year_in};
use super::etag::Conditions;
use super::export::{FileList, FileQuery, ListQuery};
use super::json::{DecimalInput, JsonDocument};
use super::page::Page;
use super::params::{NoQuery, Path};
use super::problem::Problem;
use super::report_queries::{OfUnitQuery, ReportQuery};
use super::respond::{json_ok, no_content};
use super::writing::{Answer, Change, ReadOnly, check_delete, put_answer, write};

/// What an assisted business reports for one year
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UmkmReport)]
struct View {
    /// Whose report it is.
    umkm_id: i64,
    /// The year.
    #[schema(example = 2024)]
    year: i32,
    /// Where it counts (Kemendagri code).
    #[schema(example = "15.71")]
    region: String,
    /// Turnover of the year, rupiah.
    #[schema(required, example = "240000000.00")]
    turnover: Option<String>,
    /// Assets at 31 December, rupiah.
    #[schema(required, example = "80000000.00")]
    assets: Option<String>,
    /// Persons working there.
    #[schema(required, example = 3)]
    workers: Option<i64>,
    /// Size class by the turnover (UU 20/2008 to 2020, PP 7/2021 from 2021); null above the highest limit or without turnover.
    #[schema(required, read_only)]
    class: Option<BusinessClass>,
    /// When it was entered.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

/// A report with whose it is
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = NamedUmkmReport)]
struct NamedView {
    /// The business's register number.
    register_number: String,
    /// The business's name.
    name: String,
    /// The report.
    #[serde(flatten)]
    report: View,
}

impl From<BusinessReport> for View {
    fn from(report: BusinessReport) -> Self {
        Self {
            umkm_id: report.umkm_id,
            year: report.year.number(),
            region: report.region.to_string(),
            turnover: report.turnover.map(|amount| amount.to_string()),
            assets: report.assets.map(|amount| amount.to_string()),
            workers: report.workers,
            class: report.turnover.and_then(|turnover| business_class(report.year, turnover)),
            created_at: rfc3339(report.created_at),
            updated_at: rfc3339(report.updated_at),
        }
    }
}

impl From<(BusinessReport, String, String)> for NamedView {
    fn from((report, register_number, name): (BusinessReport, String, String)) -> Self {
        Self { register_number, name, report: report.into() }
    }
}

/// What JSON has of a record, for files.
pub(super) fn view(report: BusinessReport) -> impl Serialize + use<> {
    View::from(report)
}

/// The same with whose it is.
pub(super) fn named_view(found: (BusinessReport, String, String)) -> impl Serialize + use<> {
    NamedView::from(found)
}

const READ_ONLY: ReadOnly =
    ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["umkm_id", "year", "class"] };

/// What can be set of a business's report
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UmkmReportInput)]
struct Input {
    /// Where it counts; when left out, where it stood before, or where the business is when it is first entered.
    #[schema(pattern = r"^\d{2}(\.\d{2})?$", example = "15.71")]
    region: Option<String>,
    /// Turnover of the year, rupiah.
    turnover: Option<DecimalInput>,
    /// Assets at 31 December, rupiah.
    assets: Option<DecimalInput>,
    /// Persons working there.
    #[schema(minimum = 0, maximum = 1000000000)]
    workers: Option<i64>,
}

impl Input {
    /// `standing` is the region when none is given.
    fn check(
        self,
        connection: &mut Connection,
        mut check: Checker,
        standing: RegionCode,
    ) -> StoreResult<Result<BusinessReportData, Problem>> {
        let entry = BusinessReportEntry {
            region: self.region,
            turnover: self.turnover.map(String::from),
            assets: self.assets.map(String::from),
            workers: self.workers,
        };
        let data = entry.check(&mut check, connection, standing)?;
        Ok(check.finish(data).map_err(Problem::invalid))
    }
}

/// List the reports of all assisted businesses
#[utoipa::path(tag = "umkm", params(ReportQuery, FileQuery), responses((status = 200, description = "A page of reports.", body = Page<NamedView>)))]
#[get("/umkm-reports")]
pub(super) async fn list_all(request: HttpRequest, store: web::Data<Store>, query: ListQuery<ReportQuery>) -> Answer {
    let (query, file) = query.into_parts();
    let (filter, page) = query.read(&store).await?;
    if let Some(style) = file {
        let whole =
            FileList { name: "umkm-reports".to_owned(), columns: dataset_columns(FileDataset::UmkmReports), style };
        let fetch = move |connection: &mut Connection, listing: &_| umkm_reports::list(connection, &filter, listing);
        return whole.respond(&request, &store, &page, fetch, NamedView::from).await;
    }
    let listing = page.listing()?;
    let rows = store.snapshot(move |connection| umkm_reports::list(connection, &filter, &listing)).await?;
    Page::from_records(&page, rows, NamedView::from)?.respond(&request)
}

/// List the reports of a business
#[utoipa::path(tag = "umkm", params(("id" = i64, Path, description = "The business."), OfUnitQuery, FileQuery), responses((status = 200, description = "A page of its reports.", body = Page<View>)))]
#[get("/umkm/{id}/reports")]
pub(super) async fn list(
    request: HttpRequest,
    store: web::Data<Store>,
    path: Path<i64>,
    query: ListQuery<OfUnitQuery>,
) -> Answer {
    let id = path.into_inner();
    let (query, file) = query.into_parts();
    let (filter, page) = query.read(id)?;
    if let Some(style) = file {
        let columns = dataset_columns(FileDataset::UmkmReports);
        let whole = FileList { name: format!("umkm-reports-{id}"), columns, style };
        let fetch = move |connection: &mut Connection, listing: &_| {
            umkm::get(connection, id)?;
            umkm_reports::list(connection, &filter, listing)
        };
        return whole.respond(&request, &store, &page, fetch, NamedView::from).await;
    }
    let listing = page.listing()?;
    let rows = store
        .snapshot(move |connection| {
            umkm::get(connection, id)?;
            umkm_reports::list(connection, &filter, &listing)
        })
        .await?;
    Page::from_records(&page, rows, |(report, ..)| View::from(report))?.respond(&request)
}

/// Read a business's report for a year
#[utoipa::path(tag = "umkm", params(("id" = i64, Path, description = "The business."), ("year" = i32, Path, description = "The year.")), responses((status = 200, description = "The report.", body = View)))]
#[get("/umkm/{id}/reports/{year}")]
pub(super) async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<(i64, i64)>, _: NoQuery) -> Answer {
    let (id, year) = path.into_inner();
    let year = year_in("year", year)?;
    let report = store.snapshot(move |connection| umkm_reports::get(connection, id, year)).await?;
    json_ok(&request, &View::from(report))
}

/// Enter or replace a business's report for a year
#[utoipa::path(tag = "umkm", params(("id" = i64, Path, description = "The business."), ("year" = i32, Path, description = "The year.")), request_body = Input, responses((status = 200, description = "It is replaced.", body = View), (status = 201, description = "It is entered.", body = View)))]
#[put("/umkm/{id}/reports/{year}")]
pub(super) async fn replace(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    let (id, year) = path.into_inner();
    let change = Change::put(document, conditions).at(json!({"umkm_id": id, "year": year}));
    self::change(request, store, caller, (id, year), change).await
}

/// Change a business's report in part
#[utoipa::path(tag = "umkm", params(("id" = i64, Path, description = "The business."), ("year" = i32, Path, description = "The year.")), request_body(content = Input, content_type = "application/merge-patch+json"), responses((status = 200, description = "It is changed.", body = View)))]
#[patch("/umkm/{id}/reports/{year}")]
pub(super) async fn modify(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    change(request, store, caller, path.into_inner(), Change::patch(document, conditions)).await
}

async fn change(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    (id, year): (i64, i64),
    change: Change,
) -> Answer {
    let year = year_in("year", year)?;
    let who = caller.clone();
    let (is_new, view) = write(&store, caller, move |tx| {
        let unit = umkm::lock(tx, id)?;
        who.check_edit(&unit.region, None)?;
        let current = match umkm_reports::find(tx, id, year)? {
            None if change.is_patch => Some(umkm_reports::get(tx, id, year)?),
            found => found,
        };
        let before = current.as_ref().map(|current| current.region.clone());
        let standing = before.clone().unwrap_or_else(|| unit.region.clone());
        let current = current.map(View::from);
        let (input, check): (Input, _) = change.apply(current.as_ref(), READ_ONLY)?;
        let data = input.check(tx, check, standing)??;
        who.check_report_region(before.as_ref(), &data.region)?;
        Ok((current.is_none(), View::from(umkm_reports::put(tx, &unit, year, &data)?)))
    })
    .await?;
    put_answer(&request, is_new, &view)
}

/// Delete a business's report for a year
///
/// An operator bound to a region must reach both the business and the region where the report counts.
#[utoipa::path(tag = "umkm", params(("id" = i64, Path, description = "The business."), ("year" = i32, Path, description = "The year.")), responses((status = 204, description = "It is gone.")))]
#[delete("/umkm/{id}/reports/{year}")]
pub(super) async fn remove(
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
        who.check_edit(&umkm::lock(tx, id)?.region, None)?;
        let current = umkm_reports::get(tx, id, year)?;
        who.check_removal([&current.region])?;
        check_delete(&conditions, &View::from(current))?;
        Ok(umkm_reports::delete(tx, id, year)?)
    })
    .await?;
    Ok(no_content())
}
