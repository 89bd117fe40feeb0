//! Trainings, many at once.

use super::super::schema::{import_rows, participants, trainings};
use super::super::trainings::{Training, TrainingData, search_key};
use super::super::{Connection, StoreResult, Tx};
use super::{Change, Ledger, PlacedRow, VALUES, recording, span, units_in, write_rows};
use crate::domain::Score;
use crate::domain::contributions::of_training;
use diesel::prelude::*;
use diesel::upsert::excluded;
use std::collections::HashMap;

/// A training before and after.
pub type TrainingChange = Change<Training, TrainingData>;

/// The trainings of some rows that are there, by their ids.
///
/// # Errors
/// Those of the database.
pub fn standing(tx: &mut Tx<'_>, rows: &[PlacedRow]) -> StoreResult<HashMap<i64, Training>> {
    let (from, to) = span(rows);
    let found: Vec<Training> = trainings::table
        .filter(trainings::id.eq_any(units_in!(from, to)))
        .select(Training::as_select())
        .load(&mut **tx)?;
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
    let now = tx.now();
    let new = changes.iter().filter(|change| change.before.is_none()).map(|change| {
        (
            &change.after,
            trainings::search_key.eq(search_key(&change.after)),
            trainings::created_at.eq(now),
            trainings::updated_at.eq(now),
        )
    });
    write_rows!(tx, 10 columns, new, |chunk| diesel::insert_into(trainings::table).values(chunk));
    let old = changes.iter().filter_map(|change| {
        let before = change.before.as_ref()?;
        Some((
            &change.after,
            trainings::id.eq(before.id),
            trainings::search_key.eq(search_key(&change.after)),
            trainings::created_at.eq(before.created_at),
            trainings::updated_at.eq(now),
        ))
    });
    write_rows!(tx, 11 columns, old, |chunk| diesel::insert_into(trainings::table)
    .values(chunk)
    .on_conflict(trainings::id)
    .do_update()
    .set((
        trainings::code.eq(excluded(trainings::code)),
        trainings::title.eq(excluded(trainings::title)),
        trainings::region.eq(excluded(trainings::region)),
        trainings::starts_on.eq(excluded(trainings::starts_on)),
        trainings::ends_on.eq(excluded(trainings::ends_on)),
        trainings::year.eq(excluded(trainings::year)),
        trainings::organizer.eq(excluded(trainings::organizer)),
        trainings::search_key.eq(excluded(trainings::search_key)),
        trainings::updated_at.eq(excluded(trainings::updated_at)),
    )));
    recording::of_trainings(tx, changes)
}

impl From<&Training> for TrainingData {
    fn from(training: &Training) -> Self {
        let training = training.clone();
        Self {
            code: training.code,
            title: training.title,
            region: training.region,
            starts_on: training.starts_on,
            ends_on: training.ends_on,
            year: training.year,
            organizer: training.organizer,
        }
    }
}
