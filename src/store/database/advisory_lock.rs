//! Advisory locks of Postgres, all with their numbers. SQLite has one writer and needs none.

use diesel::sql_types::{BigInt, Bool};
use diesel::{QueryableByName, RunQueryDsl};

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;

/// Held while the schema is changed.
pub const MIGRATIONS: i64 = 7_305_811_702_451;

/// Held while changes get their places in the feed.
pub const FEED: i64 = 7_305_811_702_452;

/// Held during an import. Its bytes spell "ikuimprt".
pub const IMPORT: i64 = 0x696b_7569_6d70_7274;

/// Waits for a lock, which is held until the transaction ends.
pub fn wait(connection: &mut Connection, number: i64) -> StoreResult<()> {
    if connection.is_postgres() {
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(number).execute(connection)?;
    }
    Ok(())
}

/// Takes a lock if it is free, until the transaction ends. Returns whether it was free.
pub fn try_take(connection: &mut Connection, number: i64) -> StoreResult<bool> {
    #[derive(QueryableByName)]
    struct Lock {
        #[diesel(sql_type = Bool)]
        is_taken: bool,
    }
    if !connection.is_postgres() {
        return Ok(true);
    }
    let query = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS is_taken").bind::<BigInt, _>(number);
    Ok(query.get_result::<Lock>(connection)?.is_taken)
}
