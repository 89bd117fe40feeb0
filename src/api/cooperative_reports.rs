//! Yearly reports of cooperatives.

use actix_web::{HttpRequest, delete, get, patch, put, web};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::domain::{ActivityStatus, HealthRating, RegionCode, Text, activity};
use crate::entry::{Checker, CooperativeReportEntry};
use crate::exchange::columns::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::store::cooperative_reports::{self, AssessedReport, CooperativeReportData};
use crate::store::{Connection, Store, StoreResult, cooperatives};

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

/// Whether a cooperative is active in a year, by the three-year rule of Permen KUKM 25/2015
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Activity {
    /// Only `active` counts.
    status: ActivityStatus,
    /// Why, year by year.
    why: Text,
}

/// What a cooperative reports for one book year
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CooperativeReport)]
struct View {
    /// Whose report it is.
    cooperative_id: i64,
    /// The book year.
    #[schema(example = 2024)]
    year: i32,
    /// Where it counts (Kemendagri code).
    #[schema(example = "15.71")]
    region: String,
    /// The annual members' meeting (*RAT*) that accounts for the year was held.
    rat_held: bool,
    /// When; normally in the first half of the next year.
    #[schema(required, format = Date)]
    rat_held_on: Option<String>,
    /// It did business that serves its members.
    serves_members: bool,
    /// Total sales and income of the year, rupiah.
    #[schema(required, example = "1250000000.50")]
    business_volume: Option<String>,
    /// Health rating as given.
    #[schema(required)]
    health_rating: Option<HealthRating>,
    /// Health score, 0 to 100.
    #[schema(required, example = "79.85")]
    health_score: Option<String>,
    /// The rating that counts: the one given, else the band of the score, else none.
    #[schema(required, read_only)]
    rating_used: Option<HealthRating>,
    /// Members.
    #[schema(required)]
    members: Option<i64>,
    /// Employees.
    #[schema(required)]
    employees: Option<i64>,
    /// Assets, rupiah.
    #[schema(required)]
    assets: Option<String>,
    /// Equity, rupiah.
    #[schema(required)]
    equity: Option<String>,
    /// Surplus (*SHU*), rupiah, may be negative.
    #[schema(required)]
    surplus: Option<String>,
    /// Whether the cooperative is active in this year, and why.
    #[schema(read_only)]
    activity: Activity,
    /// When it was entered.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

/// A report with whose it is
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = NamedCooperativeReport)]
struct NamedView {
    /// The cooperative's register number.
    register_number: String,
    /// The cooperative's name.
    name: String,
    /// The report.
    #[serde(flatten)]
    report: View,
}

impl From<AssessedReport> for View {
    fn from(assessed: AssessedReport) -> Self {
        let AssessedReport { report, rating_used, three_years } = assessed;
        let money = |amount: Option<crate::domain::Money>| amount.map(|amount| amount.to_string());
        Self {
            cooperative_id: report.cooperative_id,
            year: report.year.number(),
            region: report.region.to_string(),
            rat_held: report.rat_held,
            rat_held_on: report.rat_held_on.map(|date| date.to_string()),
            serves_members: report.serves_members,
            business_volume: money(report.business_volume),
            health_rating: report.health_rating,
            health_score: report.health_score.map(|score| score.to_string()),
            rating_used,
            members: report.members,
            employees: report.employees,
            assets: money(report.assets),
            equity: money(report.equity),
            surplus: money(report.surplus),
            activity: Activity { status: activity::status(three_years), why: activity::why(report.year, three_years) },
            created_at: rfc3339(report.created_at),
            updated_at: rfc3339(report.updated_at),
        }
    }
}

impl From<(AssessedReport, String, String)> for NamedView {
    fn from((report, register_number, name): (AssessedReport, String, String)) -> Self {
        Self { register_number, name, report: report.into() }
    }
}

/// What JSON has of a record, for files.
pub(super) fn view(report: AssessedReport) -> impl Serialize + use<> {
    View::from(report)
}

/// The same with whose it is.
pub(super) fn named_view(found: (AssessedReport, String, String)) -> impl Serialize + use<> {
    NamedView::from(found)
}

const READ_ONLY: ReadOnly = ReadOnly {
    bookkeeping: &["created_at", "updated_at"],
    derived: &["cooperative_id", "year", "rating_used", "activity"],
};

/// What can be set of a cooperative's report
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CooperativeReportInput)]
struct Input {
    /// Where it counts; when left out, where it stood before, or where the cooperative is when it is first entered.
    #[schema(pattern = r"^\d{2}(\.\d{2})?$", example = "15.71")]
    region: Option<String>,
    /// The annual members' meeting (*RAT*) that accounts for the year was held.
    #[schema(required, nullable = false)]
    rat_held: Option<bool>,
    /// When; only where it was held.
    #[schema(format = Date, example = "2025-03-20")]
    rat_held_on: Option<String>,
    /// It did business that serves its members.
    #[schema(required, nullable = false)]
    serves_members: Option<bool>,
    /// Total sales and income of the year, rupiah.
    business_volume: Option<DecimalInput>,
    /// Health rating; counts before the score.
    #[schema(value_type = Option<HealthRating>)]
    health_rating: Option<String>,
    /// Health score, 0 to 100, at most three decimals.
    health_score: Option<DecimalInput>,
    /// Members.
    #[schema(minimum = 0, maximum = 1000000000)]
    members: Option<i64>,
    /// Employees.
    #[schema(minimum = 0, maximum = 1000000000)]
    employees: Option<i64>,
    /// Assets, rupiah.
    assets: Option<DecimalInput>,
    /// Equity, rupiah.
    equity: Option<DecimalInput>,
    /// Surplus (*SHU*), rupiah, may be negative.
    surplus: Option<DecimalInput>,
}

