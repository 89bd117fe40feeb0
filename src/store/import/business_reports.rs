//! Reports of businesses, many at once.

use super::super::schema::{import_rows, umkm, umkm_reports};
use super::super::umkm_reports::{BusinessReport, BusinessReportData};
use super::super::{Connection, StoreResult, Tx};
use super::{Change, Ledger, PlacedRow, VALUES, recording, span, units_in, write_rows};
use crate::domain::contributions::{BusinessFacts, Lifetime, of_business};
use crate::domain::{RegionCode, Year};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use std::collections::{BTreeMap, HashMap};

/// A report before and after, with whose it is and of which year.
pub type ReportChange = (i64, Year, Change<BusinessReport, BusinessReportData>);

/// How things stand for the units of some rows.
#[derive(Debug, Default)]
pub struct Standing {
    /// Present region and dates of each unit.
    pub units: HashMap<i64, (RegionCode, Lifetime)>,
    /// Their reports of the years that matter.
    pub reports: HashMap<i64, BTreeMap<Year, BusinessReport>>,
}

/// Reads how things stand; of the reports those of the file's years and of the ones beside them, which rest on each other.
///
/// # Errors
/// Those of the database.
pub fn standing(tx: &mut Tx<'_>, rows: &[PlacedRow], (first, last): (i32, i32)) -> StoreResult<Standing> {
    let (from, to) = span(rows);
    let units: Vec<(i64, RegionCode, Option<NaiveDate>, Option<NaiveDate>)> = umkm::table
        .filter(umkm::id.eq_any(units_in!(from, to)))
        .select((umkm::id, umkm::region, umkm::assisted_since, umkm::assisted_until))
        .load(&mut **tx)?;
    let found: Vec<BusinessReport> = umkm_reports::table
        .filter(umkm_reports::umkm_id.eq_any(units_in!(from, to)))
        .filter(umkm_reports::year.between(first - 1, last + 1))
        .select(BusinessReport::as_select())
        .load(&mut **tx)?;
    let mut reports: HashMap<i64, BTreeMap<Year, BusinessReport>> = HashMap::with_capacity(units.len());
    for report in found {
        reports.entry(report.umkm_id).or_default().insert(report.year, report);
    }
    let units = units.into_iter().map(|(id, region, from, to)| (id, (region, Lifetime { from, to }))).collect();
    Ok(Standing { units, reports })
}

/// Writes reports that are new or differ, and follows them in the ledger. Every changed report passes here with how it was
/// and how it is to be. The changes come by unit.
///
/// # Errors
/// Those of the database.
pub fn keep(tx: &mut Tx<'_>, ledger: &mut Ledger, standing: &Standing, changes: &[ReportChange]) -> StoreResult<()> {
    for of_unit in changes.chunk_by(|one, other| one.0 == other.0) {
        let Some((unit, ..)) = of_unit.first() else { continue };
        let Some((_, lifetime)) = standing.units.get(unit) else { continue };
        let before: BTreeMap<Year, BusinessFacts> = standing
            .reports
            .get(unit)
            .map(|reports| reports.iter().map(|(year, report)| (*year, report.facts())).collect())
            .unwrap_or_default();
        let mut after = before.clone();
        after.extend(of_unit.iter().map(|(_, year, change)| (*year, change.after.facts())));
        ledger.replace(of_business(*lifetime, &before), of_business(*lifetime, &after));
    }
    let now = tx.now();
    let new = changes.iter().filter(|(.., change)| change.before.is_none()).map(|(unit, year, change)| {
        (
            &change.after,
            umkm_reports::umkm_id.eq(*unit),
            umkm_reports::year.eq(*year),
            umkm_reports::created_at.eq(now),
            umkm_reports::updated_at.eq(now),
        )
    });
    write_rows!(tx, 8 columns, new, |chunk| diesel::insert_into(umkm_reports::table).values(chunk));
    let old = changes.iter().filter_map(|(unit, year, change)| {
        let before = change.before.as_ref()?;
        Some((
            &change.after,
            umkm_reports::id.eq(before.id),
            umkm_reports::umkm_id.eq(*unit),
            umkm_reports::year.eq(*year),
            umkm_reports::created_at.eq(before.created_at),
            umkm_reports::updated_at.eq(now),
        ))
    });
    write_rows!(tx, 9 columns, old, |chunk| diesel::insert_into(umkm_reports::table)
    .values(chunk)
    .on_conflict(umkm_reports::id)
    .do_update()
    .set((
        umkm_reports::region.eq(excluded(umkm_reports::region)),
        umkm_reports::turnover.eq(excluded(umkm_reports::turnover)),
        umkm_reports::assets.eq(excluded(umkm_reports::assets)),
        umkm_reports::workers.eq(excluded(umkm_reports::workers)),
        umkm_reports::updated_at.eq(excluded(umkm_reports::updated_at)),
    )));
    recording::of_business_reports(tx, changes)
}

impl From<&BusinessReport> for BusinessReportData {
    fn from(report: &BusinessReport) -> Self {
        Self {
            region: report.region.clone(),
            turnover: report.turnover,
            assets: report.assets,
            workers: report.workers,
        }
    }
}
