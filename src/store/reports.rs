//! What the yearly reports of cooperatives and of businesses have in common: what a unit contributes to the totals rests on all
//! of its reports.

use super::rows::{self, Data, Row, Write};
use super::{StoreResult, Tx, totals};
use crate::domain::contributions::Lifetime;
use crate::domain::totals::difference;
use crate::domain::{Contributions, Year};
use std::collections::BTreeMap;

/// A yearly report.
pub(crate) trait Report: Row + Clone {
    /// What can be set of it.
    type Data: Data<Row = Self, Place = (i64, Year)>;
    /// What of it enters a figure.
    type Facts: Clone;

    /// All reports of a unit.
    fn of_unit(tx: &mut Tx<'_>, unit: i64) -> StoreResult<Vec<Self>>
    where
        Self: Sized;
    /// Its year.
    fn year(&self) -> Year;
    /// Its facts.
    fn facts(&self) -> Self::Facts;
    /// As [`Report::facts`], of what is to be.
    fn facts_of(data: &Self::Data) -> Self::Facts;
    /// What a unit contributes to the totals.
    fn contributions(lifetime: Lifetime, reports: &BTreeMap<Year, Self::Facts>) -> Contributions;
}

/// A locked unit whose report is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reporter<'a> {
    /// Its id.
    pub(super) id: i64,
    /// Its register number.
    pub(super) number: &'a str,
    /// Between which dates it is expected to report.
    pub(super) lifetime: Lifetime,
}

/// Sets a unit's report for a year, creating it where it is not there, and follows it in the totals.
///
/// # Errors
/// [`Invalid`](super::StoreError::Invalid) for a sum that grows too large.
pub(super) fn put<R: Report>(tx: &mut Tx<'_>, unit: Reporter<'_>, year: Year, data: &R::Data) -> StoreResult<R> {
    let standing = R::of_unit(tx, unit.id)?;
    let before: BTreeMap<Year, R::Facts> = standing.iter().map(|report| (report.year(), report.facts())).collect();
    let mut after = before.clone();
    after.insert(year, R::facts_of(data));
    let current = standing.iter().find(|report| report.year() == year);
    let write = Write { place: (unit.id, year), owner: unit.number, before: current, after: data };
    let written = rows::write_one(tx, write)?;
    let of_unit = |reports| R::contributions(unit.lifetime, reports);
    totals::apply(tx, &difference(&of_unit(&before), &of_unit(&after)))?;
    Ok(written)
}
