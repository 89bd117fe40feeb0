//! The SQLite file or its folder becomes read-only.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};

use super::load::write_while;
use super::{IGNORING_FILE_LIMITS, limit_files, unprivileged};
use crate::harness::{ADMIN_KEY, Backend, Server, Setup};

/// The server as a user without special permissions, in its own folder.
fn start_without_privileges() -> Server {
    let setup = Setup::on(Backend::Sqlite);
    let user = unprivileged::take_over(setup.database_directory().expect("SQLite"));
    let launcher = IGNORING_FILE_LIMITS.into_iter().map(str::to_owned).chain(unprivileged::launcher(user));
    setup.launched_by(launcher).start()
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("the mode to be set");
}

/// Sets the modes of the folder and of all files in it.
fn set_modes(folder: &Path, of_folder: u32, of_files: u32) {
    set_mode(folder, 0o755);
    for entry in std::fs::read_dir(folder).unwrap() {
        set_mode(&entry.unwrap().path(), of_files);
    }
    set_mode(folder, of_folder);
}

/// More requests at once than the pool has connections, so that new ones are opened.
fn all_can_read(server: &Server) {
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                server.get("/indicators/2024?breakdown=region").expect(200);
                server.get("/umkm?limit=500").expect(200);
            });
        }
    });
}

#[test]
fn the_file_becomes_read_only_while_the_service_runs() {
    let server = start_without_privileges();
    let folder = server.database_directory().unwrap().to_owned();
    let ledger = write_while(&[&server], |progress| {
        progress.acknowledged(20);
        for (of_folder, of_files) in [(0o755, 0o444), (0o555, 0o644), (0o555, 0o444)] {
            set_modes(&folder, of_folder, of_files);
            // Files that are open stay open and writable.
            all_can_read(&server);
            progress.acknowledged(10);
            // A failed write may open another handle, which can only read.
            limit_files(&server, Some(0));
            progress.refused(5);
            limit_files(&server, None);
            all_can_read(&server);
            set_modes(&folder, 0o755, 0o644);
            progress.acknowledged(10);
        }
    });
    ledger.check(&server);
}

/// The process prints one line that names the file, and ends.
#[test]
fn a_read_only_file_stops_the_start() {
    let server = start_without_privileges();
    let folder = server.database_directory().unwrap().to_owned();
    server.get("/readyz").expect(200);
    assert!(server.stop().success());
    set_modes(&folder, 0o755, 0o444);
    refuses_to_start(&folder, "iku.db");
    set_modes(&folder, 0o755, 0o000);
    refuses_to_start(&folder, "iku.db");
    set_modes(&folder, 0o555, 0o644);
    refuses_to_start(&folder, "another.db");
    // An existing, writable write-ahead log is enough; without one SQLite cannot create it.
    set_modes(&folder, 0o755, 0o644);
    merge_write_ahead_log(&folder.join("iku.db"));
    set_modes(&folder, 0o555, 0o644);
    refuses_to_start(&folder, "iku.db");
    set_modes(&folder, 0o755, 0o644);
    server.restart();
    server.get("/readyz").expect(200);
}

fn merge_write_ahead_log(file: &Path) {
    let mut connection = SqliteConnection::establish(&file.display().to_string()).expect("the file to be opened");
    connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").expect("nobody else to use it");
    drop(connection);
    assert!(!file.with_extension("db-wal").exists(), "the last to go takes it away");
}

fn refuses_to_start(folder: &Path, file: &str) {
    // A server that starts anyway would run for ever.
    let mut words = ["timeout", "300"].map(str::to_owned).to_vec();
    words.extend(unprivileged::launcher(unprivileged::owner(folder)));
    words.push(env!("CARGO_BIN_EXE_iku").to_owned());
    let output = Command::new(&words[0])
        .args(&words[1..])
        .env_clear()
        .env("DATABASE_URL", format!("sqlite:{}", folder.join(file).display()))
        .env("IKU_LISTEN", "127.0.0.1:0")
        .env("IKU_ADMIN_KEY", ADMIN_KEY)
        .output()
        .expect("the binary to run");
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "it must not start on {file}:\n{message}");
    assert_eq!(message.lines().count(), 1, "one line:\n{message}");
    assert!(message.starts_with("iku: cannot use the database sqlite:") && message.contains(file), "{message}");
}
