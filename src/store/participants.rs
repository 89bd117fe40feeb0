//! Who took part in trainings: personal data (UU 27/2022).

use super::listing::{page, within};
use super::schema::{cooperatives, participants, trainings, umkm};
use super::{
    Connection, Keyset, Listing, Position, SortKey, StoreError, StoreResult, Tx, totals, trainings as courses,
};
use crate::domain::contributions::of_training;
use crate::domain::{Contributions, RegionCode, Score, Text, Violation, ViolationCode, Year};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A participation: one person in two trainings is two of them.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = participants)]
pub struct Participant {
    /// The service's own number.
    pub id: i64,
    /// In which training.
    pub training_id: i64,
    /// Name: personal data.
    pub name: String,
    /// *NIK penduduk*, 16 digits, unique within the training: never shown in full.
    pub identity_number: Option<String>,
    /// The cooperative that the person manages.
    pub cooperative_id: Option<i64>,
    /// The business that the person manages.
    pub umkm_id: Option<i64>,
    /// Absent until graded.
    pub score: Option<Score>,
    /// When it was entered, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
}

/// Without the person, so that none ends up in a log line.
impl std::fmt::Debug for Participant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Participant")
            .field("id", &self.id)
            .field("training_id", &self.training_id)
            .finish_non_exhaustive()
    }
}

/// What can be set of a participation.
#[derive(Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = participants, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct ParticipantData {
    /// See [`Participant`].
    pub name: String,
    /// See [`Participant`].
    pub identity_number: Option<String>,
    /// See [`Participant`].
    pub cooperative_id: Option<i64>,
    /// See [`Participant`].
    pub umkm_id: Option<i64>,
    /// See [`Participant`].
    pub score: Option<Score>,
}

/// A unit that participants can be linked to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unit {
    /// A cooperative.
    Cooperative(i64),
    /// A business.
    Umkm(i64),
}

impl Keyset for Participant {
    fn position(&self, sort: &str) -> Position {
        let key = match sort {
            "updated_at" => self.updated_at.write(),
            _ => self.id.write(),
        };
        Position { key, id: self.id }
    }
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
) -> StoreResult<Vec<(Participant, String, RegionCode)>> {
    let mut query = participants::table
        .inner_join(trainings::table)
        .select((Participant::as_select(), trainings::code, trainings::region))
        .into_boxed();
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
    let now = tx.now();
    let id: i64 = diesel::insert_into(participants::table)
        .values((
            data,
            participants::training_id.eq(training),
            participants::created_at.eq(now),
            participants::updated_at.eq(now),
        ))
        .returning(participants::id)
        .get_result(&mut **tx)?;
    follow(tx, training, None, Some(data.score))?;
    get(tx, training, id)
}

/// Replaces what can be set of a participation in a locked training.
///
/// # Errors
/// As [`create`].
pub fn update(tx: &mut Tx<'_>, current: &Participant, data: &ParticipantData) -> StoreResult<Participant> {
    let now = tx.now();
    diesel::update(participants::table.find(current.id))
        .set((data, participants::updated_at.eq(now)))
        .execute(&mut **tx)?;
    follow(tx, current.training_id, Some(current.score), Some(data.score))?;
    get(tx, current.training_id, current.id)
}

/// Deletes a participation in a locked training.
///
/// # Errors
/// Those of the database.
pub fn delete(tx: &mut Tx<'_>, current: &Participant) -> StoreResult<()> {
    diesel::delete(participants::table.find(current.id)).execute(&mut **tx)?;
    follow(tx, current.training_id, Some(current.score), None)
}

/// Follows one participation in the totals. Contributions of participations add up, so the others of the training need not be read.
fn follow(
    tx: &mut Tx<'_>,
    training: i64,
    before: Option<Option<Score>>,
    after: Option<Option<Score>>,
) -> StoreResult<()> {
    let training = courses::get(tx, training)?;
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

/// Deletes all participations of a training, within a [`totals::keep`] of the caller's.
pub(super) fn delete_all(tx: &mut Tx<'_>, training: i64) -> StoreResult<()> {
    diesel::delete(participants::table.filter(participants::training_id.eq(training))).execute(&mut **tx)?;
    Ok(())
}

/// How many take part in a training.
pub(super) fn count(connection: &mut Connection, training: i64) -> StoreResult<i64> {
    Ok(participants::table.filter(participants::training_id.eq(training)).count().get_result(connection)?)
}

/// How many participations are linked to a unit.
pub(super) fn count_linked(connection: &mut Connection, unit: Unit) -> StoreResult<i64> {
    let query = participants::table.into_boxed();
    let query = match unit {
        Unit::Cooperative(id) => query.filter(participants::cooperative_id.eq(id)),
        Unit::Umkm(id) => query.filter(participants::umkm_id.eq(id)),
    };
    Ok(query.count().get_result(connection)?)
}

/// Takes the link to a unit off its participations.
pub(super) fn unlink(tx: &mut Tx<'_>, unit: Unit) -> StoreResult<()> {
    let now = participants::updated_at.eq(tx.now());
    match unit {
        Unit::Cooperative(id) => diesel::update(participants::table.filter(participants::cooperative_id.eq(id)))
            .set((participants::cooperative_id.eq(None::<i64>), now))
            .execute(&mut **tx)?,
        Unit::Umkm(id) => diesel::update(participants::table.filter(participants::umkm_id.eq(id)))
            .set((participants::umkm_id.eq(None::<i64>), now))
            .execute(&mut **tx)?,
    };
    Ok(())
}

/// What a training contributes to the totals as it stands; nothing when it is not there.
pub(super) fn contributions(connection: &mut Connection, training: i64) -> StoreResult<Contributions> {
    let Some(training) = courses::find(connection, training)? else { return Ok(Contributions::new()) };
    let scores: Vec<Option<Score>> = participants::table
        .filter(participants::training_id.eq(training.id))
        .select(participants::score)
        .load(connection)?;
    Ok(of_training(&training.region, training.year, scores))
}
