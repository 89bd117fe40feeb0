//! Yearly reports of cooperatives.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::activity::Conduct;
use crate::domain::contributions::{CooperativeFacts, of_cooperative};
use crate::domain::{Contributions, HealthRating, RegionCode, Text, Year, health};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::feed::record;
use crate::store::lists::filters::ReportFilter;
use crate::store::lists::listing::{Keyset, Listing, Position, page, within};
use crate::store::models::cooperative::Cooperative;
use crate::store::models::cooperative_report::{CooperativeReport, CooperativeReportData, natural_key};
use crate::store::models::report::Report;
use crate::store::resources::reports::Reporter;
use crate::store::resources::{cooperatives as register, reports};
use crate::store::schema::tables::{cooperative_reports, cooperatives};
use crate::store::totals;

/// A report with what follows from it and its neighbours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessedReport {
    /// The report.
    pub report: CooperativeReport,
    /// The rating that counts.
    pub rating_used: Option<HealthRating>,
    /// Meetings and business of n−2, n−1 and n.
    pub three_years: [Option<Conduct>; 3],
}

impl Keyset for AssessedReport {
    fn position(&self, sort: &str) -> Position {
        self.report.position(sort)
    }
}

/// A page of reports, each with the register number and the name of its cooperative.
///
/// # Errors
/// Those of the database.
pub fn list(
    connection: &mut Connection,
    filter: &ReportFilter,
    listing: &Listing,
) -> StoreResult<Vec<(AssessedReport, String, String)>> {
    let mut query = cooperative_reports::table
        .inner_join(cooperatives::table)
        .select((CooperativeReport::as_select(), cooperatives::register_number, cooperatives::name))
        .into_boxed();
    query = within!(query, cooperative_reports::region, &filter.region);
    if let Some(unit) = filter.unit {
        query = query.filter(cooperative_reports::cooperative_id.eq(unit));
    }
    if let Some(year) = filter.year {
        query = query.filter(cooperative_reports::year.eq(year));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(cooperative_reports::updated_at.ge(since));
    }
    let query = page!(query, listing, cooperative_reports::id, {
        "year" => cooperative_reports::year, i32;
        "id" => cooperative_reports::id, i64;
        "updated_at" => cooperative_reports::updated_at, NaiveDateTime;
    });
    let rows: Vec<(CooperativeReport, String, String)> = query.load(connection)?;
    let (reports, names): (Vec<_>, Vec<_>) =
        rows.into_iter().map(|(report, number, name)| (report, (number, name))).unzip();
    let assessed = assess(connection, reports)?;
    Ok(assessed.into_iter().zip(names).map(|(report, (number, name))| (report, number, name)).collect())
}

/// Adds to each report what follows from it and from the two years before.
fn assess(connection: &mut Connection, reports: Vec<CooperativeReport>) -> StoreResult<Vec<AssessedReport>> {
    let units: BTreeSet<i64> = reports.iter().map(|report| report.cooperative_id).collect();
    let conducts: BTreeMap<(i64, Year), Conduct> = cooperative_reports::table
        .filter(cooperative_reports::cooperative_id.eq_any(units))
        .select((
            cooperative_reports::cooperative_id,
            cooperative_reports::year,
            cooperative_reports::rat_held,
            cooperative_reports::serves_members,
        ))
        .load::<(i64, Year, bool, bool)>(connection)?
        .into_iter()
        .map(|(unit, year, rat_held, serves_members)| ((unit, year), Conduct { rat_held, serves_members }))
        .collect();
    let assessed = reports.into_iter().map(|report| AssessedReport {
        rating_used: health::rating_used(report.health_rating, report.health_score),
        three_years: [2, 1, 0].map(|back| conducts.get(&(report.cooperative_id, report.year.back(back))).copied()),
        report,
    });
    Ok(assessed.collect())
}

/// The reports of some cooperatives for some years.
///
/// # Errors
/// Those of the database.
pub fn of_units(connection: &mut Connection, units: &[i64], years: [Year; 2]) -> StoreResult<Vec<AssessedReport>> {
    let reports: Vec<CooperativeReport> = cooperative_reports::table
        .filter(cooperative_reports::cooperative_id.eq_any(units))
        .filter(cooperative_reports::year.eq_any(years))
        .select(CooperativeReport::as_select())
        .load(connection)?;
    assess(connection, reports)
}

/// The report of a cooperative for a year.
///
/// # Errors
/// Those of the database.
pub fn find(connection: &mut Connection, cooperative: i64, year: Year) -> StoreResult<Option<AssessedReport>> {
    let report = find_plain(connection, cooperative, year)?;
    Ok(assess(connection, report.into_iter().collect())?.pop())
}

fn find_plain(connection: &mut Connection, cooperative: i64, year: Year) -> StoreResult<Option<CooperativeReport>> {
    Ok(cooperative_reports::table
        .filter(cooperative_reports::cooperative_id.eq(cooperative))
        .filter(cooperative_reports::year.eq(year))
        .select(CooperativeReport::as_select())
        .first(connection)
        .optional()?)
}

