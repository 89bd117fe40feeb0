//! Stored answers to requests with an `Idempotency-Key`. An answer is stored in the transaction of the work, so that either both are kept or
//! neither, and deleted after a day.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel::sql_types::Timestamp;
use sha2::{Digest, Sha256};

use crate::domain::Resource;
use crate::domain::hexadecimal::hexadecimal;
use crate::store::database::advisory_lock;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::schema::tables::idempotency;

/// How long an answer is stored.
pub const LIFETIME: TimeDelta = TimeDelta::hours(24);

/// SHA-256 of several parts, each with its length, in hexadecimal.
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hexadecimal(&hash.finalize())
}

/// The answer to an earlier request.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency, treat_none_as_default_value = false)]
pub struct StoredAnswer {
    /// The digest of the request; empty where the answer was emptied of personal data, since a digest would still show something of
    /// them.
    pub request: String,
    /// The status.
    pub status: i32,
    /// The path of the new record.
    pub location: Option<String>,
    /// The body; `None` where it held a secret, which is shown once, or personal data that were changed or deleted since.
    pub body: Option<String>,
    /// The entity tag of the record that was made, without quotes; `None` where the answer has the tag of its bytes.
    pub etag: Option<String>,
}

/// The state of a key.
pub enum Claim {
    /// The key is new: the work can be done, and no other transaction does it meanwhile.
    New,
    /// The work was done; this was the answer.
    Done(StoredAnswer),
    /// Another transaction is doing the work.
    InProgress,
}

/// Claims a key, by its digest, for the rest of the transaction.
pub fn claim(connection: &mut Connection, now: NaiveDateTime, digest: &str) -> StoreResult<Claim> {
    if connection.is_postgres() && !try_lock(connection, digest)? {
        return Ok(Claim::InProgress);
    }
    let stored: Option<StoredAnswer> = idempotency::table
        .find(digest)
        .filter(idempotency::created_at.gt(now - LIFETIME))
        .select(StoredAnswer::as_select())
        .first(connection)
        .optional()?;
    Ok(stored.map_or(Claim::New, Claim::Done))
}

/// Tries to take the lock of a key. SQLite has one writer at a time and needs none.
fn try_lock(connection: &mut Connection, digest: &str) -> StoreResult<bool> {
    let number = digest.get(..16).and_then(|start| u64::from_str_radix(start, 16).ok()).unwrap_or_default();
    advisory_lock::try_take(connection, number.cast_signed())
}

/// Stores the answer for a claimed key, and deletes some answers that are too old.
pub fn upsert(connection: &mut Connection, now: NaiveDateTime, digest: &str, answer: &StoredAnswer) -> StoreResult<()> {
    diesel::delete(idempotency::table.find(digest)).execute(connection)?;
    forget(connection, now - LIFETIME)?;
    let record = answer.location.as_deref().and_then(record_at);
    let (digest, record) = (idempotency::digest.eq(digest), idempotency::record.eq(record));
    diesel::insert_into(idempotency::table)
        .values((answer, digest, record, idempotency::created_at.eq(now)))
        .execute(connection)?;
    Ok(())
}

/// The name of a record in the table.
fn record_of(resource: Resource, id: &str) -> String {
    format!("{resource}/{id}")
}

/// The name of the record at this path, which ends in its kind and its id.
fn record_at(location: &str) -> Option<String> {
    let (rest, id) = location.rsplit_once('/')?;
    let (_, kind) = rest.rsplit_once('/')?;
    Resource::parse(kind).map(|resource| record_of(resource, id))
}

/// Empties the answers that created these records, whose personal data were changed or deleted: the answers show the old ones. A client
/// that repeats its request is answered only that the work was done.
pub fn empty_answers(connection: &mut Connection, records: &[(Resource, &str)]) -> StoreResult<()> {
    let records: Vec<String> = records.iter().map(|(resource, id)| record_of(*resource, id)).collect();
    macro_rules! empty {
        ($these:expr) => {
            diesel::update(idempotency::table.filter($these))
                .set((idempotency::body.eq(None::<String>), idempotency::request.eq("")))
                .execute(connection)?
        };
    }
    match records.as_slice() {
        [] => 0,
        // A statement that is prepared once.
        [record] => empty!(idempotency::record.eq(record)),
        records => empty!(idempotency::record.eq_any(records)),
    };
    Ok(())
}

/// Deletes some answers that were stored at `until` or before, except those that another transaction is deleting.
pub fn forget(connection: &mut Connection, until: NaiveDateTime) -> StoreResult<()> {
    let skip = if connection.is_postgres() { "FOR UPDATE SKIP LOCKED" } else { "" };
    diesel::sql_query(format!(
        "DELETE FROM idempotency WHERE digest IN \
         (SELECT digest FROM idempotency WHERE created_at <= $1 ORDER BY created_at LIMIT 100 {skip})"
    ))
    .bind::<Timestamp, _>(until)
    .execute(connection)?;
    Ok(())
}
