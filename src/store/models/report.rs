//! TODO head

use std::collections::BTreeMap;

use crate::domain::contributions::Lifetime;
use crate::domain::{Contributions, Year};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::rows::{Data, Row};

/// A yearly report.
pub trait Report: Row + Clone {
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
