//! What the yearly reports of cooperatives and of businesses have in common: what a unit contributes to the totals rests on all
//! of its reports.

use std::collections::BTreeMap;

use crate::domain::Year;
use crate::domain::contributions::Lifetime;
use crate::domain::totals::difference;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::models::report::Report;
use crate::store::rows::{Row, Write};
use crate::store::{rows, totals};

/// A locked unit whose report is set.
#[derive(Clone, Copy, Debug)]
pub struct Reporter<'a> {
    /// Its id.
    pub id: i64,
    /// Its register number.
    pub number: &'a str,
    /// Between which dates it is expected to report.
    pub lifetime: Lifetime,
}

/// Sets a unit's report for a year, creating it where it is not there, and follows it in the totals.
///
/// # Errors
/// [`Invalid`](super::StoreError::Invalid) for a sum that grows too large.
pub fn put<R: Report>(tx: &mut Tx<'_>, unit: Reporter<'_>, year: Year, data: &R::Data) -> StoreResult<R> {
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
