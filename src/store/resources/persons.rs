//! All data held about one person, for access and erasure (UU 27/2022).

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::domain::Text;
use crate::domain::identity_number::ERASED_NAME;
use crate::store::changes::change::Change;
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::models::business::{Business, BusinessData};
use crate::store::models::business_report::BusinessReport;
use crate::store::models::participant::{NamedParticipant, ParticipantData};
use crate::store::models::register::Report;
use crate::store::resources::{identities, participants, trainings, units};
use crate::store::schema::tables::umkm as businesses;

/// The data held about a person with an identity number.
#[derive(Clone, Debug)]
pub struct Person {
    /// Each participation, with its training's code and region.
    pub participations: Vec<NamedParticipant>,
    /// The showings of the full number.
    pub reads: Vec<Change>,
}

/// The data held about the owner of a business.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The business.
    pub business: Business,
    /// Its reports, by year.
    pub reports: Vec<BusinessReport>,
}

/// The data held about the person with this identity number.
pub fn person(connection: &mut Connection, number: &str) -> StoreResult<Person> {
    let participations = identities::search(connection, number, None)?;
    let ids: Vec<i64> = participations.iter().map(|found| found.participant.id).collect();
    Ok(Person { reads: identities::reads_of(connection, &ids)?, participations })
}

/// The data held about the owner of the business with this register number.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn owner(connection: &mut Connection, register_number: &str) -> StoreResult<Owner> {
    let id = business_id(connection, register_number)?;
    Ok(Owner { reports: BusinessReport::of_unit(connection, id)?, business: units::get(connection, id)? })
}

/// Removes name, identity number and links from every participation of the person; scores stay, so that the figures hold. Gives the
/// number of participations.
pub fn erase_person(tx: &mut Tx<'_>, number: &str) -> StoreResult<usize> {
    let found = identities::search(tx, number, None)?;
    for NamedParticipant { participant, .. } in &found {
        let training = trainings::lock(tx, participant.training_id)?;
        let current = participants::lock(tx, &training, participant.id)?;
        let (name, score) = (ERASED_NAME.to_owned(), current.score);
        let data = ParticipantData { name, identity_number: None, cooperative_id: None, umkm_id: None, score };
        participants::update(tx, &training, &current, &data)?;
    }
    Ok(found.len())
}

/// Removes the owner's name from the business with this register number. Gives whether there was one.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn erase_owner(tx: &mut Tx<'_>, register_number: &str) -> StoreResult<bool> {
    let id = business_id(tx, register_number)?;
    let current: Business = units::lock(tx, id)?;
    let data = BusinessData { owner_name: None, ..BusinessData::from(&current) };
    units::update(tx, &current, &data)?;
    Ok(current.owner_name.is_some())
}

fn business_id(connection: &mut Connection, register_number: &str) -> StoreResult<i64> {
    let found = businesses::table.filter(businesses::register_number.eq(register_number)).select(businesses::id);
    found.first(connection).optional()?.ok_or_else(|| {
        StoreError::NotFound(Text::new(
            "Tidak ada UMKM dengan nomor register ini.",
            "There is no UMKM with this register number.",
        ))
    })
}

/// Removes erased data from the database's files: on SQLite from its write-ahead log, which keeps them until it is emptied, on Postgres by
/// a vacuum.
pub fn purge(connection: &mut Connection) -> StoreResult<()> {
    match connection {
        Connection::Sqlite(c) => Ok(c.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?),
        // Each in a statement by itself: VACUUM allows no other beside it.
        Connection::Postgres(c) => ["VACUUM participants", "VACUUM umkm", "VACUUM idempotency"]
            .into_iter()
            .try_for_each(|statement| Ok(c.batch_execute(statement)?)),
    }
}
