//! The system's clock steps: a later write never has an earlier time, or a copy that follows `updated_since` would
//! miss it.

use std::path::{Path, PathBuf};

use super::load::write_while;
use crate::harness::{Answer, Backend, Server, Setup, given};

const HOUR: i64 = 3600;

/// The path in Debian's package libfaketime, and other usual paths.
fn library() -> PathBuf {
    let places = ["/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from).to_vec();
    let below = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files = places.into_iter().chain(below).map(|place| place.join("faketime/libfaketimeMT.so.1"));
    files.find(|file| file.exists()).expect("libfaketime, which tests/run installs")
}

/// A server whose clock has the offset in the file.
fn start_with_a_clock(backend: Backend, offset: &Path) -> Server {
    set(offset, 0);
    Setup::on(backend)
        .env("LD_PRELOAD", &library().display().to_string())
        .env("FAKETIME_TIMESTAMP_FILE", &offset.display().to_string())
        .env("FAKETIME_NO_CACHE", "1")
        // Setting the clock never moves the monotonic clock, which measures time-outs.
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .start()
}

fn set(offset: &Path, seconds: i64) {
    // Replaces the file atomically, since the server may read it at any time.
    let new = offset.with_extension("new");
    std::fs::write(&new, format!("{seconds:+}\n")).unwrap();
    std::fs::rename(new, offset).unwrap();
}

fn updated_at(answer: &Answer) -> String {
    answer.text_at("/updated_at")
}

/// The creation time of a new business.
fn new_business(server: &Server, name: &str) -> (i64, String) {
    let id = given::umkm(server, name, "15.71");
    (id, updated_at(&server.get(&format!("/umkm/{id}")).expect(200)))
}

both_backends! {
    fn the_clock_steps_back(backend: Backend) {
        let folder = tempfile::tempdir().unwrap();
        let offset = folder.path().join("offset");
        let server = start_with_a_clock(backend, &offset);
        let (first, at_first) = new_business(&server, "U-1");
        set(&offset, 3 * HOUR);
        let (_, ahead) = new_business(&server, "U-2");
        assert!(hours_between(&at_first, &ahead) >= 2, "the clock can be set: {at_first} {ahead}");

        set(&offset, -2 * HOUR);
        let mut ledger = write_while(&[&server], |progress| progress.acknowledged(20));
        let (_, back) = new_business(&server, "U-3");
        let changed = server.patch(&format!("/umkm/{first}"), serde_json::json!({"name": "Lain"})).expect(200);
        assert!(back >= ahead && updated_at(&changed) >= back, "{ahead}, {back}, {}", updated_at(&changed));
        let since = server.get(&format!("/umkm?limit=500&updated_since={ahead}")).expect(200).items();
        let since = |name: &str| since.iter().any(|item| item["register_number"] == name);
        assert!(since("U-1") && since("U-2") && since("U-3"), "a copy would miss a change");

        // The same holds after a restart.
        server.restart();
        let (_, after) = new_business(&server, "U-4");
        assert!(after >= back, "{back}, {after}");
        // Times follow the clock again when it has caught up.
        set(&offset, 4 * HOUR);
        assert!(new_business(&server, "U-5").1 > after);
        for entered in 1..=5 {
            ledger.expect_business(&format!("U-{entered}"));
        }
        ledger.check(&server);
        crate::agreement::verify_is_clean(&server);
        assert!(server.stop().success());
    }
}

/// Whole hours from one time of day to another, across midnight.
fn hours_between(earlier: &str, later: &str) -> i64 {
    let hour = |text: &str| text.split('T').nth(1).expect("a time")[..2].parse::<i64>().unwrap();
    (hour(later) - hour(earlier)).rem_euclid(24)
}
