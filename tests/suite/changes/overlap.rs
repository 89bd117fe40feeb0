//! On Postgres transactions overlap: the first to write may be the last to commit.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use serde_json::json;

use super::Follower;
use crate::harness::{Backend, Server, given};

/// Delays a transaction after it has written its changes, for as long as `gate` holds the lock.
const HOLD_UP: &str = "CREATE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
    IF NEW.natural_key = 'SLOW' THEN PERFORM pg_advisory_xact_lock(1); END IF; RETURN NULL; END $$; \
    CREATE TRIGGER hold_up AFTER INSERT ON changes FOR EACH ROW EXECUTE FUNCTION hold_up();";

#[test]
fn a_change_that_is_committed_late_is_not_skipped() {
    let server = Server::start(Backend::Postgres);
    let mut copy = Follower::default();
    copy.follow(&server);
    let mut gate = PgConnection::establish(&server.database_url()).expect("the database");
    gate.batch_execute(HOLD_UP).unwrap();
    gate.batch_execute("SELECT pg_advisory_lock(1)").unwrap();
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| given::cooperative(&server, "SLOW", "15.01"));
        server.await_lock_wait();
        given::cooperative(&server, "FAST", "15.02");
        let names = |changes: Vec<serde_json::Value>| -> Vec<serde_json::Value> {
            changes.into_iter().map(|change| change["natural_key"].clone()).collect()
        };
        assert_eq!(names(copy.follow(&server)), [json!("FAST")]);
        gate.batch_execute("SELECT pg_advisory_unlock(1)").unwrap();
        slow.join().unwrap();
        assert_eq!(names(copy.follow(&server)), [json!("SLOW")]);
        copy.is_exact(&server);
    });
}

/// More changes than are placed at once, in one transaction, as an import has them.
#[test]
fn a_large_change_is_read_completely() {
    let setup = crate::harness::Setup::on(Backend::Postgres);
    let size = "cooperatives=200,umkm=1500,participants=300,years=5,seed=3";
    let server = setup.env("IKU_DEMO", size).start();
    let mut copy = Follower::default();
    let taken = copy.follow(&server);
    assert!(taken.len() > 6000, "{}", taken.len());
}
