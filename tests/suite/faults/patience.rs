//! Waiting for a lock, a connection or another import takes at most `IKU_LOCK_TIMEOUT`. Test servers have a minute;
//! these tests last longer than the default limits of five and ten seconds.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use serde_json::json;

use crate::files::import;
use crate::harness::{Backend, Server, Setup};

/// The only connection is used by a writer that waits for a lock.
#[test]
fn a_request_waits_for_a_connection() {
    let server = Setup::on(Backend::Postgres).env("IKU_POOL_SIZE", "1").start();
    let mut other = PgConnection::establish(&server.database_url()).expect("the database");
    other.batch_execute("BEGIN; SELECT 1 FROM regions WHERE code = '15.01' FOR UPDATE").unwrap();
    std::thread::scope(|scope| {
        let writer =
            scope.spawn(|| server.post("/umkm", json!({"register_number": "U-1", "name": "x", "region": "15.01"})));
        server.await_lock_wait();
        let reader = scope.spawn(|| server.get("/umkm"));
        std::thread::sleep(Duration::from_millis(6500));
        other.batch_execute("COMMIT").unwrap();
        writer.join().unwrap().expect(201);
        reader.join().unwrap().expect(200);
    });
}

/// Blocks every import until the guard is dropped.
enum HoldUp {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl HoldUp {
    fn of(server: &Server) -> Self {
        let url = server.database_url();
        match server.backend() {
            Backend::Sqlite => {
                let mut other = SqliteConnection::establish(url.trim_start_matches("sqlite:")).expect("the file");
                other.batch_execute("BEGIN IMMEDIATE").unwrap();
                Self::Sqlite(other)
            }
            Backend::Postgres => {
                let mut other = PgConnection::establish(&url).expect("the database");
                // Holds the lock as another instance does during an import.
                other.batch_execute("BEGIN; SELECT pg_advisory_xact_lock(x'696b75696d707274'::bigint)").unwrap();
                Self::Postgres(other)
            }
        }
    }

    fn release(self) {
        match self {
            Self::Sqlite(mut other) => other.batch_execute("ROLLBACK"),
            Self::Postgres(mut other) => other.batch_execute("ROLLBACK"),
        }
        .expect("the lock to be still held");
    }
}

both_backends! {
    /// The first import waits for the lock, the second for its turn.
    fn imports_wait_for_each_other(backend: Backend) {
        let server = Server::start(backend);
        let other = HoldUp::of(&server);
        std::thread::scope(|scope| {
            let imports = [1, 2].map(|number| {
                let server = &server;
                let file = format!("register_number,name,region\nU-{number},Usaha,15.71\n");
                scope.spawn(move || import(server, "umkm", "", &file))
            });
            std::thread::sleep(Duration::from_millis(11_500));
            assert!(imports.iter().all(|one| !one.is_finished()), "no import may end while the lock is held");
            other.release();
            for one in imports {
                one.join().unwrap().expect(200);
            }
        });
    }
}
