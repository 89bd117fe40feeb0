//! Participations in trainings: personal data (UU 27/2022).

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::contributions::of_training;
use crate::domain::totals::difference;
use crate::domain::{RegionCode, Score, Text, Violation, ViolationCode, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::lists::listing::{Listing, page, within};
use crate::store::models::participant::{LinkedUnit, NamedParticipant, Participant, ParticipantData};
use crate::store::models::record::Row;
use crate::store::models::training::Training;
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

/// The participations that are listed.
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

/// The participation with this id in a training.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(connection: &mut Connection, training: &Training, id: i64) -> StoreResult<Participant> {
    let found = Participant::find(connection, id)?.filter(|participant| participant.training_id == training.id);
    found.ok_or_else(|| {
        let training = training.id;
        StoreError::NotFound(Text::new(
            format!("Diklat {training} tidak memiliki peserta {id}."),
            format!("Training {training} has no participant {id}."),
        ))
    })
}

/// The participation with this id in a locked training, locked too: the lock of the training does not keep the deletion of a unit from
/// removing the link.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn lock(tx: &mut Tx<'_>, training: &Training, id: i64) -> StoreResult<Participant> {
    tx.lock_row(Participant::TABLE, id)?;
    get(tx, training, id)
}

/// Creates a participation in a locked training. The units that it is linked to must exist: see [`missing_links`].
///
/// # Errors
/// [`StoreError::DuplicateKey`].
pub fn create(tx: &mut Tx<'_>, training: &Training, data: &ParticipantData) -> StoreResult<Participant> {
    let write = Write { place: (training.id,), owner: &training.code, before: None, after: data };
    let created = rows::write_one(tx, write)?;
    follow(tx, training, None, Some(data.score))?;
    Ok(created)
}

/// Replaces the data of a locked participation in a locked training.
///
/// # Errors
/// As [`create`].
pub fn update(
    tx: &mut Tx<'_>,
    training: &Training,
    current: &Participant,
    data: &ParticipantData,
) -> StoreResult<Participant> {
    let write = Write { place: (training.id,), owner: &training.code, before: Some(current), after: data };
    let updated = rows::write_one(tx, write)?;
    follow(tx, training, Some(current.score), Some(data.score))?;
    Ok(updated)
}

/// Deletes a locked participation in a locked training.
pub fn delete(tx: &mut Tx<'_>, training: &Training, current: &Participant) -> StoreResult<()> {
    rows::delete(tx, &training.code, std::slice::from_ref(current))?;
    follow(tx, training, Some(current.score), None)
}

/// Adds the change of one participation to the totals. Contributions of participations add up, so that the others of the training need not
/// be read.
fn follow(
    tx: &mut Tx<'_>,
    training: &Training,
    before: Option<Option<Score>>,
    after: Option<Option<Score>>,
) -> StoreResult<()> {
    let contribution = |score: Option<Option<Score>>| of_training(&training.region, training.year, score);
    totals::apply(tx, &difference(&contribution(before), &contribution(after)))
}

/// The violations of links to units that do not exist.
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
        Text::new(
            format!("Isian ini harus id unit yang terdaftar; unit {id} tidak ada."),
            format!("The value must be the id of a registered unit; there is no unit {id}."),
        ),
    )
}

/// All participations in a training, in the order of their ids.
pub fn all_of_training(connection: &mut Connection, training: i64) -> StoreResult<Vec<Participant>> {
    let of_training = participants::table.filter(participants::training_id.eq(training)).order(participants::id);
    Ok(of_training.select(Participant::as_select()).load(connection)?)
}

/// The number of participations that are linked to a unit.
pub fn count_linked(connection: &mut Connection, unit: LinkedUnit) -> StoreResult<i64> {
    let query = participants::table.into_boxed();
    let query = match unit {
        LinkedUnit::Cooperative(id) => query.filter(participants::cooperative_id.eq(id)),
        LinkedUnit::Umkm(id) => query.filter(participants::umkm_id.eq(id)),
    };
    Ok(query.count().get_result(connection)?)
}

/// Removes the link to a unit from its participations.
pub fn unlink(tx: &mut Tx<'_>, unit: LinkedUnit) -> StoreResult<()> {
    let (column, id) = match unit {
        LinkedUnit::Cooperative(id) => ("cooperative_id", id),
        LinkedUnit::Umkm(id) => ("umkm_id", id),
    };
    tx.lock_rows_of(Participant::TABLE, column, id)?;
    let query = participants::table
        .inner_join(trainings::table)
        .order(participants::id)
        .select((Participant::as_select(), trainings::code))
        .into_boxed();
    let query = match unit {
        LinkedUnit::Cooperative(id) => query.filter(participants::cooperative_id.eq(id)),
        LinkedUnit::Umkm(id) => query.filter(participants::umkm_id.eq(id)),
    };
    let linked: Vec<(Participant, String)> = query.load(tx.conn())?;
    let changes = linked.iter().map(|(before, code)| {
        let mut data = ParticipantData::from(before);
        match unit {
            LinkedUnit::Cooperative(_) => data.cooperative_id = None,
            LinkedUnit::Umkm(_) => data.umkm_id = None,
        }
        (before, code, data)
    });
    let changes: Vec<_> = changes.collect();
    let writes = changes.iter().map(|(before, code, data)| Write {
        place: (before.training_id,),
        owner: code,
        before: Some(*before),
        after: data,
    });
    rows::write(tx, &writes.collect::<Vec<_>>())?;
    Ok(())
}
