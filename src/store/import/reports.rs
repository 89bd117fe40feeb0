//! Yearly reports of a file.

use std::collections::{BTreeMap, HashMap};

use crate::domain::contributions::Lifetime;
use crate::domain::{RegionCode, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import::ledger::Ledger;
use crate::store::import::{PlacedRow, ReportChange, owners};
use crate::store::models::register::{Report, Reported, Unit};
use crate::store::rows;
use crate::store::rows::Write;

/// The stored units and reports that some rows name.
#[derive(Debug)]
pub struct StoredReports<R> {
    /// Present region and dates of each unit, by its id.
    pub units: HashMap<i64, (RegionCode, Lifetime)>,
    reports: HashMap<i64, BTreeMap<Year, R>>,
}

impl<R: Report> StoredReports<R> {
    /// Reads the units of some rows, and their reports for the file's years and for the years beside them on which contributions depend.
    pub fn read(connection: &mut Connection, rows: &[PlacedRow], (first, last): (i32, i32)) -> StoreResult<Self> {
        let owners = owners(rows);
        let homes = R::homes(connection, &owners)?;
        let mut reports: HashMap<i64, BTreeMap<Year, R>> = HashMap::with_capacity(homes.len());
        for report in R::of_units(connection, &owners, first - R::MATTERS_FOR, last + R::MATTERS_FOR)? {
            reports.entry(report.unit()).or_default().insert(report.year(), report);
        }
        let units = homes.into_iter().map(|(id, region, lifetime)| (id, (region, lifetime))).collect();
        Ok(Self { units, reports })
    }

    /// Units that were created in this transaction and have no reports yet.
    pub fn of_new_units<'a, U: Unit + 'a>(units: impl IntoIterator<Item = &'a U>) -> Self {
        let homes = units.into_iter().map(|unit| (unit.id(), unit.home()));
        let units = homes.map(|(id, (region, lifetime))| (id, (region.clone(), lifetime))).collect();
        Self { units, reports: HashMap::new() }
    }

    /// The report of a unit for a year.
    pub fn report(&self, unit: i64, year: Year) -> Option<&R> {
        self.reports.get(&unit)?.get(&year)
    }
}

/// Writes reports that are new or differ, and notes their contributions in the ledger. The changes must be ordered by unit.
pub fn upsert<R: Report>(
    tx: &mut Tx<'_>,
    ledger: &mut Ledger,
    stored: &StoredReports<R>,
    changes: &[ReportChange<'_, R, R::Data>],
) -> StoreResult<()> {
    for of_unit in changes.chunk_by(|one, other| one.unit == other.unit) {
        let Some(unit) = of_unit.first().map(|change| change.unit) else { continue };
        let Some((_, lifetime)) = stored.units.get(&unit) else { continue };
        let reports = stored.reports.get(&unit).into_iter().flatten();
        let before: BTreeMap<Year, R::Facts> = reports.map(|(year, report)| (*year, report.facts())).collect();
        let mut after = before.clone();
        after.extend(of_unit.iter().map(|change| (change.year, change.after.facts())));
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