impl Input {
    /// `standing` is the region when none is given.
    fn check(
        self,
        connection: &mut Connection,
        mut check: Checker,
        standing: RegionCode,
    ) -> StoreResult<Result<CooperativeReportData, Problem>> {
        let entry = CooperativeReportEntry {
            region: self.region,
            rat_held: self.rat_held,
            rat_held_on: self.rat_held_on,
            serves_members: self.serves_members,
            business_volume: self.business_volume.map(String::from),
            health_rating: self.health_rating,
            health_score: self.health_score.map(String::from),
            members: self.members,
            employees: self.employees,
            assets: self.assets.map(String::from),
            equity: self.equity.map(String::from),
            surplus: self.surplus.map(String::from),
        };
        let data = entry.check(&mut check, connection, standing)?;
        Ok(check.finish(data).map_err(Problem::invalid))
    }
}

/// List the reports of all cooperatives
#[utoipa::path(tag = "cooperatives", params(ReportQuery, FileQuery), responses((status = 200, description = "A page of reports.", body = Page<NamedView>)))]
#[get("/cooperative-reports")]
pub(super) async fn list_all(request: HttpRequest, store: web::Data<Store>, query: ListQuery<ReportQuery>) -> Answer {
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
#[utoipa::path(tag = "cooperatives", params(("id" = i64, Path, description = "The cooperative."), OfUnitQuery, FileQuery), responses((status = 200, description = "A page of its reports.", body = Page<View>)))]
#[get("/cooperatives/{id}/reports")]
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
        let columns = dataset_columns(FileDataset::CooperativeReports);
        let whole = FileList { name: format!("cooperative-reports-{id}"), columns, style };
        let fetch = move |connection: &mut Connection, listing: &_| {
            cooperatives::get(connection, id)?;
            cooperative_reports::list(connection, &filter, listing)
        };
        return whole.respond(&request, &store, &page, fetch, NamedView::from).await;
    }
    let listing = page.listing()?;
    let rows = store
        .snapshot(move |connection| {
            cooperatives::get(connection, id)?;
            cooperative_reports::list(connection, &filter, &listing)
        })
        .await?;
    Page::from_records(&page, rows, |(report, ..)| View::from(report))?.respond(&request)
}

/// Read a cooperative's report for a year
#[utoipa::path(tag = "cooperatives", params(("id" = i64, Path, description = "The cooperative."), ("year" = i32, Path, description = "The book year.")), responses((status = 200, description = "The report.", body = View)))]
#[get("/cooperatives/{id}/reports/{year}")]
pub(super) async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<(i64, i64)>, _: NoQuery) -> Answer {
    let (id, year) = path.into_inner();
    let year = year_in("year", year)?;
    let report = store.snapshot(move |connection| cooperative_reports::get(connection, id, year)).await?;
    json_ok(&request, &View::from(report))
}

/// Enter or replace a cooperative's report for a year
#[utoipa::path(tag = "cooperatives", params(("id" = i64, Path, description = "The cooperative."), ("year" = i32, Path, description = "The book year.")), request_body = Input, responses((status = 200, description = "It is replaced.", body = View), (status = 201, description = "It is entered.", body = View)))]
#[put("/cooperatives/{id}/reports/{year}")]
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
    let change = Change::put(document, conditions).at(json!({"cooperative_id": id, "year": year}));
    self::change(request, store, caller, (id, year), change).await
}

/// Change a cooperative's report in part
#[utoipa::path(tag = "cooperatives", params(("id" = i64, Path, description = "The cooperative."), ("year" = i32, Path, description = "The book year.")), request_body(content = Input, content_type = "application/merge-patch+json"), responses((status = 200, description = "It is changed.", body = View)))]
#[patch("/cooperatives/{id}/reports/{year}")]
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
        let unit = cooperatives::lock(tx, id)?;
        who.check_edit(&unit.region, None)?;
        let current = match cooperative_reports::find(tx, id, year)? {
            None if change.is_patch => Some(cooperative_reports::get(tx, id, year)?),
            found => found,
        };
        let before = current.as_ref().map(|current| current.report.region.clone());
        let standing = before.clone().unwrap_or_else(|| unit.region.clone());
        let current = current.map(View::from);
        let (input, check): (Input, _) = change.apply(current.as_ref(), READ_ONLY)?;
        let data = input.check(tx, check, standing)??;
        who.check_report_region(before.as_ref(), &data.region)?;
        Ok((current.is_none(), View::from(cooperative_reports::put(tx, &unit, year, &data)?)))
    })
    .await?;
    put_answer(&request, is_new, &view)
}

/// Delete a cooperative's report for a year
///
/// An operator bound to a region must reach both the cooperative and the region where the report counts.
#[utoipa::path(tag = "cooperatives", params(("id" = i64, Path, description = "The cooperative."), ("year" = i32, Path, description = "The book year.")), responses((status = 204, description = "It is gone.")))]
#[delete("/cooperatives/{id}/reports/{year}")]
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
        who.check_edit(&cooperatives::lock(tx, id)?.region, None)?;
        let current = cooperative_reports::get(tx, id, year)?;
        who.check_removal([&current.report.region])?;
        check_delete(&conditions, &View::from(current))?;
        Ok(cooperative_reports::delete(tx, id, year)?)
    })
    .await?;
    Ok(no_content())
}
