//! All that is held about one person, to be handed out or erased (UU 27/2022).

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::domain::Text;
use crate::domain::identity_number::ERASED_NAME;
use crate::store::changes::change::Change;
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::lists::listing::Listing;
use crate::store::models::business::{Business, BusinessData};
use crate::store::models::business_report::BusinessReport;
use crate::store::models::participant::{NamedParticipant, ParticipantData};
use crate::store::resources::{identities, participants, trainings, umkm, umkm_reports};
use crate::store::schema::tables::umkm as businesses;

/// What is held about a person with an identity number.
#[derive(Clone, Debug)]
pub struct Person {
    /// Each participation, with its training's code and region.
    pub participations: Vec<NamedParticipant>,
    /// Who was shown the full number.
    pub reads: Vec<Change>,
}

/// What is held about the owner of a business.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The business.
    pub business: Business,
    /// Its reports, by year.
    pub reports: Vec<BusinessReport>,
}

/// What is held about the person with this identity number.
///
/// # Errors
/// Those of the database.
pub fn person(connection: &mut Connection, number: &str) -> StoreResult<Person> {
    let participations = identities::search(connection, number, None)?;
    let ids: Vec<i64> = participations.iter().map(|found| found.participant.id).collect();
    Ok(Person { reads: identities::reads_of(connection, &ids)?, participations })
}

/// What is held about the owner of the business with this register number.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn owner(connection: &mut Connection, register_number: &str) -> StoreResult<Owner> {
    let id = business_id(connection, register_number)?;
    let listing = Listing { sort: "year", descending: false, after: None, limit: i64::MAX };
    let filter = crate::store::lists::filters::ReportFilter { unit: Some(id), ..Default::default() };
    let reports = umkm_reports::list(connection, &filter, &listing)?.into_iter().map(|(report, ..)| report);
    Ok(Owner { reports: reports.collect(), business: umkm::get(connection, id)? })
}

/// Takes name, identity number and links off every participation of the person; scores stay, so that the figures hold. Gives
/// how many there were.
///
/// # Errors
/// Those of the database.
pub fn erase_person(tx: &mut Tx<'_>, number: &str) -> StoreResult<usize> {
    let found = identities::search(tx, number, None)?;
    for NamedParticipant { participant, .. } in &found {
        trainings::lock(tx, participant.training_id)?;
        let current = participants::get(tx, participant.training_id, participant.id)?;
        let name = ERASED_NAME.to_owned();
        let score = current.score;
        let data = ParticipantData { name, identity_number: None, cooperative_id: None, umkm_id: None, score };
        participants::update(tx, &current, &data)?;
    }
    Ok(found.len())
}

/// Takes the owner's name off the business with this register number. Gives whether there was one.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn erase_owner(tx: &mut Tx<'_>, register_number: &str) -> StoreResult<bool> {
    let id = business_id(tx, register_number)?;
    let current = umkm::lock(tx, id)?;
    let data = BusinessData {
        register_number: current.register_number.clone(),
        name: current.name.clone(),
        region: current.region.clone(),
        owner_name: None,
        nib: current.nib.clone(),
        sector: current.sector.clone(),
        assisted_since: current.assisted_since,
        assisted_until: current.assisted_until,
    };
    umkm::update(tx, &current, &data)?;
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

/// Lets go of what the database still has of what was erased: on SQLite the log of changes, in which it stands until that
/// is worked off. What Postgres keeps of it goes with its next vacuum.
///
/// # Errors
/// Those of the database.
pub fn let_go(connection: &mut Connection) -> StoreResult<()> {
    match connection {
        Connection::Sqlite(c) => Ok(c.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?),
        // Each by itself: it takes no company in a statement.
        Connection::Postgres(c) => ["VACUUM participants", "VACUUM umkm", "VACUUM idempotency"]
            .into_iter()
            .try_for_each(|statement| Ok(c.batch_execute(statement)?)),
    }
}
