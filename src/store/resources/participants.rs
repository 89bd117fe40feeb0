//! Who took part in trainings: personal data (UU 27/2022).

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::contributions::of_training;
use crate::domain::{Contributions, RegionCode, Score, Text, Violation, ViolationCode, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::feed::record;
use crate::store::lists::listing::{Listing, page, within};
use crate::store::models::participant::{NamedParticipant, Participant, ParticipantData, natural_key};
use crate::store::models::training::Training;
use crate::store::resources::trainings as courses;
use crate::store::rows::Write;
use crate::store::schema::tables::{cooperatives, participants, trainings, umkm};
use crate::store::{rows, totals};

/// All participations as [`NamedParticipant`].
macro_rules! named_participants {
    () => {
        participants::table
            .inner_join(trainings::table)
            .left_join(cooperatives::table)
            .left_join(umkm::table)
            .select((
                Participant::as_select(),
                trainings::code,
                trainings::region,
                cooperatives::register_number.nullable(),
                umkm::register_number.nullable(),
            ))
            .into_boxed()
    };
}

/// A unit that participants can be linked to.
#[derive(Clone, Copy, Debug)]
pub enum Unit {
    /// A cooperative.
    Cooperative(i64),
    /// A business.
    Umkm(i64),
}

/// Which participations are listed.
#[derive(Clone, Debug, Default)]
pub struct ParticipantFilter {
    /// In this training.
    pub training: Option<i64>,
    /// In the training with this code.
    pub training_code: Option<String>,
    /// In trainings of this year.
    pub year: Option<Year>,
    /// In trainings at this region or below it.
    pub region: Option<RegionCode>,
    /// Changed at or after this time, in UTC.
    pub updated_since: Option<NaiveDateTime>,
}

/// A page of participations, each with its training's code and region.
///
/// # Errors
/// Those of the database.
pub fn list(
    connection: &mut Connection,
    filter: &ParticipantFilter,
    listing: &Listing,
) -> StoreResult<Vec<NamedParticipant>> {
    let mut query = named_participants!();
    query = within!(query, trainings::region, &filter.region);
    if let Some(training) = filter.training {
        query = query.filter(participants::training_id.eq(training));
    }
    if let Some(code) = &filter.training_code {
        query = query.filter(trainings::code.eq(code.clone()));
    }
    if let Some(year) = filter.year {
        query = query.filter(trainings::year.eq(year));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(participants::updated_at.ge(since));
    }
    let query = page!(query, listing, participants::id, {
        "id" => participants::id, i64;
        "updated_at" => participants::updated_at, NaiveDateTime;
    });
    Ok(query.load(connection)?)
}

/// The participations of the person with this identity number, in trainings at a region or below it.
pub fn of_number(
    connection: &mut Connection,
    number: &str,
    region: Option<&RegionCode>,
) -> StoreResult<Vec<NamedParticipant>> {
    let query =
        named_participants!().filter(participants::identity_number.eq(number.to_owned())).order(participants::id);
    Ok(within!(query, trainings::region, region).load(connection)?)
}

/// The participation with this id in this training, which must be there.
///
/// # Errors
/// [`StoreError::NotFound`], of the training or of the participation.
pub fn get(connection: &mut Connection, training: i64, id: i64) -> StoreResult<Participant> {
    courses::get(connection, training)?;
    let participant: Option<Participant> = participants::table
        .find(id)
        .filter(participants::training_id.eq(training))
        .select(Participant::as_select())
        .first(connection)
        .optional()?;
    participant.ok_or_else(|| {
        StoreError::NotFound(Text::new(
            format!("Diklat {training} tidak memiliki peserta {id}."),
            format!("Training {training} has no participant {id}."),
        ))
    })
}

/// Enters a participation in a locked training.
///
/// # Errors
/// [`StoreError::DuplicateKey`]. Units that it is linked to must be there: see [`missing_links`].
pub fn create(tx: &mut Tx<'_>, training: i64, data: &ParticipantData) -> StoreResult<Participant> {
    let training = courses::get(tx, training)?;
    let write = Write { place: (training.id,), owner: &training.code, before: None, after: data };
    let created = rows::write_one(tx, write)?;
    follow(tx, &training, None, Some(data.score))?;
    Ok(created)
}

/// Replaces what can be set of a participation in a locked training.
///
/// # Errors
/// As [`create`].
pub fn update(tx: &mut Tx<'_>, current: &Participant, data: &ParticipantData) -> StoreResult<Participant> {
    let training = courses::get(tx, current.training_id)?;
    let before = lock(tx, current.id)?;
    let write = Write { place: (training.id,), owner: &training.code, before: Some(&before), after: data };
    let updated = rows::write_one(tx, write)?;
    follow(tx, &training, Some(before.score), Some(data.score))?;
    Ok(updated)
}

/// Deletes a participation in a locked training.
///
/// # Errors
/// Those of the database.
pub fn delete(tx: &mut Tx<'_>, current: &Participant) -> StoreResult<()> {
    let training = courses::get(tx, current.training_id)?;
    let before = lock(tx, current.id)?;
    diesel::delete(participants::table.find(current.id)).execute(&mut **tx)?;
    follow(tx, &training, Some(before.score), None)?;
    record::record(tx, natural_key(&training.code, current.id), Some(&before), None)
}

/// The participation, kept from changing: the lock of its training does not keep a unit's deletion from taking the link off it.
fn lock(tx: &mut Tx<'_>, id: i64) -> StoreResult<Participant> {
    tx.lock_row("participants", id)?;
    stored(tx, id)
}

fn stored(connection: &mut Connection, id: i64) -> StoreResult<Participant> {
    Ok(participants::table.find(id).select(Participant::as_select()).first(connection)?)
}

/// Follows one participation in the totals. Contributions of participations add up, so the others of the training need not be read.
fn follow(
    tx: &mut Tx<'_>,
    training: &Training,
    before: Option<Option<Score>>,
    after: Option<Option<Score>>,
) -> StoreResult<()> {
    let contribution = |score: Option<Option<Score>>| of_training(&training.region, training.year, score);
    totals::apply(tx, &crate::domain::totals::difference(&contribution(before), &contribution(after)))
}

/// Which of the units that a participation is to be linked to are not there.
///
/// # Errors
/// Those of the database.
pub fn missing_links(
    connection: &mut Connection,
    cooperative: Option<i64>,
    business: Option<i64>,
) -> StoreResult<Vec<Violation>> {
    use diesel::dsl::exists;
    let mut violations = Vec::new();
    if let Some(id) = cooperative
        && !diesel::select(exists(cooperatives::table.find(id))).get_result::<bool>(connection)?
    {
        violations.push(missing_unit("cooperative_id", id));
    }
    if let Some(id) = business
        && !diesel::select(exists(umkm::table.find(id))).get_result::<bool>(connection)?
    {
        violations.push(missing_unit("umkm_id", id));
    }
    Ok(violations)
}

fn missing_unit(member: &'static str, id: i64) -> Violation {
    Violation::new(
        member,
        ViolationCode::UnknownReference,
        Text::new(format!("tidak ada unit dengan id {id}"), format!("there is no unit with id {id}")),
    )
}

/// Deletes all participations of a training, within a [`totals::track`] of the caller's.
pub fn delete_all(tx: &mut Tx<'_>, training: &Training) -> StoreResult<()> {
    lock_all(tx, "training_id", training.id)?;
    let all: Vec<Participant> = participants::table
        .filter(participants::training_id.eq(training.id))
        .order(participants::id)
        .select(Participant::as_select())
        .load(&mut **tx)?;
    diesel::delete(participants::table.filter(participants::training_id.eq(training.id))).execute(&mut **tx)?;
    for participant in &all {
        record::record(tx, natural_key(&training.code, participant.id), Some(participant), None)?;
    }
    Ok(())
}

/// As [`Tx::lock_row`], of all participations that have this id in this column.
fn lock_all(tx: &mut Tx<'_>, column: &'static str, id: i64) -> StoreResult<()> {
    if tx.is_postgres() {
        diesel::sql_query(format!("SELECT id FROM participants WHERE {column} = $1 ORDER BY id FOR NO KEY UPDATE"))
            .bind::<diesel::sql_types::BigInt, _>(id)
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// How many take part in a training.
pub fn count(connection: &mut Connection, training: i64) -> StoreResult<i64> {
    Ok(participants::table.filter(participants::training_id.eq(training)).count().get_result(connection)?)
}

/// How many participations are linked to a unit.
pub fn count_linked(connection: &mut Connection, unit: Unit) -> StoreResult<i64> {
    let query = participants::table.into_boxed();
    let query = match unit {
        Unit::Cooperative(id) => query.filter(participants::cooperative_id.eq(id)),
        Unit::Umkm(id) => query.filter(participants::umkm_id.eq(id)),
    };
    Ok(query.count().get_result(connection)?)
}

/// Takes the link to a unit off its participations.
pub fn unlink(tx: &mut Tx<'_>, unit: Unit) -> StoreResult<()> {
    let now = tx.now();
    let (column, id) = match unit {
        Unit::Cooperative(id) => ("cooperative_id", id),
        Unit::Umkm(id) => ("umkm_id", id),
    };
    lock_all(tx, column, id)?;
    let query = participants::table
        .inner_join(trainings::table)
        .order(participants::id)
        .select((Participant::as_select(), trainings::code))
        .into_boxed();
    let query = match unit {
        Unit::Cooperative(id) => query.filter(participants::cooperative_id.eq(id)),
        Unit::Umkm(id) => query.filter(participants::umkm_id.eq(id)),
    };
    let linked: Vec<(Participant, String)> = query.load(&mut **tx)?;
    let at = (participants::updated_at.eq(now), participants::version.eq(participants::version + 1));
    match unit {
        Unit::Cooperative(id) => diesel::update(participants::table.filter(participants::cooperative_id.eq(id)))
            .set((participants::cooperative_id.eq(None::<i64>), at))
            .execute(&mut **tx)?,
        Unit::Umkm(id) => diesel::update(participants::table.filter(participants::umkm_id.eq(id)))
            .set((participants::umkm_id.eq(None::<i64>), at))
            .execute(&mut **tx)?,
    };
    for (before, code) in linked {
        let mut after = Participant { updated_at: now, version: before.version + 1, ..before.clone() };
        match unit {
            Unit::Cooperative(_) => after.cooperative_id = None,
            Unit::Umkm(_) => after.umkm_id = None,
        }
        record::record(tx, natural_key(&code, before.id), Some(&before), Some(&after))?;
    }
    Ok(())
}

/// What a training contributes to the totals as it stands; nothing when it is not there.
pub fn contributions(connection: &mut Connection, training: i64) -> StoreResult<Contributions> {
    let Some(training) = courses::find(connection, training)? else { return Ok(Contributions::new()) };
    let scores: Vec<Option<Score>> = participants::table
        .filter(participants::training_id.eq(training.id))
        .select(participants::score)
        .load(connection)?;
    Ok(of_training(&training.region, training.year, scores))
}
