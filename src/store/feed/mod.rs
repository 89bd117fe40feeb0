//! The change feed: every change once, in an order that never has anything put in behind its end.
//!
//! On Postgres transactions overlap: one with a smaller id may be committed after one with a larger, and whoever asked in between
//! for all after the larger would never see it. So a place in the feed is given late: whoever reads gives the next numbers to
//! whatever is committed by then and has none yet, in the order of ids. The changes of one record stay in their order, since
//! each was written while the record was locked, and so does what one transaction saw of another.

pub(crate) mod audit;
pub(crate) mod record;

use std::convert::Infallible;

use diesel::dsl::{exists, max};
use diesel::prelude::*;

use crate::store::changes::change::Change;
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
    /// Where the feed ends, when that is before the place that was asked for.
    pub ends_before: Option<i64>,
}

/// So many changes get their number at a time: more than a page has, few enough that others need not wait long.
const AT_ONCE: usize = 5000;

impl Store {
    /// What follows in the feed after the place `after`, `limit` changes at most.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn feed(&self, after: i64, limit: i64) -> StoreResult<FeedPage> {
        let mut numbered = 0;
        if self.lookup(has_unnumbered).await? {
            let outcome = self.write_as_reader(Actor::CommandLine, |tx| Ok(number(tx)?)).await;
            numbered = outcome.map_err(|error: WriteError<Infallible>| match error {
                WriteError::Store(error) => error,
                WriteError::Refused(never) => match never {},
            })?;
        }
        let found = self.read(move |connection| {
            let changes = page(connection, after, limit.saturating_add(1))?;
            // Places are given one after the other and never taken back, so none beyond the end was ever given by this database.
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

/// Gives places to what is committed and has none; how many. Those who come at the same time take turns, and each sees what the
/// one before it gave.
fn number(tx: &mut Tx<'_>) -> StoreResult<usize> {
    // The number is ours alone.
    diesel::sql_query("SELECT pg_advisory_xact_lock(7305811702452)").execute(&mut **tx)?;
    Ok(diesel::sql_query(numbering(&format!("LIMIT {AT_ONCE}"))).execute(&mut **tx)?)
}

/// Gives places to what came without one from Postgres, where nobody had asked for it yet: on SQLite whoever writes next gives the
/// place after the last.
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
