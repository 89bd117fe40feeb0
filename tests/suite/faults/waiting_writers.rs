//! Writers that wait for a lock on Postgres, and concurrent readers.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl};
use serde_json::json;

use crate::harness::{Backend, Server, Setup, given, until};

/// The number of connections to this server's database that wait for a lock.
fn waiting(server: &Server) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let mut connection = PgConnection::establish(&server.database_url()).expect("the database");
    let sql = "SELECT COUNT(*) AS count FROM pg_stat_activity \
               WHERE datname = current_database() AND wait_event_type = 'Lock'";
    diesel::sql_query(sql).get_result::<Count>(&mut connection).expect("the query to be run").count
}

/// Holds regions for a long time, as the import of a large file does.
#[test]
fn reads_continue_while_writers_wait() {
    let server = Setup::on(Backend::Postgres).env("IKU_POOL_SIZE", "4").start();
    let mut other = PgConnection::establish(&server.database_url()).expect("the database");
    other.batch_execute("BEGIN; SELECT 1 FROM regions WHERE code = '15.01' FOR UPDATE").expect("the lock");
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                let body = json!({"register_number": format!("U-{writer}"), "name": "Usaha", "region": "15.01"});
                let server = &server;
                scope.spawn(move || server.post("/umkm", body))
            })
            .collect();
        until("as many writers wait as may", || waiting(&server) == 2);
        for _ in 0..20 {
            server.get("/readyz").expect(200);
            server.get("/indicators/2024").expect(200);
            server.get("/umkm").expect(200);
            server.get("/changes").expect(200);
            std::thread::sleep(Duration::from_millis(100));
        }
        // The readers waited for no writer: otherwise the writers would have timed out before.
        assert!(writers.iter().all(|writer| !writer.is_finished()), "a reader waited for a writer");
        assert_eq!(waiting(&server), 2, "the other connections are for those who read");
        other.batch_execute("COMMIT").expect("the end");
        let answers: Vec<_> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
        // Writes with a connection were waited for; writes without one were refused and changed nothing.
        let done = answers.iter().filter(|answer| answer.status == 201).count();
        assert!(done >= 2 && answers.iter().all(|answer| matches!(answer.status, 201 | 503)), "{answers:?}");
        assert_eq!(server.get("/umkm").expect(200).items().len(), done);
    });
}

/// Creating a regency while its province is being deleted waits, and then finds no province.
#[test]
fn a_regency_is_not_left_without_its_province() {
    let server = Server::start(Backend::Postgres);
    let province = json!({"bps_code": "16", "name": "Sumatera Selatan", "kind": "province"});
    let regency = json!({"bps_code": "1601", "name": "Ogan Komering Ulu", "kind": "kabupaten"});
    server.put("/regions/16", province.clone()).expect(201);
    let mut other = PgConnection::establish(&server.database_url()).expect("the database");
    // Deletes as the service does, while other writes arrive.
    other
        .batch_execute(
            "BEGIN; SELECT 1 FROM regions WHERE code = '16' FOR UPDATE; DELETE FROM expectations WHERE region = '16'; \
             DELETE FROM regions WHERE code = '16'",
        )
        .expect("the region to be deleted");
    std::thread::scope(|scope| {
        let entering = scope.spawn(|| server.put("/regions/16.01", regency.clone()));
        until("it waits or is answered", || waiting(&server) > 0 || entering.is_finished());
        other.batch_execute("COMMIT").expect("the end");
        entering.join().unwrap().problem(422, "invalid");
    });
    server.get("/regions/16.01").expect(404);

    // In the reverse order, a province with a new regency is not deleted.
    server.put("/regions/16", province).expect(201);
    other.batch_execute("BEGIN; SELECT 1 FROM regions WHERE code = '16' FOR KEY SHARE").expect("the lock");
    other
        .batch_execute(
            "INSERT INTO regions (code, bps_code, name, kind, created_at, updated_at) \
             VALUES ('16.01', '1601', 'x', 'kabupaten', now(), now())",
        )
        .expect("the regency");
    std::thread::scope(|scope| {
        let deleting = scope.spawn(|| server.delete("/regions/16"));
        until("it waits or is answered", || waiting(&server) > 0 || deleting.is_finished());
        other.batch_execute("COMMIT").expect("the end");
        deleting.join().unwrap().problem(409, "conflict");
    });
}

/// With one connection all requests take turns, and a client that asks repeatedly cannot occupy it.
#[test]
fn many_readers_of_one_year_do_not_starve_a_writer() {
    let server = Setup::on(Backend::Postgres).env("IKU_POOL_SIZE", "1").start();
    // A slow read, so that other requests arrive meanwhile.
    let slow = "ALTER TABLE figures RENAME TO figures_kept; CREATE VIEW figures AS \
                SELECT * FROM figures_kept WHERE (SELECT pg_sleep(0.1)::text) IS NOT NULL";
    PgConnection::establish(&server.database_url()).expect("the database").batch_execute(slow).expect("a view");
    let is_done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        struct Done<'a>(&'a std::sync::atomic::AtomicBool);
        impl Drop for Done<'_> {
            fn drop(&mut self) {
                self.0.store(true, std::sync::atomic::Ordering::Relaxed);
            }
        }
        let _done = Done(&is_done);
        for _ in 0..6 {
            let (server, is_done) = (&server, &is_done);
            scope.spawn(move || {
                while !is_done.load(std::sync::atomic::Ordering::Relaxed) {
                    server.anonymous().get("/indicators/2024").expect(200);
                }
            });
        }
        for number in 0..3 {
            given::umkm(&server, &format!("U-{number}"), "15.71");
        }
    });
}
