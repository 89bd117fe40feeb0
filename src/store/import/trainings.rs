//! Trainings of a file.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::Score;
use crate::domain::contributions::of_training;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::import::ledger::Ledger;
use crate::store::import::{PlacedRow, RowChange, owners};
use crate::store::models::record::Row;
use crate::store::models::training::{Training, TrainingData};
use crate::store::rows;
use crate::store::rows::Write;
use crate::store::schema::tables::participants;

/// A training before and after an import.
pub type TrainingChange = RowChange<Training, TrainingData>;

/// The stored trainings of some rows, by their ids.
pub fn current(connection: &mut Connection, rows: &[PlacedRow]) -> StoreResult<HashMap<i64, Training>> {
    Ok(Training::with_ids(connection, &owners(rows))?.into_iter().map(|training| (training.id, training)).collect())
}

/// Writes trainings that are new or differ, and notes in the ledger what that changes. Gives the trainings as they are stored then.
pub fn upsert(tx: &mut Tx<'_>, ledger: &mut Ledger, changes: &[TrainingChange]) -> StoreResult<Vec<Training>> {
    for change in changes {
        let Some(before) = &change.before else { continue };
        if (&before.region, before.year) == (&change.after.region, change.after.year) {
            continue;
        }
        let scores: Vec<Option<Score>> = participants::table
            .filter(participants::training_id.eq(before.id))
            .select(participants::score)
            .load(tx.conn())?;
        let follow = |region, year| of_training(region, year, scores.iter().copied());
        ledger.replace(follow(&before.region, before.year), follow(&change.after.region, change.after.year));
    }
    let writes: Vec<_> = changes.iter().map(|change| Write::alone(change.before.as_ref(), &change.after)).collect();
    rows::write(tx, &writes)
}
