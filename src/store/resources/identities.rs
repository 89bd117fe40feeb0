//! Identity numbers: found by them, and shown in full. Each showing is recorded in the transaction that reads it.

use crate::domain::{RegionCode, Resource};
use crate::store::changes;
use crate::store::changes::change::Change;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::feed::record;
use crate::store::models::participant;
use crate::store::models::participant::NamedParticipant;
use crate::store::models::training::Training;
use crate::store::resources::participants;

/// The participations of the person with this number, in trainings at a region or below it, each with its training's code
/// and region.
///
/// # Errors
/// Those of the database.
pub fn search(
    connection: &mut Connection,
    number: &str,
    region: Option<&RegionCode>,
) -> StoreResult<Vec<NamedParticipant>> {
    participants::of_number(connection, number, region)
}

/// The full identity number of a participation in a locked training; that it was shown is recorded, also where there was
/// none to show.
///
/// # Errors
/// [`super::StoreError::NotFound`].
pub fn show(tx: &mut Tx<'_>, training: &Training, id: i64) -> StoreResult<Option<String>> {
    let participant = participants::get(tx, training.id, id)?;
    let natural_key = participant::natural_key(&training.code, id);
    record::record_read(tx, natural_key, &participant, vec!["identity_number"])?;
    Ok(participant.identity_number)
}

/// All showings of these participations, in the order of time.
///
/// # Errors
/// Those of the database.
pub fn reads_of(connection: &mut Connection, participations: &[i64]) -> StoreResult<Vec<Change>> {
    let records: Vec<String> = participations.iter().map(i64::to_string).collect();
    changes::pending::reads_of(connection, Resource::Participants, &records)
}
