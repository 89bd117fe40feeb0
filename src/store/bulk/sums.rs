//! What a batch adds to the totals and to the expectations: the sum over its units of what each contributes.

use std::collections::BTreeMap;

use crate::domain::contributions::{of_business, of_cooperative, of_training};
use crate::domain::totals::add;
use crate::domain::{Contributions, Dataset, Year};
use crate::store::bulk::Batch;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::totals::lifetimes;
use crate::store::totals::lifetimes::Flows;

/// The sums of a whole batch.
pub fn of(batch: &Batch) -> StoreResult<(Contributions, Flows)> {
    let (mut sum, mut flows) = (Contributions::new(), Flows::new());
    let mut merge = |contributions: Contributions| {
        for (place, totals) in contributions {
            add(&mut sum, place, &totals);
        }
    };
    for unit in &batch.cooperatives {
        let lifetime = unit.data.lifetime();
        lifetimes::add(&mut flows, Dataset::Cooperatives, &unit.data.region, lifetime, 1);
        merge(of_cooperative(lifetime, &by_year(&unit.reports, |report| report.facts())?));
    }
    for unit in &batch.businesses {
        let lifetime = unit.data.lifetime();
        lifetimes::add(&mut flows, Dataset::Umkm, &unit.data.region, lifetime, 1);
        merge(of_business(lifetime, &by_year(&unit.reports, |report| report.facts())?));
    }
    for training in &batch.trainings {
        let scores = training.participants.iter().map(|participant| participant.score);
        merge(of_training(&training.data.region, training.data.year, scores));
    }
    // A training without participants contributes nothing, and nothing is no change.
    sum.retain(|_, totals| !totals.is_zero());
    Ok((sum, flows))
}

fn by_year<R, F>(reports: &[(Year, R)], facts: impl Fn(&R) -> F) -> StoreResult<BTreeMap<Year, F>> {
    let by_year: BTreeMap<Year, F> = reports.iter().map(|(year, report)| (*year, facts(report))).collect();
    if by_year.len() == reports.len() { Ok(by_year) } else { Err(StoreError::DuplicateKey("year")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_reported_once() {
        let year = |number| Year::new(number).unwrap();
        assert_eq!(by_year(&[(year(2024), 1), (year(2023), 2)], |n| *n).unwrap().len(), 2);
        let twice = by_year(&[(year(2024), 1), (year(2024), 2)], |n| *n);
        assert!(matches!(twice, Err(StoreError::DuplicateKey("year"))));
    }
}
