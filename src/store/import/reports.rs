//! Yearly reports, of whichever units, many at once.

use super::super::reports::Report;
use super::super::rows::{self, Write};
use super::super::{StoreResult, Tx};
use super::{Ledger, ReportChange};
use crate::domain::contributions::Lifetime;
use crate::domain::{RegionCode, Year};
use std::collections::{BTreeMap, HashMap};

/// How things stand for the units of some rows.
#[derive(Debug)]
pub struct Standing<R> {
    /// Present region and dates of each unit.
    pub units: HashMap<i64, (RegionCode, Lifetime)>,
    /// Their reports of the years that matter.
    pub reports: HashMap<i64, BTreeMap<Year, R>>,
}

/// Writes reports that are new or differ, and follows them in the ledger. Every changed report passes here with how it was
/// and how it is to be. The changes come by unit.
pub(super) fn keep<R: Report>(
    tx: &mut Tx<'_>,
    ledger: &mut Ledger,
    standing: &Standing<R>,
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
