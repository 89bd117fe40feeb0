//! Yearly reports of assisted businesses.

use actix_web::{HttpRequest, delete, get, patch, put, web};
use serde_json::{Value, json};

use crate::api::documents::umkm_reports::{NamedView, SHAPE, View};
use crate::api::files::lists::ListQuery;
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::resource::show;
use crate::api::request::{
    Answer, Caller, Checked, Edit, Locked, MaybeTarget, Page, ReadOnly, Removal, Resource, Stored, Target,
};
use crate::api::resources::report_queries::{OfUnitQuery, ReportQuery, key_of};
use crate::domain::business_class::business_class;
use crate::domain::{BusinessClass, RegionCode, Visibility, Year};
use crate::entry::checker::{Checker, Regions};
use crate::entry::umkm_reports::Input;
use crate::exchange::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::http::{ETag, NoQuery, Path, Problem};
use crate::store::resources::{umkm_reports, units};
use crate::store::{
    Business, BusinessReport, BusinessReportData, Connection, Listing, ReportFilter, Store, Tx, UnitReports,
};

routes! {
    "umkm";
    viewer => list_all, list, read;
    operator => replace, modify, remove;
}

/// Writes of the yearly reports of businesses.
pub struct BusinessReports;

impl Resource for BusinessReports {
    type Key = (i64, Year);
    type Owner = UnitReports<Business>;
    type Record = BusinessReport;
    type Input = Input;
    type Data = BusinessReportData;
    type View = View;

    const READ_ONLY: ReadOnly =
        ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["umkm_id", "year", "class"] };

    fn view(record: BusinessReport, _: Visibility) -> View {
        View::from(record)
    }

    fn tag(record: &BusinessReport, _: Visibility) -> ETag {
        let class = record.turnover.and_then(|turnover| business_class(record.year, turnover));
        let class = class.map_or("", BusinessClass::as_str);
        ETag::of_record(SHAPE, record.id, record.version, record.updated_at, &[&class])
    }

    fn address((id, year): &(i64, Year)) -> Value {
        json!({"umkm_id": id, "year": year.number()})
    }

    fn lock(tx: &mut Tx<'_>, caller: &Caller, (id, year): &(i64, Year)) -> Locked<Self> {
        let reports = UnitReports::<Business>::lock(tx, *id)?;
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
        let region = target.map(|target| target.current.map_or(&target.owner.unit.region, |current| &current.region));
        input.check(check, regions, region.cloned().unwrap_or_else(RegionCode::nation))
    }

    fn check_move(caller: &Caller, current: Option<&BusinessReport>, data: &BusinessReportData) -> Result<(), Problem> {
        caller.check_report_region(current.map(|current| &current.region), &data.region)
    }

    fn check_removal(caller: &Caller, current: &BusinessReport) -> Result<(), Problem> {
        caller.check_removal([&current.region])
    }

    fn store(tx: &mut Tx<'_>, target: &Target<'_, Self>, data: &BusinessReportData) -> Stored<Self> {
        target.owner.put(tx, target.key.1, data)
    }
}

/// List the reports of all assisted businesses
#[utoipa::path(
    params(ReportQuery, FileQuery),
    responses((status = 200, description = "A page of reports.", body = Page<NamedView>)),
)]
#[get("/umkm-reports")]
pub async fn list_all(query: ListQuery<ReportQuery>) -> Answer {
    let columns = |_: &_| dataset_columns(FileDataset::UmkmReports);
    query.check().await?.in_snapshot().respond("umkm-reports", columns, umkm_reports::list, NamedView::from).await
}

/// List the reports of a business
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The business."), OfUnitQuery, FileQuery),
    responses((status = 200, description = "A page of its reports.", body = Page<View>)),
)]
#[get("/umkm/{id}/reports")]
pub async fn list(path: Path<i64>, query: ListQuery<OfUnitQuery>) -> Answer {
    let id = path.into_inner();
    let filter = ReportFilter { unit: Some(id), ..ReportFilter::default() };
    let fetch = move |connection: &mut Connection, (): &(), listing: &Listing| {
        units::get::<Business>(connection, id)?;
        umkm_reports::list(connection, &filter, listing)
    };
    let file = (format!("umkm-reports-{id}"), |_: &_| dataset_columns(FileDataset::UmkmReports));
    query
        .check()
        .await?
        .in_snapshot()
        .respond_with(file, fetch, |(report, ..)| View::from(report), NamedView::from)
        .await
}

/// Read a business's report for a year
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The business."),
        ("year" = i32, Path, format = "year", description = "The year."),
    ),
    responses((status = 200, description = "The report.", body = View)),
)]
#[get("/umkm/{id}/reports/{year}")]
pub async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<(i64, i64)>, _: NoQuery) -> Answer {
    let (id, year) = key_of(path.into_inner())?;
    let report =
        store.snapshot(move |connection| UnitReports::<Business>::read(connection, id)?.assessed(year)).await?;
    show::<BusinessReports>(&request, report, Visibility::FULL)
}

/// Enter or replace a business's report for a year
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The business."),
        ("year" = i32, Path, format = "year", description = "The year."),
    ),
    request_body = Input,
    responses(
        (status = 200, description = "The record was replaced.", body = View),
        (status = 201, description = "The record was entered.", body = View),
    ),
)]
#[put("/umkm/{id}/reports/{year}")]
pub async fn replace(path: Path<(i64, i64)>, edit: Edit) -> Answer {
    edit.replace::<BusinessReports>(key_of(path.into_inner())?).await
}

/// Edit a business's report in part
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The business."),
        ("year" = i32, Path, format = "year", description = "The year."),
    ),
    request_body(content = Input, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The record was changed.", body = View)),
)]
#[patch("/umkm/{id}/reports/{year}")]
pub async fn modify(path: Path<(i64, i64)>, edit: Edit) -> Answer {
    edit.modify::<BusinessReports>(key_of(path.into_inner())?).await
}

/// Delete a business's report for a year
///
/// An operator bound to a region must reach both the business and the region where the report counts.
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The business."),
        ("year" = i32, Path, format = "year", description = "The year."),
    ),
    responses((status = 204, description = "The record was deleted.")),
)]
#[delete("/umkm/{id}/reports/{year}")]
pub async fn remove(path: Path<(i64, i64)>, _: NoQuery, removal: Removal) -> Answer {
    let delete = |tx: &mut Tx<'_>, _: &_, reports: &UnitReports<Business>, current: &BusinessReport| {
        Ok(reports.delete(tx, current.year)?)
    };
    removal.remove::<BusinessReports>(key_of(path.into_inner())?, delete).await
}
