//! Trainings, many at once.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::Score;
use crate::domain::contributions::of_training;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import::ledger::Ledger;
use crate::store::import::{PlacedRow, RowChange, owners};
use crate::store::models::training::{Training, TrainingData};
use crate::store::rows;
use crate::store::rows::Write;
use crate::store::schema::tables::{participants, trainings};

/// A training before and after.
pub type TrainingChange = RowChange<Training, TrainingData>;

/// The trainings of some rows that are there, by their ids.
///
/// # Errors
/// Those of the database.
pub fn standing(tx: &mut Tx<'_>, rows: &[PlacedRow]) -> StoreResult<HashMap<i64, Training>> {
    let found: Vec<Training> =
        trainings::table.filter(trainings::id.eq_any(owners(rows))).select(Training::as_select()).load(&mut **tx)?;
    Ok(found.into_iter().map(|training| (training.id, training)).collect())
}

/// Writes trainings that are new or differ, and follows their participants in the ledger. Every changed training passes here
/// with how it was and how it is to be.
///
/// # Errors
/// Those of the database.
pub fn keep(tx: &mut Tx<'_>, ledger: &mut Ledger, changes: &[TrainingChange]) -> StoreResult<()> {
    for change in changes {
        let Some(before) = &change.before else { continue };
        if (&before.region, before.year) == (&change.after.region, change.after.year) {
            continue;
        }
        let scores: Vec<Option<Score>> = participants::table
            .filter(participants::training_id.eq(before.id))
            .select(participants::score)
            .load(&mut **tx)?;
        let follow = |region, year| of_training(region, year, scores.iter().copied());
        ledger.replace(follow(&before.region, before.year), follow(&change.after.region, change.after.year));
    }
    let writes: Vec<_> = changes.iter().map(|change| Write::alone(change.before.as_ref(), &change.after)).collect();
    rows::write(tx, &writes)?;
    Ok(())
}
