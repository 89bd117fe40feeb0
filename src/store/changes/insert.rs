//! Writes what was recorded, at the end of a transaction.

use chrono::NaiveDateTime;
use diesel::ExecuteCopyFromDsl;
use diesel::dsl::max;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use crate::domain::{ActorKind, ChangeKind, Resource};
use crate::store::changes::pending::Pending;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::idempotency;
use crate::store::models::actor::{Actor, Author};
use crate::store::schema::tables::changes;

diesel::define_sql_function! {
    /// The transaction's own number on Postgres.
    fn txid_current() -> BigInt;
}
diesel::define_sql_function! {
    fn coalesce(value: Nullable<BigInt>, otherwise: BigInt) -> BigInt;
}

/// Writes what waits. The last thing that a transaction does.
pub fn flush(tx: &mut Tx<'_>) -> StoreResult<()> {
    if tx.pending.is_empty() {
        return Ok(());
    }
    let pending = std::mem::take(&mut tx.pending);
    // What is personal and went from its record is not to stay in an answer that once showed it.
    let bereft = pending
        .iter()
        .filter(|change| matches!(change.kind, ChangeKind::Changed | ChangeKind::Deleted) && change.withheld.is_some());
    let bereft: Vec<(Resource, &str)> = bereft.map(|change| (change.resource, change.record.as_str())).collect();
    idempotency::empty_answers(tx, &bereft)?;
    let (now, author) = (tx.now(), tx.author().clone());
    tx.id = insert(tx, now, &author, pending)?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = changes, treat_none_as_default_value = false)]
pub struct NewChange<'a> {
    pub at: NaiveDateTime,
    pub actor: ActorKind,
    pub key_id: Option<i64>,
    pub request_id: Option<&'a str>,
    pub resource: Resource,
    pub natural_key: String,
    pub record: String,
    pub kind: ChangeKind,
    pub version: Option<i64>,
    pub before: Option<String>,
    pub after: Option<String>,
    pub withheld: Option<String>,
    pub in_feed: bool,
}

/// Writes changes down, at most [`CHUNK`] of them. Gives the transaction's number on Postgres, where it may have to be asked
/// what became of it.
pub fn insert(
    connection: &mut Connection,
    now: NaiveDateTime,
    author: &Author,
    pending: Vec<Pending>,
) -> StoreResult<Option<i64>> {
    let (actor, key_id) = match author.actor {
        Actor::Key(id) => (ActorKind::Key, Some(id)),
        Actor::SettingsKey => (ActorKind::SettingsKey, None),
        Actor::CommandLine => (ActorKind::Operator, None),
    };
    let rows = pending.into_iter().map(|change| {
        // A copy of the data has no use for keys.
        let in_feed = change.kind != ChangeKind::Read && change.resource != Resource::Keys;
        NewChange {
            at: now,
            actor,
            key_id,
            request_id: author.request_id.as_deref(),
            resource: change.resource,
            natural_key: change.natural_key,
            record: change.record,
            kind: change.kind,
            version: change.version,
            before: change.before,
            after: change.after,
            withheld: change.withheld,
            in_feed,
        }
    });
    let rows: Vec<NewChange<'_>> = rows.collect();
    match connection {
        // A single row's statement is the same every time, and so prepared only once.
        Connection::Sqlite(connection) => {
            // One writes after the other, so that each change has its place in the feed at once.
            let last = diesel::alias!(changes as last);
            let next = coalesce(last.select(max(last.field(changes::seq))).single_value(), 0) + 1;
            let next = next.nullable();
            for row in &rows {
                let insert = diesel::insert_into(changes::table);
                match row.in_feed {
                    true => insert.values((row, changes::seq.eq(next))).execute(connection)?,
                    false => insert.values(row).execute(connection)?,
                };
            }
            Ok(None)
        }
        Connection::Postgres(connection) => match rows.as_slice() {
            // The number comes back with what is sent anyway.
            [row] => Ok(Some(
                diesel::insert_into(changes::table).values(row).returning(txid_current()).get_result(connection)?,
            )),
            _ => {
                diesel::copy_from(changes::table).from_insertable(rows).execute(connection)?;
                Ok(Some(diesel::select(txid_current()).get_result(connection)?))
            }
        },
    }
}
