//! Reports of businesses, many at once.

use super::super::schema::{umkm, umkm_reports};
use super::super::umkm_reports::{BusinessReport, BusinessReportData};
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
) -> StoreResult<Standing<BusinessReport>> {
    let owners = owners(rows);
    let units: Vec<(i64, RegionCode, Option<NaiveDate>, Option<NaiveDate>)> = umkm::table
        .filter(umkm::id.eq_any(&owners))
        .select((umkm::id, umkm::region, umkm::assisted_since, umkm::assisted_until))
        .load(&mut **tx)?;
    let found: Vec<BusinessReport> = umkm_reports::table
        .filter(umkm_reports::umkm_id.eq_any(&owners))
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

/// Writes reports that are new or differ, and follows them in the ledger. The changes come by unit.
///
/// # Errors
/// Those of the database.
pub fn keep(
    tx: &mut Tx<'_>,
    ledger: &mut Ledger,
    standing: &Standing<BusinessReport>,
    changes: &[ReportChange<'_, BusinessReport, BusinessReportData>],
) -> StoreResult<()> {
    reports::keep(tx, ledger, standing, changes)
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
