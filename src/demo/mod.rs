//! The demonstration: a made-up register of Jambi with every case that the rules know, the same for the same size in every database.
//!
//! Names, numbers and amounts are made up; identity numbers and others begin with 9999, which no region has. The whole history of a
//! unit is made first. Where its oldest reports are "never entered", figures give their totals, so that the years follow one another
//! as in a real register. No rules of the field, no SQL.

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
use crate::store::resources::regions;
use crate::store::{Actor, DirectConnection, StoreError, StoreResult, Tx, import};

/// The number of units in one transaction: small enough for little memory, large enough for few commits.
const UNITS: u64 = 2_000;

/// The number of trainings in one transaction, with some 25 participants each.
const TRAININGS: u64 = 200;

/// The number of units, the first ones, that participants are linked to.
const LINKED: usize = 10_000;

/// Fills an empty database with the demonstration, and logs the progress. A database that already has records is left untouched.
/// Blocks.
///
/// # Errors
/// [`StoreError::Unavailable`] where regions are missing, the years begin too early or another instance fills the database. After an
/// error the database is incomplete and must be discarded.
pub fn fill(database: &mut DirectConnection, size: DemoSize, last: Year) -> StoreResult<()> {
    let plan = Plan::new(size, last).ok_or_else(|| {
        StoreError::Unavailable(format!("The {} years up to {last} begin before {}.", size.years, Year::FIRST))
    })?;
    let needed: Vec<_> = plan.regions().cloned().collect();
    let is_empty = database.write(Actor::CommandLine, move |tx| {
        let is_empty = import::is_empty(tx)?;
        for region in needed.iter().filter(|_| is_empty) {
            if regions::find(tx, region)?.is_none() {
                let message = format!("The demonstration needs Jambi's regions, and {region} is not registered.");
                return Err(StoreError::Unavailable(message));
            }
        }
        Ok(is_empty)
    })?;
    if !is_empty {
        log::info!("demonstration: the database already has records and is left untouched");
        return Ok(());
    }

    log::info!("demonstration: filling the database ({size}, last year {last})");
    let start = Instant::now();
    fill_empty(database, &plan).map_err(|error| match error {
        // The database was empty before, so another instance is filling it.
        StoreError::DuplicateKey(_) => StoreError::Unavailable(
            "Another instance is filling the database; start this one again when that is done.".to_owned(),
        ),
        other => {
            log::error!("demonstration: incomplete; discard the database before the next attempt");
            other
        }
    })?;
    log::info!("demonstration: filled in {:.1?}", start.elapsed());
    Ok(())
}

fn fill_empty(database: &mut DirectConnection, plan: &Plan) -> StoreResult<()> {
    let size = plan.size;
    let mut sums = Contributions::new();
    let mut add_all =
        |figures: Contributions| figures.iter().for_each(|(place, totals)| add(&mut sums, place.clone(), totals));
    let make = |index| {
        let (unit, figures) = cooperatives::make(plan, index);
        add_all(figures);
        Some(unit)
    };
    let cooperatives = enter(database, ("cooperatives", size.cooperatives.into(), UNITS), make, entering::units)?;
    let make = |index| {
        let (unit, figures) = businesses::make(plan, index);
        add_all(figures);
        Some(unit)
    };
    let businesses = enter(database, ("UMKM", size.umkm.into(), UNITS), make, entering::units)?;
    let links = Links { cooperatives, businesses };
    let make = |index| trainings::make(plan, index, &links);
    enter(database, ("trainings", trainings::count(plan), TRAININGS), make, entering::trainings)?;
    let figures = figures::make(plan, &sums);
    database.write(Actor::CommandLine, |tx| entering::figures(tx, &figures))
}

/// Enters `count` records, `at_once` in a transaction, and logs each tenth of them. Gives the ids of the first.
fn enter<T>(
    database: &mut DirectConnection,
    (name, count, at_once): (&str, u64, u64),
    mut make: impl FnMut(u64) -> Option<T>,
    insert: impl Fn(&mut Tx<'_>, &[T]) -> StoreResult<Vec<i64>>,
) -> StoreResult<Vec<i64>> {
    let mut first = Vec::new();
    let (mut done, mut logged) = (0, 0);
    while done < count {
        let end = count.min(done + at_once);
        let batch: Vec<T> = (done..end).filter_map(&mut make).collect();
        let ids = database.write(Actor::CommandLine, |tx| insert(tx, &batch))?;
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
