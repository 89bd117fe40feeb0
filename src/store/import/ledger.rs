//! What an import changes in the totals and lifetimes, added up over the whole file and applied once.

use crate::domain::contributions::Lifetime;
use crate::domain::totals::add;
use crate::domain::{Contributions, Dataset, RegionCode, Totals};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::totals;
use crate::store::totals::lifetimes;
use crate::store::totals::lifetimes::Flows;

/// The sums of the differences so far.
#[derive(Debug, Default)]
pub struct Ledger {
    differences: Contributions,
    flows: Flows,
}

impl Ledger {
    /// One unit contributed `before` and now `after`.
    pub fn replace(&mut self, before: Contributions, after: Contributions) {
        for (place, totals) in after {
            add(&mut self.differences, place, &totals);
        }
        for (place, totals) in before {
            add(&mut self.differences, place, &Totals::default().minus(&totals));
        }
    }

    /// A unit came or changed its region or dates.
    pub fn follow(
        &mut self,
        dataset: Dataset,
        before: Option<(&RegionCode, Lifetime)>,
        after: (&RegionCode, Lifetime),
    ) {
        if let Some((region, lifetime)) = before {
            lifetimes::add(&mut self.flows, dataset, region, lifetime, -1);
        }
        lifetimes::add(&mut self.flows, dataset, after.0, after.1, 1);
    }

    /// Applies the sums, in the order of locks that every writer keeps.
    ///
    /// # Errors
    /// [`crate::store::StoreError::Invalid`] for a sum that grows too large.
    pub fn settle(mut self, tx: &mut Tx<'_>) -> StoreResult<()> {
        self.differences.retain(|_, totals| !totals.is_zero());
        lifetimes::apply(tx, &self.flows)?;
        totals::apply(tx, &self.differences)
    }
}
