//! Advisory locks of Postgres, all with their numbers. SQLite has one writer and needs none.

use diesel::RunQueryDsl;
use diesel::sql_types::BigInt;

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;

/// Held while the schema is changed.
pub const MIGRATIONS: i64 = 7_305_811_702_451;

/// Waits for a lock, which is held until the transaction ends.
pub fn wait(connection: &mut Connection, number: i64) -> StoreResult<()> {
    if connection.is_postgres() {
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(number).execute(connection)?;
    }
    Ok(())
}
