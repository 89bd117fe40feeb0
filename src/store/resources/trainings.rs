//! Trainings (*diklat*).

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::domain::{RegionCode, Text, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::feed::record;
use crate::store::lists::listing::{Listing, containing, page, within};
use crate::store::models::training::{Training, TrainingData};
use crate::store::resources::participants;
use crate::store::rows::Write;
use crate::store::schema::tables::trainings;
use crate::store::{rows, totals};

/// Which trainings are listed.
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
///
/// # Errors
/// Those of the database.
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
/// Those of the database.
pub fn find(connection: &mut Connection, id: i64) -> StoreResult<Option<Training>> {
    Ok(trainings::table.find(id).select(Training::as_select()).first(connection).optional()?)
}

/// The training with this id, which must be there.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(connection: &mut Connection, id: i64) -> StoreResult<Training> {
    find(connection, id)?.ok_or_else(|| {
        StoreError::NotFound(Text::new(format!("Diklat {id} tidak ada."), format!("There is no training {id}.")))
    })
}

/// The training, kept from changing until the transaction ends; so are the totals that its participants enter.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn lock(tx: &mut Tx<'_>, id: i64) -> StoreResult<Training> {
    tx.lock_row("trainings", id)?;
    get(tx, id)
}

/// Enters a training.
///
/// # Errors
/// [`StoreError::DuplicateKey`]. The region must be registered.
pub fn create(tx: &mut Tx<'_>, data: &TrainingData) -> StoreResult<Training> {
    rows::write_one(tx, Write::alone(None, data))
}

/// Replaces what can be set of a locked training; its participants follow it to another region or year.
///
/// # Errors
/// As [`create`].
pub fn update(tx: &mut Tx<'_>, id: i64, data: &TrainingData) -> StoreResult<Training> {
    let before = get(tx, id)?;
    totals::track(
        tx,
        |tx| participants::contributions(tx, id),
        |tx| rows::write_one(tx, Write::alone(Some(&before), data)),
    )
}

/// Deletes a locked training; with `cascade` its participants too.
///
/// # Errors
/// [`StoreError::HasRecords`] without `cascade` where there are any.
pub fn delete(tx: &mut Tx<'_>, id: i64, cascade: bool) -> StoreResult<()> {
    let count = participants::count(tx, id)?;
    if !cascade && count > 0 {
        return Err(StoreError::HasRecords(Text::new(
            format!("Peserta: {count}. Dengan ?cascade=true semuanya ikut dihapus."),
            format!("Participants: {count}. With ?cascade=true they go too."),
        )));
    }
    let before = get(tx, id)?;
    totals::track(
        tx,
        |tx| participants::contributions(tx, id),
        |tx| {
            participants::delete_all(tx, &before)?;
            diesel::delete(trainings::table.find(id)).execute(&mut **tx)?;
            Ok(())
        },
    )?;
    record::record(tx, before.code.as_str(), Some(&before), None)
}
