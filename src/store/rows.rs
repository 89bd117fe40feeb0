//! Writing of records, one or many at a time, in the way that each database takes fastest; each change is recorded.
//!
//! Ids are taken before the records are written, so that no record need be read again.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::models::document::Recorded;
use crate::store::models::record::{Data, Row, Stamps};

/// A record that is going to be written.
#[derive(Debug)]
pub struct Write<'a, D: Data> {
    /// The columns that are given once.
    pub place: D::Place,
    /// The name of the unit or training that it belongs to; empty where it belongs to none.
    pub owner: &'a str,
    /// The record as the database has it; `None` for a new one.
    pub before: Option<&'a D::Row>,
    /// The data that it is going to have.
    pub after: &'a D,
}

impl<'a, D: Data<Place = ()>> Write<'a, D> {
    /// A record that belongs to nothing.
    pub fn alone(before: Option<&'a D::Row>, after: &'a D) -> Self {
        Self { place: (), owner: "", before, after }
    }
}

/// Writes records and records each change, in their order. Existing records must be locked. Gives the records as the database has them
/// then, in the same order.
///
/// # Errors
/// [`StoreError::DuplicateKey`].
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
                let id = ids.next().ok_or_else(|| StoreError::Internal("Too few ids were taken.".to_owned()))?;
                Stamps { id, created_at: now, updated_at: now, version: 1 }
            }
        };
        rows.push(write.after.stored(write.place.clone(), stamps));
    }
    let rows_that = |are_new: bool| -> Vec<&D::Row> {
        let of_side = rows.iter().zip(writes).filter(|(_, write)| write.before.is_none() == are_new);
        of_side.map(|(row, _)| row).collect()
    };
    // Existing records come first: one may give up a number that a new one is going to have.
    D::Row::overwrite(tx, &rows_that(false))?;
    D::Row::insert(tx, &rows_that(true))?;
    for (row, write) in rows.iter().zip(writes) {
        tx.record(row.natural_key(write.owner), write.before, Some(row))?;
    }
    Ok(rows)
}

/// [`write`] for a single record.
///
/// # Errors
/// As [`write`].
pub fn write_one<D: Data>(tx: &mut Tx<'_>, one: Write<'_, D>) -> StoreResult<D::Row> {
    write(tx, &[one])?.pop().ok_or_else(|| StoreError::Internal("A record was written and is missing.".to_owned()))
}

/// Deletes locked records of one owner and records each deletion, in their order.
pub fn delete<R: Row>(tx: &mut Tx<'_>, owner: &str, records: &[R]) -> StoreResult<()> {
    let ids: Vec<i64> = records.iter().map(Row::id).collect();
    R::delete(tx, &ids)?;
    records.iter().try_for_each(|record| tx.record(record.natural_key(owner), Some(record), None))
}

diesel::table! {
    /// SQLite's own table of the last ids.
    sqlite_sequence (name) {
        name -> Text,
        seq -> BigInt,
    }
}

/// Takes `count` ids for new rows of a table, in rising order. No id is ever given twice.
fn take_ids(connection: &mut Connection, table: &'static str, count: usize) -> StoreResult<Vec<i64>> {
    #[derive(QueryableByName)]
    struct Taken {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let count = i64::try_from(count).map_err(|_| StoreError::Internal("There are too many rows.".to_owned()))?;
    if count == 0 {
        return Ok(Vec::new());
    }
    if connection.is_postgres() {
        // OFFSET keeps Postgres from looking up the sequence's name anew for every id.
        let query = "SELECT nextval(sequence) AS id \
                     FROM (SELECT pg_get_serial_sequence($1, 'id')::regclass AS sequence OFFSET 0) named, generate_series(1, $2)";
        let taken = diesel::sql_query(query).bind::<Text, _>(table).bind::<BigInt, _>(count);
        let mut taken: Vec<i64> = taken.load::<Taken>(connection)?.into_iter().map(|taken| taken.id).collect();
        taken.sort_unstable();
        return Ok(taken);
    }
    // SQLite counts on from there once the rows are in, and no other writer comes between.
    let last = sqlite_sequence::table.find(table).select(sqlite_sequence::seq).first::<i64>(connection).optional()?;
    let last = last.unwrap_or_default();
    Ok((last + 1..=last + count).collect())
}
