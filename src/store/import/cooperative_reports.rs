//! Reports of cooperatives, many at once.

use super::super::cooperative_reports::{CooperativeReport, CooperativeReportData};
use super::super::schema::{cooperative_reports, cooperatives};
use super::super::{StoreResult, Tx};
use super::reports;
pub use super::reports::Standing;
use super::{Ledger, PlacedRow, ReportChange, owners};
use crate::domain::contributions::Lifetime;
use crate::domain::{RegionCode, Year};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Reads how things stand; of the reports those of the file's years and of the ones beside them, which rest on each other.
///
/// # Errors
/// Those of the database.
pub fn standing(
    tx: &mut Tx<'_>,
    rows: &[PlacedRow],
    (first, last): (i32, i32),
) -> StoreResult<Standing<CooperativeReport>> {
    let owners = owners(rows);
    let units: Vec<(i64, RegionCode, Option<NaiveDate>, Option<NaiveDate>)> = cooperatives::table
        .filter(cooperatives::id.eq_any(&owners))
        .select((cooperatives::id, cooperatives::region, cooperatives::established_on, cooperatives::dissolved_on))
        .load(&mut **tx)?;
    let found: Vec<CooperativeReport> = cooperative_reports::table
        .filter(cooperative_reports::cooperative_id.eq_any(&owners))
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

/// Writes reports that are new or differ, and follows them in the ledger. The changes come by unit.
///
/// # Errors
/// Those of the database.
pub fn keep(
    tx: &mut Tx<'_>,
    ledger: &mut Ledger,
    standing: &Standing<CooperativeReport>,
    changes: &[ReportChange<'_, CooperativeReport, CooperativeReportData>],
) -> StoreResult<()> {
    reports::keep(tx, ledger, standing, changes)
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
