//! Identity numbers: persons found by them, and numbers shown in full. Each showing is recorded in the transaction that reads it.

use crate::domain::{RegionCode, Resource};
use crate::store::changes::change::{Change, reads_of as changes_that_read};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::models::participant::NamedParticipant;
use crate::store::models::record::Row;
use crate::store::models::training::Training;
use crate::store::resources::participants;

/// The participations of the person with this number, in trainings at a region or below it, each with its training's code
/// and region.
pub fn search(
    connection: &mut Connection,
    number: &str,
    region: Option<&RegionCode>,
) -> StoreResult<Vec<NamedParticipant>> {
    participants::of_number(connection, number, region)
}

/// The full identity number of a participation in a locked training. The showing is recorded, also where there is no number.
///
/// # Errors
/// [`StoreError::NotFound`](crate::store::database::error::StoreError::NotFound).
pub fn show(tx: &mut Tx<'_>, training: &Training, id: i64) -> StoreResult<Option<String>> {
    let participant = participants::get(tx, training, id)?;
    tx.record_read(participant.natural_key(&training.code), &participant, vec!["identity_number"])?;
    Ok(participant.identity_number)
}

/// All showings of these participations, in the order of time.
pub fn reads_of(connection: &mut Connection, participations: &[i64]) -> StoreResult<Vec<Change>> {
    let records: Vec<String> = participations.iter().map(i64::to_string).collect();
    changes_that_read(connection, Resource::Participants, &records)
}
