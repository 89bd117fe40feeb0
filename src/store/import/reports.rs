//! Yearly reports, of whichever units, many at once.

use std::collections::{BTreeMap, HashMap};

use crate::domain::contributions::Lifetime;
use crate::domain::{RegionCode, Year};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import::ledger::Ledger;
use crate::store::import::{PlacedRow, ReportChange, owners};
use crate::store::models::report::Report;
use crate::store::rows;
use crate::store::rows::Write;

/// A yearly report that files have.
pub trait FileReport: Report {
    /// For so many years after its own does a report matter to the figures.
    const MATTERS_FOR: i32;

    /// Of some units, where each is and between which dates it is expected to report.
    fn homes(tx: &mut Tx<'_>, units: &[i64]) -> StoreResult<Vec<(i64, RegionCode, Lifetime)>>;
    /// The reports of some units of a span of years.
    fn of_units(tx: &mut Tx<'_>, units: &[i64], first: i32, last: i32) -> StoreResult<Vec<Self>>;
    /// The id of its unit.
    fn unit(&self) -> i64;
    /// Where it is.
    fn region(&self) -> &RegionCode;
    /// As [`FileReport::region`], of what is to be.
    fn region_of(data: &Self::Data) -> &RegionCode;
}

/// How things stand for the units of some rows.
#[derive(Debug)]
pub struct StoredReports<R> {
    /// Present region and dates of each unit.
    pub units: HashMap<i64, (RegionCode, Lifetime)>,
    reports: HashMap<i64, BTreeMap<Year, R>>,
}

impl<R: FileReport> StoredReports<R> {
    /// Reads how things stand; of the reports those of the file's years and of the ones beside them, which rest on each other.
    ///
    /// # Errors
    /// Those of the database.
    pub fn read(tx: &mut Tx<'_>, rows: &[PlacedRow], (first, last): (i32, i32)) -> StoreResult<Self> {
        let owners = owners(rows);
        let homes = R::homes(tx, &owners)?;
        let mut reports: HashMap<i64, BTreeMap<Year, R>> = HashMap::with_capacity(homes.len());
        for report in R::of_units(tx, &owners, first - R::MATTERS_FOR, last + R::MATTERS_FOR)? {
            reports.entry(report.unit()).or_default().insert(report.year(), report);
        }
        let units = homes.into_iter().map(|(id, region, lifetime)| (id, (region, lifetime))).collect();
        Ok(Self { units, reports })
    }

    /// The report of a unit for a year.
    pub fn report(&self, unit: i64, year: Year) -> Option<&R> {
        self.reports.get(&unit)?.get(&year)
    }
}

/// Writes reports that are new or differ, and follows them in the ledger. Every changed report passes here with how it was
/// and how it is to be. The changes come by unit.
///
/// # Errors
/// Those of the database.
pub fn keep<R: FileReport>(
    tx: &mut Tx<'_>,
    ledger: &mut Ledger,
    standing: &StoredReports<R>,
    changes: &[ReportChange<'_, R, R::Data>],
) -> StoreResult<()> {
    for of_unit in changes.chunk_by(|one, other| one.unit == other.unit) {
        let Some(unit) = of_unit.first().map(|change| change.unit) else { continue };
        let Some((_, lifetime)) = standing.units.get(&unit) else { continue };
        let before: BTreeMap<Year, R::Facts> = standing
            .reports
            .get(&unit)
            .map(|reports| reports.iter().map(|(year, report)| (*year, report.facts())).collect())
            .unwrap_or_default();
        let mut after = before.clone();
        after.extend(of_unit.iter().map(|change| (change.year, R::facts_of(&change.after))));
        ledger.replace(R::contributions(*lifetime, &before), R::contributions(*lifetime, &after));
    }
    let writes: Vec<_> = changes
        .iter()
        .map(|change| Write {
            place: (change.unit, change.year),
            owner: change.number,
            before: change.before.as_ref(),
            after: &change.after,
        })
        .collect();
    rows::write(tx, &writes)?;
    Ok(())
}