/// The report of a cooperative for a year, which must be there.
///
/// # Errors
/// [`StoreError::NotFound`], of the cooperative or of the report.
pub fn get(connection: &mut Connection, cooperative: i64, year: Year) -> StoreResult<AssessedReport> {
    register::get(connection, cooperative)?;
    find(connection, cooperative, year)?.ok_or_else(|| not_found(cooperative, year))
}

/// The error for a report that is not there.
pub fn not_found(cooperative: i64, year: Year) -> StoreError {
    StoreError::NotFound(Text::new(
        format!("Koperasi {cooperative} tidak memiliki laporan tahun {year}."),
        format!("Cooperative {cooperative} has no report for {year}."),
    ))
}

/// Sets the report of a locked cooperative for a year, creating it where it is not there.
///
/// # Errors
/// [`StoreError::Invalid`] for a sum that grows too large. The region must be registered.
pub fn put(
    tx: &mut Tx<'_>,
    unit: &Cooperative,
    year: Year,
    data: &CooperativeReportData,
) -> StoreResult<AssessedReport> {
    let reporter = Reporter { id: unit.id, number: &unit.register_number, lifetime: unit.lifetime() };
    let report = reports::put(tx, reporter, year, data)?;
    assess(tx, vec![report])?.pop().ok_or_else(|| not_found(unit.id, year))
}

/// Deletes the report of a locked cooperative for a year.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn delete(tx: &mut Tx<'_>, cooperative: i64, year: Year) -> StoreResult<()> {
    let unit = register::get(tx, cooperative)?;
    let before = find_plain(tx, cooperative, year)?.ok_or_else(|| not_found(cooperative, year))?;
    totals::track(
        tx,
        |tx| contributions(tx, cooperative),
        |tx| Ok(diesel::delete(cooperative_reports::table.find(before.id)).execute(&mut **tx)?),
    )?;
    record::record(tx, natural_key(&unit.register_number, year), Some(&before), None)
}

/// Deletes all reports of a cooperative, within a [`totals::track`] of the caller's.
pub fn delete_all(tx: &mut Tx<'_>, unit: &Cooperative) -> StoreResult<()> {
    let reports: Vec<CooperativeReport> = cooperative_reports::table
        .filter(cooperative_reports::cooperative_id.eq(unit.id))
        .order(cooperative_reports::year)
        .select(CooperativeReport::as_select())
        .load(&mut **tx)?;
    diesel::delete(cooperative_reports::table.filter(cooperative_reports::cooperative_id.eq(unit.id)))
        .execute(&mut **tx)?;
    for report in &reports {
        record::record(tx, natural_key(&unit.register_number, report.year), Some(report), None)?;
    }
    Ok(())
}

/// The regions where the reports of a cooperative stand.
///
/// # Errors
/// Those of the database.
pub fn regions_of(connection: &mut Connection, cooperative: i64) -> StoreResult<Vec<RegionCode>> {
    let reports = cooperative_reports::table.filter(cooperative_reports::cooperative_id.eq(cooperative));
    Ok(reports.select(cooperative_reports::region).distinct().order(cooperative_reports::region).load(connection)?)
}

/// How many reports a cooperative has.
pub fn count(connection: &mut Connection, cooperative: i64) -> StoreResult<i64> {
    Ok(cooperative_reports::table
        .filter(cooperative_reports::cooperative_id.eq(cooperative))
        .count()
        .get_result(connection)?)
}

/// What a cooperative contributes to the totals as it stands; nothing when it is not there.
pub fn contributions(connection: &mut Connection, cooperative: i64) -> StoreResult<Contributions> {
    let Some(unit) = register::find(connection, cooperative)? else { return Ok(Contributions::new()) };
    let reports = facts_of(connection, &[cooperative])?.remove(&cooperative).unwrap_or_default();
    Ok(of_cooperative(unit.lifetime(), &reports))
}

/// The reports of some cooperatives, by unit and year.
pub fn facts_of(
    connection: &mut Connection,
    units: &[i64],
) -> StoreResult<BTreeMap<i64, BTreeMap<Year, CooperativeFacts>>> {
    let reports = cooperative_reports::table.select(CooperativeReport::as_select());
    let reports: Vec<CooperativeReport> = match units {
        // Its text is always the same, so that it is prepared once; a list has another for every length.
        [unit] => reports.filter(cooperative_reports::cooperative_id.eq(unit)).load(connection)?,
        units => reports.filter(cooperative_reports::cooperative_id.eq_any(units)).load(connection)?,
    };
    let mut facts: BTreeMap<i64, BTreeMap<Year, CooperativeFacts>> = BTreeMap::new();
    for report in reports {
        facts.entry(report.cooperative_id).or_default().insert(report.year, report.facts());
    }
    Ok(facts)
}
