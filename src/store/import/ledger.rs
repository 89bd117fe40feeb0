//! The changes that an import makes in totals and expectations, added up over the whole file and applied once.

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
    /// Notes that a unit contributes `after` instead of `before`.
    pub fn replace(&mut self, before: Contributions, after: Contributions) {
        for (place, totals) in after {
            add(&mut self.differences, place, &totals);
        }
        for (place, totals) in before {
            add(&mut self.differences, place, &Totals::default().minus(&totals));
        }
    }

    /// Notes that a unit is created, or has another region or other dates.
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

    /// Applies the sums, in the order in which every writer takes its locks.
    ///
    /// # Errors
    /// [`StoreError::Invalid`](crate::store::database::error::StoreError::Invalid) for a sum that grows too large.
    pub fn settle(mut self, tx: &mut Tx<'_>) -> StoreResult<()> {
        self.differences.retain(|_, totals| !totals.is_zero());
        lifetimes::apply(tx, &self.flows)?;
        totals::apply(tx, &self.differences)
    }
}
