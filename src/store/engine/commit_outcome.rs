//! Resolves an ambiguous COMMIT after a lost connection: Postgres reports the outcome of a transaction (`txid_status`).

use std::time::{Duration, Instant};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::schema::tables::changes;

/// The outcome of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitOutcome {
    Committed,
    RolledBack,
    /// The server is unreachable, or is not the one that ran the transaction.
    Unknown,
}

/// A query to run on a new connection; `None` while the transaction is in progress.
pub type Query<'q> = dyn Fn(&mut Connection) -> StoreResult<Option<CommitOutcome>> + 'q;

/// How long the outcome is asked for: the server may take a moment to notice the lost connection, and continues the transaction
/// until then.
const TIMEOUT: Duration = Duration::from_secs(2);

/// The interval between two queries.
const INTERVAL: Duration = Duration::from_millis(20);

/// Asks for the outcome of the transaction with this id, which recorded its changes at this time. `on_new_connection` opens a
/// connection and runs the query on it. A transaction that recorded no change has no id, and its outcome is unknown. Blocks.
pub fn of_transaction(
    on_new_connection: impl Fn(&Query<'_>) -> StoreResult<Option<CommitOutcome>>,
    id: Option<i64>,
    at: NaiveDateTime,
) -> CommitOutcome {
    let Some(id) = id else { return CommitOutcome::Unknown };
    let deadline = Instant::now() + TIMEOUT;
    loop {
        match on_new_connection(&|connection| query(connection, id, at)) {
            Ok(Some(outcome)) => return outcome,
            // The client gets its answer now, rather than after more attempts.
            Err(error) => {
                log::warn!("the outcome of transaction {id} is unknown: {error:?}");
                return CommitOutcome::Unknown;
            }
            Ok(None) if Instant::now() >= deadline => return CommitOutcome::Unknown,
            Ok(None) => std::thread::sleep(INTERVAL),
        }
    }
}

fn query(connection: &mut Connection, id: i64, at: NaiveDateTime) -> StoreResult<Option<CommitOutcome>> {
    #[derive(QueryableByName)]
    struct Status {
        #[diesel(sql_type = Nullable<Text>)]
        status: Option<String>,
    }
    let query = diesel::sql_query("SELECT txid_status($1) AS status").bind::<BigInt, _>(id);
    let Status { status } = query.get_result(connection)?;
    Ok(match status.as_deref() {
        Some("in progress") => None,
        Some("aborted") => Some(CommitOutcome::RolledBack),
        // After a fail-over, the id may belong to another transaction: the recorded changes identify this one.
        Some("committed") => {
            let recorded = changes::table.filter(changes::at.eq(at)).select(changes::id);
            let exists: bool = diesel::select(diesel::dsl::exists(recorded)).get_result(connection)?;
            Some(if exists { CommitOutcome::Committed } else { CommitOutcome::Unknown })
        }
        _ => Some(CommitOutcome::Unknown),
    })
}
