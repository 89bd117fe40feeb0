//! Yearly reports of cooperatives.

use actix_web::{HttpRequest, delete, get, patch, put, web};
use serde_json::{Value, json};

use crate::api::documents::cooperative_reports::{NamedView, SHAPE, View};
use crate::api::files::lists::ListQuery;
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::resource::show;
use crate::api::request::{
    Answer, Caller, Checked, Edit, Locked, MaybeTarget, Page, ReadOnly, Removal, Resource, Stored, Target,
};
use crate::api::resources::report_queries::{OfUnitQuery, ReportQuery, key_of};
use crate::domain::activity::Conduct;
use crate::domain::{HealthRating, RegionCode, Visibility, Year};
use crate::entry::checker::{Checker, Regions};
use crate::entry::cooperative_reports::Input;
use crate::exchange::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::http::{ETag, NoQuery, Path, Problem};
use crate::store::resources::{cooperative_reports, units};
use crate::store::{
    AssessedReport, Connection, Cooperative, CooperativeReport, CooperativeReportData, Listing, ReportFilter, Store,
    Tx, UnitReports,
};

routes! {
    "cooperatives";
    viewer, impersonal => list_all, list, read;
    operator, impersonal => replace, modify, remove;
}

/// Writes of the yearly reports of cooperatives.
pub struct CooperativeReports;

impl Resource for CooperativeReports {
    type Key = (i64, Year);
    type Owner = UnitReports<Cooperative>;
    type Record = AssessedReport;
    type Input = Input;
    type Data = CooperativeReportData;
    type View = View;

    const READ_ONLY: ReadOnly = ReadOnly {
        bookkeeping: &["created_at", "updated_at"],
        derived: &["cooperative_id", "year", "rating_used", "activity"],
    };

    fn view(record: AssessedReport, _: Visibility) -> View {
        View::from(record)
    }

    fn tag(record: &AssessedReport, _: Visibility) -> ETag {
        let rating = record.rating_used.map_or("", HealthRating::as_str);
        let years = record.three_years.map(|conduct| match conduct {
            None => "-".to_owned(),
            Some(Conduct { rat_held, serves_members }) => format!("{rat_held} {serves_members}"),
        });
        let CooperativeReport { id, version, updated_at, .. } = record.report;
        ETag::of_record(SHAPE, id, version, updated_at, &[&rating, &years.join(", ")])
    }

    fn address((id, year): &(i64, Year)) -> Value {
        json!({"cooperative_id": id, "year": year.number()})
    }

    fn lock(tx: &mut Tx<'_>, caller: &Caller, (id, year): &(i64, Year)) -> Locked<Self> {
        let reports = UnitReports::<Cooperative>::lock(tx, *id)?;
        caller.check_edit(&reports.unit.region, None)?;
        let found = reports.assessed(*year);
        Ok((reports, found))
    }

    fn check(
        input: Input,
        check: &mut Checker,
        regions: &mut impl Regions,
        target: MaybeTarget<'_, Self>,
    ) -> Checked<Self> {
        let region =
            target.map(|target| target.current.map_or(&target.owner.unit.region, |current| &current.report.region));
        input.check(check, regions, region.cloned().unwrap_or_else(RegionCode::nation))
    }

    fn check_move(
        caller: &Caller,
        current: Option<&AssessedReport>,
        data: &CooperativeReportData,
    ) -> Result<(), Problem> {
        caller.check_report_region(current.map(|current| &current.report.region), &data.region)
    }

    fn check_removal(caller: &Caller, current: &AssessedReport) -> Result<(), Problem> {
        caller.check_removal([&current.report.region])
    }

    fn store(tx: &mut Tx<'_>, target: &Target<'_, Self>, data: &CooperativeReportData) -> Stored<Self> {
        target.owner.put(tx, target.key.1, data)
    }
}

/// List the reports of all cooperatives
#[utoipa::path(
    params(ReportQuery, FileQuery),
    responses((status = 200, description = "A page of reports.", body = Page<NamedView>)),
)]
#[get("/cooperative-reports")]
pub async fn list_all(query: ListQuery<ReportQuery>) -> Answer {
    let columns = |_: &_| dataset_columns(FileDataset::CooperativeReports);
    query
        .check()
        .await?
        .in_snapshot()
        .respond("cooperative-reports", columns, cooperative_reports::list, NamedView::from)
        .await
}

/// List the reports of a cooperative
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The cooperative."), OfUnitQuery, FileQuery),
    responses((status = 200, description = "A page of its reports.", body = Page<View>)),
)]
#[get("/cooperatives/{id}/reports")]
pub async fn list(path: Path<i64>, query: ListQuery<OfUnitQuery>) -> Answer {
    let id = path.into_inner();
    let filter = ReportFilter { unit: Some(id), ..ReportFilter::default() };
    let fetch = move |connection: &mut Connection, (): &(), listing: &Listing| {
        units::get::<Cooperative>(connection, id)?;
        cooperative_reports::list(connection, &filter, listing)
    };
    let file = (format!("cooperative-reports-{id}"), |_: &_| dataset_columns(FileDataset::CooperativeReports));
    query
        .check()
        .await?
        .in_snapshot()
        .respond_with(file, fetch, |(report, ..)| View::from(report), NamedView::from)
        .await
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
    let (id, year) = key_of(path.into_inner())?;
    let report =
        store.snapshot(move |connection| UnitReports::<Cooperative>::read(connection, id)?.assessed(year)).await?;
    show::<CooperativeReports>(&request, report, Visibility::FULL)
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
pub async fn replace(path: Path<(i64, i64)>, edit: Edit) -> Answer {
    edit.replace::<CooperativeReports>(key_of(path.into_inner())?).await
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
pub async fn modify(path: Path<(i64, i64)>, edit: Edit) -> Answer {
    edit.modify::<CooperativeReports>(key_of(path.into_inner())?).await
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
pub async fn remove(path: Path<(i64, i64)>, _: NoQuery, removal: Removal) -> Answer {
    let delete = |tx: &mut Tx<'_>, _: &_, reports: &UnitReports<Cooperative>, current: &AssessedReport| {
        Ok(reports.delete(tx, current.report.year)?)
    };
    removal.remove::<CooperativeReports>(key_of(path.into_inner())?, delete).await
}
