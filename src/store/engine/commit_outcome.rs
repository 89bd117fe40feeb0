//! What became of a transaction whose connection was lost while it was being kept: Postgres knows, and can be asked.

use std::time::{Duration, Instant};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::pool;
use crate::store::engine::pool::Pool;
use crate::store::schema::tables::changes;

/// What became of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitOutcome {
    Kept,
    Undone,
    /// The server is away, or not the one that had it.
    Unknown,
}

/// The server may need a moment to notice that the connection is gone, and goes on with the transaction meanwhile.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often it is asked.
const EVERY: Duration = Duration::from_millis(20);

/// Asks what became of the transaction with this number, which wrote its changes with this time. One that recorded none has no
/// number, and can't be asked for. Blocks.
pub fn of_transaction(pool: &Pool, id: Option<i64>, at: NaiveDateTime) -> CommitOutcome {
    let Some(id) = id else { return CommitOutcome::Unknown };
    let deadline = Instant::now() + PATIENCE;
    loop {
        let fate = pool::take_live(pool).and_then(|mut connection| ask(&mut connection, id, at));
        match fate {
            Ok(Some(fate)) => return fate,
            // What can't be told now is not asked for again: whoever waits is better told so.
            Err(error) => {
                log::warn!("nobody can tell what became of transaction {id}: {error:?}");
                return CommitOutcome::Unknown;
            }
            Ok(None) if Instant::now() >= deadline => return CommitOutcome::Unknown,
            Ok(None) => std::thread::sleep(EVERY),
        }
    }
}

/// `None` while it is not over.
fn ask(connection: &mut Connection, id: i64, at: NaiveDateTime) -> StoreResult<Option<CommitOutcome>> {
    #[derive(QueryableByName)]
    struct Status {
        #[diesel(sql_type = Nullable<Text>)]
        status: Option<String>,
    }
    let asked = diesel::sql_query("SELECT txid_status($1) AS status").bind::<BigInt, _>(id);
    let Status { status } = asked.get_result(connection)?;
    Ok(match status.as_deref() {
        Some("in progress") => None,
        Some("aborted") => Some(CommitOutcome::Undone),
        // After a fail-over the number may be that of another: only with its changes it is this one.
        Some("committed") => {
            let recorded = changes::table.filter(changes::at.eq(at)).select(changes::id);
            let is_there: bool = diesel::select(diesel::dsl::exists(recorded)).get_result(connection)?;
            Some(if is_there { CommitOutcome::Kept } else { CommitOutcome::Unknown })
        }
        _ => Some(CommitOutcome::Unknown),
    })
}
