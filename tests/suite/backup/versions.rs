//! Backups of other versions than the restoring one.

use serde_json::{Value, json};

use super::parts::{FIRST_TABLES, Parts};
use super::{Folder, exports, fails, filled, restored, succeeds, text};
use crate::agreement::verify_is_clean;
use crate::changes::Follower;
use crate::harness::{Backend, Server};

both_backends! {
    /// A file of the version before, which did not name the kinds of columns: nothing is lost.
    fn a_backup_of_the_version_before_is_restored(backend: Backend) {
        let folder = Folder::new();
        let [now, before] = ["now", "before"].map(|name| folder.file(name));
        let source = filled(Backend::Sqlite);
        let unit = source.get("/cooperatives?limit=1").expect(200).json()["items"][0]["id"].as_i64().expect("a cooperative");
        let rename = |server: &Server, name: &str| {
            server.patch(&format!("/cooperatives/{unit}"), json!({"name": name})).expect(200);
        };
        rename(&source, "Renamed once");
        succeeds(&source, &["backup", text(&now)]);
        let mut parts = Parts::of(&now);
        parts.keep_tables(&[FIRST_TABLES.as_slice(), &["imports", "changes"]].concat());
        parts.drop_versions();
        parts.header["schema"] = json!("20261124000602");
        for (begin, _) in &mut parts.tables {
            begin.as_object_mut().unwrap().remove("kinds").expect("the kinds");
        }
        parts.write(&before);
        assert!(succeeds(&source, &["backup", "--check", text(&before)]).contains("schema 20261124000602"));
        let copy = restored(backend, &before);
        assert_eq!(exports(&copy), exports(&source));
        copy.get("/readyz").expect(200);
        let mut follower = Follower::default();
        follower.follow(&copy);
        follower.is_exact(&copy);
        // The versions of records go on where those of the changes ended.
        rename(&copy, "Renamed twice");
        follower.follow(&copy);
        follower.is_exact(&copy);
    }

    /// A file from before changes, imports and key details existed; later migrations are applied to it.
    fn a_backup_of_an_older_schema_is_migrated(backend: Backend) {
        let folder = Folder::new();
        let [now, before] = ["now", "before"].map(|name| folder.file(name));
        let source = filled(Backend::Sqlite);
        let key = succeeds(&source, &["keys", "create", "--name", "Portal", "--role", "viewer"]);
        let key = key.split_whitespace().find(|word| word.starts_with("iku_")).expect("the key").to_owned();
        succeeds(&source, &["backup", text(&now)]);
        let mut parts = Parts::of(&now);
        parts.drop_versions();
        parts.header["schema"] = json!("20261123000007");
        parts.keep_tables(&FIRST_TABLES);
        let (begin, rows) = parts.tables.iter_mut().find(|(begin, _)| begin["table"] == "keys").expect("the keys");
        for list in ["columns", "kinds"] {
            begin[list].as_array_mut().unwrap().truncate(5);
        }
        assert_eq!(begin["columns"], json!(["id", "name", "role", "hash", "created_at"]));
        for row in rows {
            let mut values: Vec<Value> = serde_json::from_str(row).unwrap();
            values.truncate(5);
            *row = json!(values).to_string();
        }
        parts.write(&before);
        let copy = restored(backend, &before);
        let of_records = |server: &Server| {
            let mut answers = exports(server);
            answers.truncate(answers.len() - 3);
            answers
        };
        assert_eq!(of_records(&copy), of_records(&source));
        copy.get("/readyz").expect(200);
        copy.with_key(&key).get("/umkm").expect(200);
        let mut follower = Follower::default();
        follower.follow(&copy);
        follower.is_exact(&copy);
        verify_is_clean(&copy);
    }

    /// The file may contain data that this version does not know. Its integrity can be verified nevertheless.
    fn a_backup_of_a_later_version_is_checked_but_not_restored(backend: Backend) {
        let folder = Folder::new();
        let [now, later] = ["now", "later"].map(|name| folder.file(name));
        let server = Server::start(backend);
        succeeds(&server, &["backup", text(&now)]);
        let mut parts = Parts::of(&now);
        parts.header["schema"] = json!("29991231000001");
        let begin = json!({"table": "visits", "columns": ["id", "seen_at"], "kinds": ["number", "time"]});
        parts.tables.push((begin, vec![r#"[1,"2026-01-01T00:00:00.000000"]"#.to_owned()]));
        parts.sequences["sequences"]["visits"] = json!(1);
        parts.write(&later);
        let message = succeeds(&server, &["backup", "--check", text(&later)]);
        assert!(message.contains("is whole") && message.contains("later version"), "{message}");
        let message = fails(&server, &["restore", text(&later)]);
        assert!(message.contains("29991231000001") && message.contains("later"), "{message}");
        // Data that does not belong to the schema of the file is refused.
        let mut parts = Parts::of(&now);
        let (begin, rows) = &mut parts.tables[0];
        assert!(begin["table"] == "regions" && !rows.is_empty());
        begin["columns"][2] = json!("title");
        parts.write(&later);
        succeeds(&server, &["backup", "--check", text(&later)]);
        assert!(fails(&server, &["restore", text(&later)]).contains("regions"));
        succeeds(&server, &["restore", text(&now)]);
    }
}
