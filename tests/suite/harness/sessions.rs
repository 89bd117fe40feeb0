//! What the sessions of a Postgres database are at. The server is that of all tests: only those of this database count.

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

/// How many other sessions of clients on the server's database are so.
fn sessions(connection: &mut PgConnection, which: &str) -> i64 {
    // Each a transaction of its own: within one the view stays as it was.
    let query = format!(
        "SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() \
         AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND {which}"
    );
    diesel::sql_query(query).get_result::<Count>(connection).expect("the sessions to be told").count
}

impl Server {
    /// Waits until a statement on this database waits for a lock; Postgres only.
    #[track_caller]
    pub(crate) fn await_lock_wait(&self) {
        let mut connection = PgConnection::establish(&self.database_url()).expect("the database");
        until("somebody waits for a lock", || sessions(&mut connection, "wait_event_type = 'Lock'") > 0);
    }

    /// After a kill: waits until Postgres has done with what the dead process asked of it, a COMMIT perhaps. Nobody else may use
    /// the database.
    #[track_caller]
    pub(crate) fn await_silence(&self) {
        if self.backend() == Backend::Postgres {
            let mut connection = PgConnection::establish(&self.database_url()).expect("the database");
            until("no session is left", || sessions(&mut connection, "TRUE") == 0);
        }
    }
}
