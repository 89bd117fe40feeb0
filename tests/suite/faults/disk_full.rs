//! The disk is full under SQLite, and later has space again.

use serde_json::json;

use super::load::{unavailable, write_while};
use super::{IGNORING_FILE_LIMITS, limit_files};
use crate::harness::{Backend, Server, Setup};

/// The length of the write-ahead log. The next write goes behind its end, or into the part that it used before.
fn log_size(server: &Server) -> u64 {
    let file = server.database_directory().expect("SQLite").join("iku.db-wal");
    std::fs::metadata(file).expect("the write-ahead log").len()
}

#[test]
fn writes_fail_and_reads_continue_on_a_full_disk() {
    let server = Setup::on(Backend::Sqlite).launched_by(IGNORING_FILE_LIMITS).start();
    let ledger = write_while(&[&server], |progress| {
        // The disk fills up at once, then in the middle of a batch, then after a few writes.
        for room in [0, 6_000, 50_000] {
            progress.acknowledged(20);
            limit_files(&server, Some(log_size(&server) + room));
            progress.refused(12);
            server.get("/indicators/2024?breakdown=region").expect(200);
            server.get("/umkm?limit=500").expect(200);
            server.get("/livez").expect(200);
            limit_files(&server, Some(0));
            unavailable(server.put("/figures/umkm/2024/15", json!({"source": "x", "workers": 1})));
            limit_files(&server, None);
        }
        progress.acknowledged(20);
    });
    ledger.check(&server);
    // The acknowledged writes are on the disk and not only in this process's memory.
    server.restart();
    ledger.check(&server);
}
