//! The change feed: every change once, in an order in which nothing is ever inserted before its end.
//!
//! On Postgres transactions overlap: a change with a smaller id may be committed after one with a larger id, and a client that had asked in
//! between for everything after the larger would never see it. A change therefore gets its place when the feed is read: each reader first
//! numbers the committed changes that have no place yet, in the order of ids. Changes of one record keep their order, since each was written
//! while the record was locked; so do changes of which one transaction saw the other's.

pub(crate) mod audit;

use std::convert::Infallible;

use diesel::dsl::{exists, max};
use diesel::prelude::*;

use crate::store::changes::change::Change;
use crate::store::database::advisory_lock;
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreResult, WriteError};
use crate::store::engine::store::Store;
use crate::store::engine::tx::Tx;
use crate::store::models::actor::Actor;
use crate::store::schema::tables::changes;

/// A part of the feed.
#[derive(Clone, Debug)]
pub struct FeedPage {
    /// By their place.
    pub changes: Vec<Change>,
    /// Whether more follow already.
    pub more: bool,
    /// The end of the feed, where it is before the place that was asked for.
    pub ends_before: Option<i64>,
}

/// The most changes that are numbered at a time: more than a page has, few enough that other readers wait shortly.
const AT_ONCE: usize = 5000;

impl Store {
    /// The part of the feed after the place `after`, `limit` changes at most.
    pub async fn feed(&self, after: i64, limit: i64) -> StoreResult<FeedPage> {
        let mut numbered = 0;
        if self.lookup(has_unnumbered).await? {
            let outcome = self.write_as_reader(Actor::CommandLine, |tx| Ok(number(tx)?)).await;
            numbered = outcome.map_err(|WriteError::<Infallible>::Store(error)| error)?;
        }
        let found = self.read(move |connection| {
            let changes = page(connection, after, limit.saturating_add(1))?;
            // Places are given one after the other and never taken back: this database never gave one beyond the end.
            let end = if changes.is_empty() && after > 0 { end(connection)? } else { after };
            Ok((changes, (end < after).then_some(end)))
        });
        let (mut changes, ends_before) = found.await?;
        let limit = usize::try_from(limit).unwrap_or_default();
        let more = changes.len() > limit || numbered >= AT_ONCE;
        changes.truncate(limit);
        Ok(FeedPage { changes, more, ends_before })
    }
}

fn has_unnumbered(connection: &mut Connection) -> StoreResult<bool> {
    if !connection.is_postgres() {
        return Ok(false);
    }
    let unnumbered = changes::table.filter(changes::seq.is_null()).filter(changes::in_feed);
    Ok(diesel::select(exists(unnumbered)).get_result(connection)?)
}

/// Gives places to committed changes that have none, and returns their number. Readers at the same time take turns, and each sees the places
/// that the one before it gave.
fn number(tx: &mut Tx<'_>) -> StoreResult<usize> {
    advisory_lock::wait(tx, advisory_lock::FEED)?;
    Ok(diesel::sql_query(numbering(&format!("LIMIT {AT_ONCE}"))).execute(tx.conn())?)
}

/// Gives places on SQLite to restored changes that had none on Postgres, since the feed had not been read yet: on SQLite the next writer gives
/// the place after the last.
pub fn number_restored(connection: &mut Connection) -> StoreResult<()> {
    if !connection.is_postgres() {
        diesel::sql_query(numbering("")).execute(connection)?;
    }
    Ok(())
}

fn numbering(limit: &str) -> String {
    format!(
        "UPDATE changes SET seq = numbered.seq FROM ( \
             SELECT id, (SELECT COALESCE(MAX(seq), 0) FROM changes) + ROW_NUMBER() OVER (ORDER BY id) AS seq \
             FROM (SELECT id FROM changes WHERE seq IS NULL AND in_feed ORDER BY id {limit}) AS waiting \
         ) AS numbered WHERE changes.id = numbered.id"
    )
}

fn end(connection: &mut Connection) -> StoreResult<i64> {
    Ok(changes::table.select(max(changes::seq)).first::<Option<i64>>(connection)?.unwrap_or_default())
}

fn page(connection: &mut Connection, after: i64, limit: i64) -> StoreResult<Vec<Change>> {
    Ok(changes::table
        .filter(changes::seq.gt(after))
        .order(changes::seq)
        .limit(limit)
        .select(Change::as_select())
        .load(connection)?)
}
