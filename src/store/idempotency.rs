//! Answers that were given to requests with an `Idempotency-Key`, kept for a day in the transaction of the work itself: either
//! both are there, or neither.

use std::convert::Infallible;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Timestamp};
use sha2::{Digest, Sha256};

use crate::domain::Resource;
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreResult, WriteError};
use crate::store::engine::store::Store;
use crate::store::engine::tx::Tx;
use crate::store::models::actor::Actor;
use crate::store::schema::tables::idempotency;

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// SHA-256 of several parts, each with its length, in hexadecimal.
pub fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    crate::store::keys::form::hexadecimal(&hash.finalize())
}

/// An answer that was given.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency, treat_none_as_default_value = false)]
pub struct StoredAnswer {
    /// The digest of what was asked; empty where what is personal in the answer was let go of, since a digest of it is something
    /// of it.
    pub request: String,
    /// The status.
    pub status: i32,
    /// Where the new record is.
    pub location: Option<String>,
    /// The body; `None` where it held a secret and may not be given twice, or what is personal and no longer true.
    pub body: Option<String>,
    /// The entity tag of the record that was made, without quotes; `None` where the answer has the tag of its bytes.
    pub etag: Option<String>,
}

/// What is known of a key.
pub enum Claim {
    /// Nothing: the work may be done, and nobody else does it meanwhile.
    New,
    /// The work was done.
    Done(StoredAnswer),
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
    let kept: Option<StoredAnswer> = idempotency::table
        .find(digest)
        .filter(idempotency::created_at.gt(since))
        .select(StoredAnswer::as_select())
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
pub fn keep(tx: &mut Tx<'_>, digest: &str, answer: &StoredAnswer) -> StoreResult<()> {
    let now = tx.now();
    diesel::delete(idempotency::table.find(digest)).execute(&mut **tx)?;
    forget(tx, now - KEPT)?;
    let record = answer.location.as_deref().and_then(record_at);
    let (digest, record) = (idempotency::digest.eq(digest), idempotency::record.eq(record));
    diesel::insert_into(idempotency::table)
        .values((answer, digest, record, idempotency::created_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

/// What [`StoredAnswer`] calls the record of this kind and id.
fn record_of(resource: Resource, id: &str) -> String {
    format!("{resource}/{id}")
}

/// The same of the record at this path, whose last pieces are its kind and its id.
fn record_at(location: &str) -> Option<String> {
    let (rest, id) = location.rsplit_once('/')?;
    let (_, kind) = rest.rsplit_once('/')?;
    Resource::parse(kind).map(|resource| record_of(resource, id))
}

/// Lets go of the answers that made records from which something personal went: they show what these then held. Who sends the
/// same again is told that it was done, and no more.
///
/// # Errors
/// Those of the database.
pub fn empty_answers(tx: &mut Tx<'_>, records: &[(Resource, &str)]) -> StoreResult<()> {
    let records: Vec<String> = records.iter().map(|(resource, id)| record_of(*resource, id)).collect();
    macro_rules! empty {
        ($these:expr) => {
            diesel::update(idempotency::table.filter($these))
                .set((idempotency::body.eq(None::<String>), idempotency::request.eq("")))
                .execute(&mut **tx)?
        };
    }
    match records.as_slice() {
        [] => 0,
        // Its text is always the same, so that it is prepared once.
        [record] => empty!(idempotency::record.eq(record)),
        records => empty!(idempotency::record.eq_any(records)),
    };
    Ok(())
}

impl Store {
    /// Forgets what was kept for long enough, whether or not anybody asks for anything. Where it can't, a later time will.
    pub async fn forget_answers(&self) {
        loop {
            let until = self.clock.now() - KEPT;
            let kept_longer = idempotency::table.filter(idempotency::created_at.le(until));
            let is_any = move |connection: &mut Connection| {
                Ok(diesel::select(diesel::dsl::exists(kept_longer)).get_result::<bool>(connection)?)
            };
            let forgotten = match self.read(is_any).await {
                Ok(false) => return,
                Ok(true) => {
                    let work = move |tx: &mut Tx<'_>| forget(tx, until).map_err(WriteError::<Infallible>::Store);
                    self.write(Actor::CommandLine, work).await.map_err(|WriteError::Store(error)| error)
                }
                Err(error) => Err(error),
            };
            if let Err(error) = forgotten {
                log::debug!("old answers to requests with an Idempotency-Key were not forgotten: {error:?}");
                return;
            }
        }
    }
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
