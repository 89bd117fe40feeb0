//! Participations, many at once.

use super::super::participants::{Participant, ParticipantData};
use super::super::schema::{cooperatives, import_rows, participants, umkm};
use super::super::trainings::Training;
use super::super::{Connection, StoreResult, Tx};
use super::{Change, Ledger, PlacedRow, VALUES, recording, span, units_in, write_rows};
use crate::domain::contributions::of_training;
use diesel::prelude::*;
use diesel::upsert::excluded;
use std::collections::{BTreeSet, HashMap};

/// A participation before and after, with its training's id.
pub type ParticipantChange = (i64, Change<Participant, ParticipantData>);

/// Everybody who takes part in the trainings of some rows, by training, each in the order of entry.
///
/// # Errors
/// Those of the database.
pub fn standing(tx: &mut Tx<'_>, rows: &[PlacedRow]) -> StoreResult<HashMap<i64, Vec<Participant>>> {
    let (from, to) = span(rows);
    let found: Vec<Participant> = participants::table
        .filter(participants::training_id.eq_any(units_in!(from, to)))
        .order(participants::id)
        .select(Participant::as_select())
        .load(&mut **tx)?;
    let mut by_training: HashMap<i64, Vec<Participant>> = HashMap::new();
    for participant in found {
        by_training.entry(participant.training_id).or_default().push(participant);
    }
    Ok(by_training)
}

/// Of some ids, those that are cooperatives and those that are businesses.
///
/// # Errors
/// Those of the database.
pub fn known_units(
    tx: &mut Tx<'_>,
    cooperative_ids: &[i64],
    business_ids: &[i64],
) -> StoreResult<(BTreeSet<i64>, BTreeSet<i64>)> {
    let known = cooperatives::table
        .filter(cooperatives::id.eq_any(cooperative_ids))
        .select(cooperatives::id)
        .load::<i64>(&mut **tx)?;
    let businesses = umkm::table.filter(umkm::id.eq_any(business_ids)).select(umkm::id).load::<i64>(&mut **tx)?;
    Ok((known.into_iter().collect(), businesses.into_iter().collect()))
}

/// Writes participations that are new or differ, and follows them in the ledger. Every changed one passes here with how it
/// was and how it is to be.
///
/// # Errors
/// Those of the database.
pub fn keep(
    tx: &mut Tx<'_>,
    ledger: &mut Ledger,
    trainings: &HashMap<i64, Training>,
    changes: &[ParticipantChange],
) -> StoreResult<()> {
    for (training, change) in changes {
        let Some(training) = trainings.get(training) else { continue };
        let before = change.before.as_ref().map(|before| before.score);
        let follow = |score| of_training(&training.region, training.year, score);
        ledger.replace(follow(before), follow(Some(change.after.score)));
    }
    let there = recording::participants_before(tx, changes)?;
    let now = tx.now();
    // A number may go from one row to another within a file, and must be free when it arrives.
    let renumbered: Vec<i64> = changes
        .iter()
        .filter_map(|(_, change)| {
            let before = change.before.as_ref()?;
            (before.identity_number != change.after.identity_number).then_some(before.id)
        })
        .collect();
    for ids in renumbered.chunks(VALUES) {
        diesel::update(participants::table.filter(participants::id.eq_any(ids)))
            .set(participants::identity_number.eq(None::<String>))
            .execute(&mut **tx)?;
    }
    let old = changes.iter().filter_map(|(training, change)| {
        let before = change.before.as_ref()?;
        Some((
            &change.after,
            participants::id.eq(before.id),
            participants::training_id.eq(*training),
            participants::created_at.eq(before.created_at),
            participants::updated_at.eq(now),
        ))
    });
    write_rows!(tx, 9 columns, old, |chunk| diesel::insert_into(participants::table)
    .values(chunk)
    .on_conflict(participants::id)
    .do_update()
    .set((
        participants::name.eq(excluded(participants::name)),
        participants::identity_number.eq(excluded(participants::identity_number)),
        participants::cooperative_id.eq(excluded(participants::cooperative_id)),
        participants::umkm_id.eq(excluded(participants::umkm_id)),
        participants::score.eq(excluded(participants::score)),
        participants::updated_at.eq(excluded(participants::updated_at)),
    )));
    let new = changes.iter().filter(|(_, change)| change.before.is_none()).map(|(training, change)| {
        (
            &change.after,
            participants::training_id.eq(*training),
            participants::created_at.eq(now),
            participants::updated_at.eq(now),
        )
    });
    write_rows!(tx, 8 columns, new, |chunk| diesel::insert_into(participants::table).values(chunk));
    recording::of_participants(tx, &there, changes)
}

impl From<&Participant> for ParticipantData {
    fn from(participant: &Participant) -> Self {
        Self {
            name: participant.name.clone(),
            identity_number: participant.identity_number.clone(),
            cooperative_id: participant.cooperative_id,
            umkm_id: participant.umkm_id,
            score: participant.score,
        }
    }
}
