//! The demonstration: a synthetic Jambi with every case at once, the same for the same size, whatever the database.
//!
//! Names, numbers and amounts are made up; identity numbers and others begin with 9999, which no region has. A unit's whole
//! history is made first; what of it was "never entered" in the oldest years stands in figures instead of records, so that the
//! years follow one another as in a real register.

pub(crate) mod businesses;
pub(crate) mod chance;
pub(crate) mod cooperatives;
pub(crate) mod entering;
pub(crate) mod figures;
pub(crate) mod plan;
pub(crate) mod size;
pub(crate) mod trainings;
pub(crate) mod words;

use std::time::Instant;

use crate::demo::plan::Plan;
use crate::demo::size::DemoSize;
use crate::demo::trainings::Links;
use crate::domain::totals::add;
use crate::domain::{Contributions, Year};
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::store::Store;
use crate::store::engine::tx::Tx;
use crate::store::import;
use crate::store::models::actor::Actor;
use crate::store::resources::regions;

/// So many units are entered in one transaction: it takes little memory, and few commits.
const UNITS: u64 = 2_000;

/// So many trainings, with 25 participants each.
const TRAININGS: u64 = 200;

/// Participants are linked to the first of so many units.
const LINKED: usize = 10_000;

/// Fills an empty database with the demonstration; one that holds anything is left as it is. Says in the log what it does. Blocks.
///
/// # Errors
/// Those of the database. What was entered until then stays: a database that was not filled to the end is to be thrown away.
pub fn fill(store: &Store, size: DemoSize, last: Year) -> StoreResult<()> {
    let plan = Plan::new(size, last)
        .ok_or_else(|| StoreError::Unavailable(format!("{} years to {last} begin too early", size.years)))?;
    let needed: Vec<_> = plan.regions().cloned().collect();
    let is_empty = store.write_blocking(Actor::CommandLine, move |tx| {
        let is_empty = import::is_empty(tx)?;
        for region in needed.iter().filter(|_| is_empty) {
            if regions::find(tx, region)?.is_none() {
                let message = format!("the demonstration needs Jambi's twelve regions, and {region} is not there");
                return Err(StoreError::Unavailable(message));
            }
        }
        Ok(is_empty)
    })?;
    if !is_empty {
        log::info!("demonstration: the database is not empty; it is left as it is, and what it holds is served");
        return Ok(());
    }

    log::info!("demonstration: filling the database ({size}, last year {last})");
    let start = Instant::now();
    fill_empty(store, &plan).map_err(|error| match error {
        // It was empty a moment ago.
        StoreError::DuplicateKey(_) => {
            StoreError::Unavailable("another instance is filling it; start this one again when that is done".to_owned())
        }
        other => {
            log::error!("demonstration: not complete; the database is to be thrown away before the next attempt");
            other
        }
    })?;
    log::info!("demonstration: filled in {:.1?}", start.elapsed());
    Ok(())
}

fn fill_empty(store: &Store, plan: &Plan) -> StoreResult<()> {
    let size = plan.size;
    let mut sums = Contributions::new();
    let mut add_all =
        |figures: Contributions| figures.iter().for_each(|(place, totals)| add(&mut sums, place.clone(), totals));
    let make = |index| {
        let (unit, figures) = cooperatives::make(plan, index);
        add_all(figures);
        Some(unit)
    };
    let cooperatives = enter(store, ("cooperatives", size.cooperatives.into(), UNITS), make, entering::units)?;
    let make = |index| {
        let (unit, figures) = businesses::make(plan, index);
        add_all(figures);
        Some(unit)
    };
    let businesses = enter(store, ("UMKM", size.umkm.into(), UNITS), make, entering::units)?;
    let links = Links { cooperatives, businesses };
    let make = |index| trainings::make(plan, index, &links);
    enter(store, ("trainings", trainings::count(plan), TRAININGS), make, entering::trainings)?;
    let figures = figures::make(plan, &sums);
    store.write_blocking(Actor::CommandLine, |tx| entering::figures(tx, &figures))
}

/// Enters `count` records, `at_once` in a transaction, and logs each tenth of them. Gives the ids of the first.
fn enter<T>(
    store: &Store,
    (name, count, at_once): (&str, u64, u64),
    mut make: impl FnMut(u64) -> Option<T>,
    insert: impl Fn(&mut Tx<'_>, &[T]) -> StoreResult<Vec<i64>>,
) -> StoreResult<Vec<i64>> {
    let mut first = Vec::new();
    let (mut done, mut logged) = (0, 0);
    while done < count {
        let end = count.min(done + at_once);
        let batch: Vec<T> = (done..end).filter_map(&mut make).collect();
        let ids = store.write_blocking(Actor::CommandLine, |tx| insert(tx, &batch))?;
        let room = LINKED.saturating_sub(first.len());
        first.extend(ids.into_iter().take(room));
        done = end;
        if done * 10 / count > logged {
            logged = done * 10 / count;
            log::info!("demonstration: {done} of {count} {name}");
        }
    }
    Ok(first)
}
