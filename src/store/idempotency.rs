//! Answers that were given to requests with an `Idempotency-Key`, kept for a day in the transaction of the work itself: either
//! both are there, or neither.

use super::schema::idempotency;
use super::{Connection, StoreResult, Tx};
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Timestamp};
use sha2::{Digest, Sha256};

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// SHA-256 of several parts, each with its length, in hexadecimal.
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    super::key_form::hexadecimal(&hash.finalize())
}

/// An answer that was given.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency, treat_none_as_default_value = false)]
pub struct Kept {
    /// The digest of what was asked.
    pub request: String,
    /// The status.
    pub status: i32,
    /// Where the new record is.
    pub location: Option<String>,
    /// The body; `None` where it holds a secret and may not be given twice.
    pub body: Option<String>,
}

/// What is known of a key.
pub enum Claim {
    /// Nothing: the work may be done, and nobody else does it meanwhile.
    New,
    /// The work was done.
    Done(Kept),
    /// Somebody is at it.
    InProgress,
}

/// Claims a key, by its digest, for the rest of the transaction.
///
/// # Errors
/// Those of the database.
pub fn claim(tx: &mut Tx<'_>, digest: &str) -> StoreResult<Claim> {
    if tx.is_postgres() && !try_lock(tx, digest)? {
        return Ok(Claim::InProgress);
    }
    let since = tx.now() - KEPT;
    let kept: Option<Kept> = idempotency::table
        .find(digest)
        .filter(idempotency::created_at.gt(since))
        .select(Kept::as_select())
        .first(&mut **tx)
        .optional()?;
    Ok(kept.map_or(Claim::New, Claim::Done))
}

/// On SQLite one writes after the other, so that nobody is ever at it.
fn try_lock(connection: &mut Connection, digest: &str) -> StoreResult<bool> {
    #[derive(QueryableByName)]
    struct Lock {
        #[diesel(sql_type = Bool)]
        is_mine: bool,
    }
    let number = digest.get(..16).and_then(|start| u64::from_str_radix(start, 16).ok()).unwrap_or_default();
    let lock: Lock = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS is_mine")
        .bind::<BigInt, _>(number.cast_signed())
        .get_result(connection)?;
    Ok(lock.is_mine)
}

/// Keeps the answer of a claimed key, and forgets in passing what was kept for long enough.
///
/// # Errors
/// Those of the database.
pub fn keep(tx: &mut Tx<'_>, digest: &str, answer: &Kept) -> StoreResult<()> {
    let now = tx.now();
    diesel::delete(idempotency::table.find(digest)).execute(&mut **tx)?;
    forget(tx, now - KEPT)?;
    diesel::insert_into(idempotency::table)
        .values((answer, idempotency::digest.eq(digest), idempotency::created_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Lets go of the answers that made the record at this path: they show what it then held. Who sends the same again is told
/// that it was done, and no more.
///
/// # Errors
/// Those of the database.
pub(super) fn empty_answers(tx: &mut Tx<'_>, location: &str) -> StoreResult<()> {
    diesel::update(idempotency::table.filter(idempotency::location.eq(location)))
        .set(idempotency::body.eq(None::<String>))
        .execute(&mut **tx)?;
    Ok(())
}

/// A few at a time, and none that somebody else is forgetting.
fn forget(tx: &mut Tx<'_>, until: NaiveDateTime) -> StoreResult<()> {
    let skip = if tx.is_postgres() { "FOR UPDATE SKIP LOCKED" } else { "" };
    diesel::sql_query(format!(
        "DELETE FROM idempotency WHERE digest IN \
         (SELECT digest FROM idempotency WHERE created_at <= $1 ORDER BY created_at LIMIT 100 {skip})"
    ))
    .bind::<Timestamp, _>(until)
    .execute(&mut **tx)?;
    Ok(())
}
