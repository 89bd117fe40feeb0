//! What yearly reports have in common: what a unit contributes to the totals rests on all of its own.

use super::super::rows::{self, Data, Row, Write};
use super::super::{StoreResult, Tx};
use super::{Ledger, ReportChange};
use crate::domain::contributions::Lifetime;
use crate::domain::{Contributions, RegionCode, Year};
use std::collections::{BTreeMap, HashMap};

/// A yearly report.
pub(super) trait Report: Row {
    /// What can be set of it.
    type Data: Data<Row = Self, Place = (i64, Year)>;
    /// What of it enters a figure.
    type Facts: Clone;

    /// Its facts.
    fn facts(&self) -> Self::Facts;
    /// As [`Report::facts`], of what is to be.
    fn facts_of(data: &Self::Data) -> Self::Facts;
    /// What a unit contributes to the totals.
    fn contributions(lifetime: Lifetime, reports: &BTreeMap<Year, Self::Facts>) -> Contributions;
}

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
