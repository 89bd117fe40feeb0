//! Trainings (*diklat*).

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::domain::contributions::of_training;
use crate::domain::totals::difference;
use crate::domain::{Contributions, RegionCode, Score, Text, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::lists::listing::{Listing, containing, page, within};
use crate::store::models::participant::Participant;
use crate::store::models::record::Row;
use crate::store::models::training::{Training, TrainingData};
use crate::store::resources::participants::all_of_training;
use crate::store::rows::Write;
use crate::store::schema::tables::{participants, trainings};
use crate::store::{rows, totals};

/// The trainings that are listed.
#[derive(Clone, Debug, Default)]
pub struct TrainingFilter {
    /// At this region or below it.
    pub region: Option<RegionCode>,
    /// Of this year.
    pub year: Option<Year>,
    /// With this in the title or the code, in any case.
    pub q: Option<String>,
    /// Changed at or after this time, in UTC.
    pub updated_since: Option<NaiveDateTime>,
}

/// A page of trainings.
pub fn list(connection: &mut Connection, filter: &TrainingFilter, listing: &Listing) -> StoreResult<Vec<Training>> {
    let mut query = trainings::table.select(Training::as_select()).into_boxed();
    query = within!(query, trainings::region, &filter.region);
    if let Some(year) = filter.year {
        query = query.filter(trainings::year.eq(year));
    }
    if let Some(q) = &filter.q {
        query = query.filter(trainings::search_key.like(containing(q)).escape('\\'));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(trainings::updated_at.ge(since));
    }
    let query = page!(query, listing, trainings::id, {
        "id" => trainings::id, i64;
        "code" => trainings::code, String;
        "ends_on" => trainings::ends_on, NaiveDate;
        "updated_at" => trainings::updated_at, NaiveDateTime;
    });
    Ok(query.load(connection)?)
}

/// The training with this id.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(connection: &mut Connection, id: i64) -> StoreResult<Training> {
    Training::find(connection, id)?.ok_or_else(|| {
        StoreError::NotFound(Text::new(format!("Diklat {id} tidak ada."), format!("There is no training {id}.")))
    })
}

/// The training with this id, locked until the transaction ends, and with it what its participants add to the totals.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn lock(tx: &mut Tx<'_>, id: i64) -> StoreResult<Training> {
    tx.lock_row(Training::TABLE, id)?;
    get(tx, id)
}

/// Creates a training, whose region must be registered.
///
/// # Errors
/// [`StoreError::DuplicateKey`].
pub fn create(tx: &mut Tx<'_>, data: &TrainingData) -> StoreResult<Training> {
    rows::write_one(tx, Write::alone(None, data))
}

/// Replaces the data of a locked training; its participants follow it to another region or year.
///
/// # Errors
/// [`StoreError::DuplicateKey`].
pub fn update(tx: &mut Tx<'_>, current: &Training, data: &TrainingData) -> StoreResult<Training> {
    let updated = rows::write_one(tx, Write::alone(Some(current), data))?;
    if (&current.region, current.year) != (&data.region, data.year) {
        let scores = scores(tx, current.id)?;
        let with_place = |region, year| of_training(region, year, scores.iter().copied());
        let (before, after) = (with_place(&current.region, current.year), with_place(&data.region, data.year));
        totals::apply(tx, &difference(&before, &after))?;
    }
    Ok(updated)
}

fn scores(connection: &mut Connection, training: i64) -> StoreResult<Vec<Option<Score>>> {
    let of_training = participants::table.filter(participants::training_id.eq(training));
    Ok(of_training.select(participants::score).load(connection)?)
}

/// Deletes a locked training; with `cascade` its participants too.
///
/// # Errors
/// [`StoreError::HasRecords`] without `cascade` where there are any.
pub fn delete(tx: &mut Tx<'_>, current: &Training, cascade: bool) -> StoreResult<()> {
    tx.lock_rows_of(Participant::TABLE, "training_id", current.id)?;
    let participants = all_of_training(tx, current.id)?;
    let count = participants.len();
    if !cascade && count > 0 {
        return Err(StoreError::HasRecords(Text::new(
            format!("Peserta: {count}. Dengan ?cascade=true semuanya ikut dihapus."),
            format!("Participants: {count}. With ?cascade=true they go too."),
        )));
    }
    rows::delete(tx, &current.code, &participants)?;
    let scores = participants.iter().map(|participant| participant.score);
    let contributions = of_training(&current.region, current.year, scores);
    totals::apply(tx, &difference(&contributions, &Contributions::new()))?;
    rows::delete(tx, "", std::slice::from_ref(current))
}
