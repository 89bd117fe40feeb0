//! Commands next to a service of another version leave the schema unchanged.

use std::process::Output;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use serde_json::json;

use crate::harness::{Backend, Server, Setup};

/// Reverts the last migrations, to the schema of the version before.
fn revert_migration(server: &Server) {
    let forget = "DELETE FROM __diesel_schema_migrations WHERE version = '20261124000701'";
    let url = server.database_url();
    match server.backend() {
        Backend::Sqlite => {
            let mut connection = SqliteConnection::establish(url.strip_prefix("sqlite:").unwrap()).unwrap();
            connection.batch_execute(forget).unwrap();
        }
        Backend::Postgres => {
            let mut connection = PgConnection::establish(&url).unwrap();
            let back = include_str!("../../../migrations/postgres/2026-11-24-000701_changes_seq/down.sql");
            connection.batch_execute(&format!("{back};{forget}")).unwrap();
        }
    }
}

#[track_caller]
fn refused(output: &Output, why: &str) {
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.lines().count() == 1 && message.contains(why), "{message}");
}

/// The commands, each with a file to read and a file to write.
fn commands<'a>(from: &'a str, to: &'a str) -> Vec<Vec<&'a str>> {
    vec![
        vec!["verify"],
        vec!["verify", "--repair"],
        vec!["keys", "list"],
        vec!["keys", "create", "--name", "x", "--role", "admin"],
        vec!["person", "export", "--owner", "U-1"],
        vec!["backup", to],
        vec!["export", "umkm"],
        vec!["import", "umkm", from],
    ]
}

both! {
    fn commands_leave_an_older_schema_unchanged(server: &Server) {
        let folder = tempfile::tempdir().unwrap();
        let [file, backup] = ["umkm.csv", "backup"].map(|name| folder.path().join(name).display().to_string());
        std::fs::write(&file, "register_number,name,region\nU-1,Usaha,15.71\n").unwrap();
        revert_migration(server);
        for command in commands(&file, &backup) {
            refused(&server.iku(&command), "earlier version");
            let answer = server.get("/readyz").problem(503, "unavailable");
            assert_eq!(answer.at("/errors/0/code"), json!("schema_differs"), "after {command:?}");
        }
        assert!(!std::path::Path::new(&backup).exists());
        // The service itself migrates the schema.
        server.restart();
        server.get("/readyz").expect(200);
        assert!(server.iku(&["verify"]).status.success());
    }
}

both_backends! {
    /// An empty database has nothing to read or change; a command that brings records creates the tables.
    fn commands_need_an_existing_database(backend: Backend) {
        let folder = tempfile::tempdir().unwrap();
        let [file, backup] = ["umkm.csv", "backup"].map(|name| folder.path().join(name).display().to_string());
        std::fs::write(&file, "register_number,name,region\nU-1,Usaha,15.71\n").unwrap();
        let server = Setup::on(backend).prepare();
        for command in commands(&file, &backup) {
            if command[0] != "import" {
                refused(&server.iku(&command), if backend == Backend::Sqlite { "no such file" } else { "no tables" });
            }
        }
        assert!(server.iku(&["import", "umkm", &file]).status.success());
        server.restart();
        assert_eq!(server.get("/umkm").expect(200).items().len(), 1);
    }
}
