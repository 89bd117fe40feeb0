//! Many records at a time: written in the way that each database takes fastest, and each recorded for the audit.
//!
//! Ids are taken before the records are written, so that each is known in full without reading it again.

pub(crate) mod tables;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::store::changes::document::Recorded;
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::feed::record;

/// A record as it stands in its table.
pub trait Row: Recorded {
    /// The table.
    const TABLE: &'static str;

    /// Its own number.
    fn id(&self) -> i64;

    /// When it was entered.
    fn created_at(&self) -> NaiveDateTime;

    /// What people call it by; `owner` is what they call the unit or training by that it belongs to.
    fn natural_key(&self, owner: &str) -> String;

    /// Writes rows that are not there yet.
    fn insert(connection: &mut Connection, rows: &[&Self]) -> StoreResult<()>;

    /// Writes rows over those with their ids.
    fn overwrite(connection: &mut Connection, rows: &[&Self]) -> StoreResult<()>;
}

/// What can be set of a record, and how the record is made of it.
pub trait Data: PartialEq + for<'a> From<&'a Self::Row> {
    /// The record.
    type Row: Row;
    /// What it belongs to, which cannot be set: unit and year, or training.
    type Place: Clone;

    /// The record.
    fn stored(&self, place: Self::Place, stamps: Stamps) -> Self::Row;
}

/// What the store itself gives a record.
#[derive(Clone, Copy, Debug)]
pub struct Stamps {
    /// Its number.
    pub id: i64,
    /// When it was entered.
    pub created_at: NaiveDateTime,
    /// When it was last changed.
    pub updated_at: NaiveDateTime,
    /// The number of the change that this is, from 1.
    pub version: i64,
}

/// A record that is to be written.
#[derive(Debug)]
pub struct Write<'a, D: Data> {
    /// What it belongs to.
    pub place: D::Place,
    /// What people call by what it belongs to; empty where that is nothing.
    pub owner: &'a str,
    /// The record as it stands; `None` where there is none.
    pub before: Option<&'a D::Row>,
    /// As it is to be.
    pub after: &'a D,
}

impl<'a, D: Data<Place = ()>> Write<'a, D> {
    /// Of a record that belongs to nothing.
    pub fn alone(before: Option<&'a D::Row>, after: &'a D) -> Self {
        Self { place: (), owner: "", before, after }
    }
}

/// Writes records, and records each change in their order. Gives them back as they stand now, in that order too.
///
/// # Errors
/// [`StoreError::DuplicateKey`] and the database's own. What is there already must be locked.
pub fn write<D: Data>(tx: &mut Tx<'_>, writes: &[Write<'_, D>]) -> StoreResult<Vec<D::Row>> {
    let now = tx.now();
    let new = writes.iter().filter(|write| write.before.is_none()).count();
    let mut ids = take_ids(tx, D::Row::TABLE, new)?.into_iter();
    let mut rows = Vec::with_capacity(writes.len());
    for write in writes {
        let stamps = match write.before {
            Some(before) => Stamps {
                id: before.id(),
                created_at: before.created_at(),
                updated_at: now,
                version: before.version() + 1,
            },
            None => {
                let id = ids.next().ok_or_else(|| StoreError::Internal("too few ids were taken".to_owned()))?;
                Stamps { id, created_at: now, updated_at: now, version: 1 }
            }
        };
        rows.push(write.after.stored(write.place.clone(), stamps));
    }
    let side = |is_new: bool| -> Vec<&D::Row> {
        let of_side = rows.iter().zip(writes).filter(|(_, write)| write.before.is_none() == is_new);
        of_side.map(|(row, _)| row).collect()
    };
    // What stands comes first: it may give up a number that a new one is to have.
    D::Row::overwrite(tx, &side(false))?;
    D::Row::insert(tx, &side(true))?;
    for (row, write) in rows.iter().zip(writes) {
        record::record(tx, row.natural_key(write.owner), write.before, Some(row))?;
    }
    Ok(rows)
}

/// [`write`] for a single record.
///
/// # Errors
/// As [`write`].
pub fn write_one<D: Data>(tx: &mut Tx<'_>, one: Write<'_, D>) -> StoreResult<D::Row> {
    write(tx, &[one])?.pop().ok_or_else(|| StoreError::Internal("a record was written and is not there".to_owned()))
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// So many numbers for new rows of a table, each higher than the one before. None is ever given twice.
fn take_ids(tx: &mut Tx<'_>, table: &'static str, count: usize) -> StoreResult<Vec<i64>> {
    let count = i64::try_from(count).map_err(|_| StoreError::Internal("too many rows".to_owned()))?;
    if count == 0 {
        return Ok(Vec::new());
    }
    if tx.is_postgres() {
        // OFFSET keeps the name of the sequence from being looked up anew for every number.
        let query = "SELECT nextval(sequence) AS number \
                     FROM (SELECT pg_get_serial_sequence($1, 'id')::regclass AS sequence OFFSET 0) named, generate_series(1, $2)";
        let taken = diesel::sql_query(query).bind::<Text, _>(table).bind::<BigInt, _>(count);
        let mut taken: Vec<i64> = taken.load::<Number>(&mut **tx)?.into_iter().map(|taken| taken.number).collect();
        taken.sort_unstable();
        return Ok(taken);
    }
    // SQLite goes on from there when the rows are in. There is only one writer, and it is this one.
    let query = diesel::sql_query("SELECT seq AS number FROM sqlite_sequence WHERE name = $1").bind::<Text, _>(table);
    let last = query.get_result::<Number>(&mut **tx).optional()?.map_or(0, |last| last.number);
    Ok((last + 1..=last + count).collect())
}
