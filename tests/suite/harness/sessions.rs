//! The sessions of a Postgres database. All tests share the server, so only the sessions of this database count.

use diesel::sql_types::BigInt;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl};

use super::database::Backend;
use super::server::Server;
use super::wait::until;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The number of other client sessions on the server's database that match.
fn sessions(connection: &mut PgConnection, which: &str) -> i64 {
    // Each query is a transaction of its own: within one transaction the view would not change.
    let query = format!(
        "SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() \
         AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND {which}"
    );
    diesel::sql_query(query).get_result::<Count>(connection).expect("the number of sessions").count
}

impl Server {
    /// Waits until a statement on this database waits for a lock; Postgres only.
    #[track_caller]
    pub(crate) fn await_lock_wait(&self) {
        let mut connection = PgConnection::establish(&self.database_url()).expect("the database");
        until("somebody waits for a lock", || sessions(&mut connection, "wait_event_type = 'Lock'") > 0);
    }

    /// After a kill: waits until Postgres has finished the statements of the dead process, a COMMIT perhaps. No other
    /// process may use the database.
    #[track_caller]
    pub(crate) fn await_silence(&self) {
        if self.backend() == Backend::Postgres {
            let mut connection = PgConnection::establish(&self.database_url()).expect("the database");
            until("no session is left", || sessions(&mut connection, "TRUE") == 0);
        }
    }
}
