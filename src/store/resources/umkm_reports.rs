//! Yearly reports of assisted businesses.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::contributions::{BusinessFacts, of_business};
use crate::domain::{Contributions, RegionCode, Text, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::feed::record;
use crate::store::lists::filters::ReportFilter;
use crate::store::lists::listing::{Listing, page, within};
use crate::store::models::business::Business;
use crate::store::models::business_report::{BusinessReport, BusinessReportData, natural_key};
use crate::store::models::report::Report;
use crate::store::resources::reports::Reporter;
use crate::store::resources::{reports, umkm as register};
use crate::store::schema::tables::{umkm, umkm_reports};
use crate::store::totals;

/// A page of reports, each with the register number and the name of its business.
///
/// # Errors
/// Those of the database.
pub fn list(
    connection: &mut Connection,
    filter: &ReportFilter,
    listing: &Listing,
) -> StoreResult<Vec<(BusinessReport, String, String)>> {
    let mut query = umkm_reports::table
        .inner_join(umkm::table)
        .select((BusinessReport::as_select(), umkm::register_number, umkm::name))
        .into_boxed();
    query = within!(query, umkm_reports::region, &filter.region);
    if let Some(unit) = filter.unit {
        query = query.filter(umkm_reports::umkm_id.eq(unit));
    }
    if let Some(year) = filter.year {
        query = query.filter(umkm_reports::year.eq(year));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(umkm_reports::updated_at.ge(since));
    }
    let query = page!(query, listing, umkm_reports::id, {
        "year" => umkm_reports::year, i32;
        "id" => umkm_reports::id, i64;
        "updated_at" => umkm_reports::updated_at, NaiveDateTime;
    });
    Ok(query.load(connection)?)
}

/// The reports of some businesses for some years.
///
/// # Errors
/// Those of the database.
pub fn of_units(connection: &mut Connection, units: &[i64], years: [Year; 2]) -> StoreResult<Vec<BusinessReport>> {
    Ok(umkm_reports::table
        .filter(umkm_reports::umkm_id.eq_any(units))
        .filter(umkm_reports::year.eq_any(years))
        .select(BusinessReport::as_select())
        .load(connection)?)
}

/// The report of a business for a year.
///
/// # Errors
/// Those of the database.
pub fn find(connection: &mut Connection, umkm: i64, year: Year) -> StoreResult<Option<BusinessReport>> {
    Ok(umkm_reports::table
        .filter(umkm_reports::umkm_id.eq(umkm))
        .filter(umkm_reports::year.eq(year))
        .select(BusinessReport::as_select())
        .first(connection)
        .optional()?)
}

/// The report of a business for a year, which must be there.
///
/// # Errors
/// [`StoreError::NotFound`], of the business or of the report.
pub fn get(connection: &mut Connection, umkm: i64, year: Year) -> StoreResult<BusinessReport> {
    register::get(connection, umkm)?;
    find(connection, umkm, year)?.ok_or_else(|| not_found(umkm, year))
}

/// The error for a report that is not there.
pub fn not_found(umkm: i64, year: Year) -> StoreError {
    StoreError::NotFound(Text::new(
        format!("UMKM {umkm} tidak memiliki laporan tahun {year}."),
        format!("UMKM {umkm} has no report for {year}."),
    ))
}

/// Sets the report of a locked business for a year, creating it where it is not there.
///
/// # Errors
/// [`StoreError::Invalid`] for a sum that grows too large. The region must be registered.
pub fn put(tx: &mut Tx<'_>, unit: &Business, year: Year, data: &BusinessReportData) -> StoreResult<BusinessReport> {
    let unit = Reporter { id: unit.id, number: &unit.register_number, lifetime: unit.lifetime() };
    reports::put(tx, unit, year, data)
}

/// Deletes the report of a locked business for a year.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn delete(tx: &mut Tx<'_>, umkm: i64, year: Year) -> StoreResult<()> {
    let unit = register::get(tx, umkm)?;
    let before = find(tx, umkm, year)?.ok_or_else(|| not_found(umkm, year))?;
    totals::track(
        tx,
        |tx| contributions(tx, umkm),
        |tx| Ok(diesel::delete(umkm_reports::table.find(before.id)).execute(&mut **tx)?),
    )?;
    record::record(tx, natural_key(&unit.register_number, year), Some(&before), None)
}

/// Deletes all reports of a business, within a [`totals::track`] of the caller's.
pub fn delete_all(tx: &mut Tx<'_>, unit: &Business) -> StoreResult<()> {
    let reports: Vec<BusinessReport> = umkm_reports::table
        .filter(umkm_reports::umkm_id.eq(unit.id))
        .order(umkm_reports::year)
        .select(BusinessReport::as_select())
        .load(&mut **tx)?;
    diesel::delete(umkm_reports::table.filter(umkm_reports::umkm_id.eq(unit.id))).execute(&mut **tx)?;
    for report in &reports {
        record::record(tx, natural_key(&unit.register_number, report.year), Some(report), None)?;
    }
    Ok(())
}

/// The regions where the reports of a business stand.
///
/// # Errors
/// Those of the database.
pub fn regions_of(connection: &mut Connection, umkm: i64) -> StoreResult<Vec<RegionCode>> {
    let reports = umkm_reports::table.filter(umkm_reports::umkm_id.eq(umkm));
    Ok(reports.select(umkm_reports::region).distinct().order(umkm_reports::region).load(connection)?)
}

/// How many reports a business has.
pub fn count(connection: &mut Connection, umkm: i64) -> StoreResult<i64> {
    Ok(umkm_reports::table.filter(umkm_reports::umkm_id.eq(umkm)).count().get_result(connection)?)
}

/// What a business contributes to the totals as it stands; nothing when it is not there.
pub fn contributions(connection: &mut Connection, umkm: i64) -> StoreResult<Contributions> {
    let Some(unit) = register::find(connection, umkm)? else { return Ok(Contributions::new()) };
    let reports = facts_of(connection, &[umkm])?.remove(&umkm).unwrap_or_default();
    Ok(of_business(unit.lifetime(), &reports))
}

/// The reports of some businesses, by unit and year.
pub fn facts_of(
    connection: &mut Connection,
    units: &[i64],
) -> StoreResult<BTreeMap<i64, BTreeMap<Year, BusinessFacts>>> {
    let reports = umkm_reports::table.select(BusinessReport::as_select());
    let reports: Vec<BusinessReport> = match units {
        // Its text is always the same, so that it is prepared once; a list has another for every length.
        [unit] => reports.filter(umkm_reports::umkm_id.eq(unit)).load(connection)?,
        units => reports.filter(umkm_reports::umkm_id.eq_any(units)).load(connection)?,
    };
    let mut facts: BTreeMap<i64, BTreeMap<Year, BusinessFacts>> = BTreeMap::new();
    for report in reports {
        facts.entry(report.umkm_id).or_default().insert(report.year, report.facts());
    }
    Ok(facts)
}
