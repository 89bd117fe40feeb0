//! Reports of cooperatives, many at once.

use super::super::cooperative_reports::{CooperativeReport, CooperativeReportData};
use super::super::schema::{cooperative_reports, cooperatives, import_rows};
use super::super::{Connection, StoreResult, Tx};
use super::{Change, Ledger, PlacedRow, VALUES, recording, span, units_in, write_rows};
use crate::domain::contributions::{CooperativeFacts, Lifetime, of_cooperative};
use crate::domain::{RegionCode, Year};
use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use std::collections::{BTreeMap, HashMap};

/// A report before and after, with whose it is and of which year.
pub type ReportChange = (i64, Year, Change<CooperativeReport, CooperativeReportData>);

/// How things stand for the units of some rows.
#[derive(Debug, Default)]
pub struct Standing {
    /// Present region and dates of each unit.
    pub units: HashMap<i64, (RegionCode, Lifetime)>,
    /// Their reports of the years that matter.
    pub reports: HashMap<i64, BTreeMap<Year, CooperativeReport>>,
}

/// Reads how things stand; of the reports those of the file's years and of the ones beside them, which rest on each other.
///
/// # Errors
/// Those of the database.
pub fn standing(tx: &mut Tx<'_>, rows: &[PlacedRow], (first, last): (i32, i32)) -> StoreResult<Standing> {
    let (from, to) = span(rows);
    let units: Vec<(i64, RegionCode, Option<NaiveDate>, Option<NaiveDate>)> = cooperatives::table
        .filter(cooperatives::id.eq_any(units_in!(from, to)))
        .select((cooperatives::id, cooperatives::region, cooperatives::established_on, cooperatives::dissolved_on))
        .load(&mut **tx)?;
    let found: Vec<CooperativeReport> = cooperative_reports::table
        .filter(cooperative_reports::cooperative_id.eq_any(units_in!(from, to)))
        .filter(cooperative_reports::year.between(first - 2, last + 2))
        .select(CooperativeReport::as_select())
        .load(&mut **tx)?;
    let mut reports: HashMap<i64, BTreeMap<Year, CooperativeReport>> = HashMap::with_capacity(units.len());
    for report in found {
        reports.entry(report.cooperative_id).or_default().insert(report.year, report);
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
        let before: BTreeMap<Year, CooperativeFacts> = standing
            .reports
            .get(unit)
            .map(|reports| reports.iter().map(|(year, report)| (*year, report.facts())).collect())
            .unwrap_or_default();
        let mut after = before.clone();
        after.extend(of_unit.iter().map(|(_, year, change)| (*year, change.after.facts())));
        ledger.replace(of_cooperative(*lifetime, &before), of_cooperative(*lifetime, &after));
    }
    let now = tx.now();
    let new = changes.iter().filter(|(.., change)| change.before.is_none()).map(|(unit, year, change)| {
        (
            &change.after,
            cooperative_reports::cooperative_id.eq(*unit),
            cooperative_reports::year.eq(*year),
            cooperative_reports::created_at.eq(now),
            cooperative_reports::updated_at.eq(now),
        )
    });
    write_rows!(tx, 16 columns, new, |chunk| diesel::insert_into(cooperative_reports::table).values(chunk));
    let old = changes.iter().filter_map(|(unit, year, change)| {
        let before = change.before.as_ref()?;
        Some((
            &change.after,
            cooperative_reports::id.eq(before.id),
            cooperative_reports::cooperative_id.eq(*unit),
            cooperative_reports::year.eq(*year),
            cooperative_reports::created_at.eq(before.created_at),
            cooperative_reports::updated_at.eq(now),
        ))
    });
    write_rows!(tx, 17 columns, old, |chunk| diesel::insert_into(cooperative_reports::table)
    .values(chunk)
    .on_conflict(cooperative_reports::id)
    .do_update()
    .set((
        cooperative_reports::region.eq(excluded(cooperative_reports::region)),
        cooperative_reports::rat_held.eq(excluded(cooperative_reports::rat_held)),
        cooperative_reports::rat_held_on.eq(excluded(cooperative_reports::rat_held_on)),
        cooperative_reports::serves_members.eq(excluded(cooperative_reports::serves_members)),
        cooperative_reports::business_volume.eq(excluded(cooperative_reports::business_volume)),
        cooperative_reports::health_rating.eq(excluded(cooperative_reports::health_rating)),
        cooperative_reports::health_score.eq(excluded(cooperative_reports::health_score)),
        cooperative_reports::members.eq(excluded(cooperative_reports::members)),
        cooperative_reports::employees.eq(excluded(cooperative_reports::employees)),
        cooperative_reports::assets.eq(excluded(cooperative_reports::assets)),
        cooperative_reports::equity.eq(excluded(cooperative_reports::equity)),
        cooperative_reports::surplus.eq(excluded(cooperative_reports::surplus)),
        cooperative_reports::updated_at.eq(excluded(cooperative_reports::updated_at)),
    )));
    recording::of_cooperative_reports(tx, changes)
}

impl From<&CooperativeReport> for CooperativeReportData {
    fn from(report: &CooperativeReport) -> Self {
        Self {
            region: report.region.clone(),
            rat_held: report.rat_held,
            rat_held_on: report.rat_held_on,
            serves_members: report.serves_members,
            business_volume: report.business_volume,
            health_rating: report.health_rating,
            health_score: report.health_score,
            members: report.members,
            employees: report.employees,
            assets: report.assets,
            equity: report.equity,
            surplus: report.surplus,
        }
    }
}
