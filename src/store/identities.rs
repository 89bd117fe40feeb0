//! Identity numbers: found by them, and shown in full. Each showing is recorded in the transaction that reads it.

use super::listing::within;
use super::participants::{self, Participant};
use super::schema::{identity_reads, participants as people, trainings};
use super::{Connection, StoreResult, Tx};
use crate::domain::RegionCode;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// One showing of a full identity number.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = identity_reads)]
pub struct IdentityRead {
    /// When, in UTC.
    pub read_at: NaiveDateTime,
    /// To whom: `key:3`, `settings_key` or `command_line`.
    pub actor: String,
    /// Of a participation in this training.
    pub training_id: i64,
    /// Of which participation.
    pub participant_id: i64,
    /// In which request.
    pub request_id: String,
}

/// The participations of the person with this number, in trainings at a region or below it, each with its training's code
/// and region.
///
/// # Errors
/// Those of the database.
pub fn search(
    connection: &mut Connection,
    number: &str,
    region: Option<&RegionCode>,
) -> StoreResult<Vec<(Participant, String, RegionCode)>> {
    let query = people::table
        .inner_join(trainings::table)
        .filter(people::identity_number.eq(number.to_owned()))
        .order(people::id)
        .select((Participant::as_select(), trainings::code, trainings::region))
        .into_boxed();
    let query = within!(query, trainings::region, region);
    Ok(query.load(connection)?)
}

/// The full identity number of a participation in a locked training; that it was shown is recorded.
///
/// # Errors
/// [`super::StoreError::NotFound`].
pub fn show(tx: &mut Tx<'_>, training: i64, id: i64, request_id: &str) -> StoreResult<Option<String>> {
    let participant = participants::get(tx, training, id)?;
    identity_number_read(tx, &participant, request_id)?;
    Ok(participant.identity_number)
}

/// Records that a full identity number was shown, also where there was none to show.
fn identity_number_read(tx: &mut Tx<'_>, participant: &Participant, request_id: &str) -> StoreResult<()> {
    let (read_at, actor) = (tx.now(), tx.actor().to_string());
    diesel::insert_into(identity_reads::table)
        .values((
            identity_reads::read_at.eq(read_at),
            identity_reads::actor.eq(actor),
            identity_reads::training_id.eq(participant.training_id),
            identity_reads::participant_id.eq(participant.id),
            identity_reads::request_id.eq(request_id),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// All showings of these participations, in the order of time.
///
/// # Errors
/// Those of the database.
pub fn reads_of(connection: &mut Connection, participants: &[i64]) -> StoreResult<Vec<IdentityRead>> {
    Ok(identity_reads::table
        .filter(identity_reads::participant_id.eq_any(participants))
        .order(identity_reads::id)
        .select(IdentityRead::as_select())
        .load(connection)?)
}
