//! Backups: written while others write, restored into either kind of database, without any loss or change.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::atomic::{AtomicBool, Ordering};

use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use tempfile::TempDir;

mod parts;
mod versions;

use crate::agreement::verify_is_clean;
use crate::changes::Follower;
use crate::harness::{Backend, Server, Setup, given, until};
use crate::history::{History, load_regions, plain, read_back};
use crate::random_history::seed;

/// Tells the writers to stop.
struct Ended<'a>(&'a AtomicBool);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

/// A directory for files.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().expect("a folder"))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

fn message(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[track_caller]
fn succeeds(server: &Server, arguments: &[&str]) -> String {
    let output = server.iku(arguments);
    assert!(output.status.success(), "iku {arguments:?}: {}", message(&output));
    message(&output)
}

#[track_caller]
fn fails(server: &Server, arguments: &[&str]) -> String {
    let output = server.iku(arguments);
    assert!(!output.status.success(), "iku {arguments:?} succeeded: {}", message(&output));
    let message = message(&output);
    assert_eq!(message.lines().count(), 1, "one clear line: {message}");
    message
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// The lines of a backup.
fn unpacked(path: &Path) -> Vec<String> {
    let mut content = String::new();
    GzDecoder::new(std::fs::File::open(path).expect("the file")).read_to_string(&mut content).expect("text");
    content.lines().map(str::to_owned).collect()
}

fn pack(path: &Path, lines: &[String]) {
    let mut out = GzEncoder::new(std::fs::File::create(path).unwrap(), flate2::Compression::fast());
    out.write_all((lines.join("\n") + "\n").as_bytes()).unwrap();
    out.finish().unwrap();
}

/// All lines except the header, which has the time, and the last line, which has a digest that covers it.
fn content(path: &Path) -> Vec<String> {
    let mut lines = unpacked(path);
    lines.pop();
    lines.remove(0);
    lines
}

/// A server filled with random records of every kind, some of them deleted.
fn filled(backend: Backend) -> Server {
    let server = Server::start(backend);
    load_regions(&server);
    let mut history = History::new(seed() + 30, 0, 1);
    for _ in 0..250 {
        history.go_on(&server);
    }
    let unit = given::umkm_with(&server, "Ü \"1\" \\ 🙂", "15.01", json!({"owner_name": "Pemilik, 'Siti'"}));
    server.put(&format!("/umkm/{unit}/reports/2024"), json!({"turnover": "9999999999999999.99"})).expect(201);
    let training = given::training(&server, "D-99", "15.01", "2024-05-01");
    let person = json!({"name": "Dewi", "identity_number": "1571019876543210", "score": "74.995"});
    server.post(&format!("/trainings/{training}/participants"), person).expect(201);
    let last = given::umkm(&server, "the last, deleted", "15.01");
    server.delete(&format!("/umkm/{last}")).expect(204);
    server
}

/// A server on a database restored from this file.
#[track_caller]
fn restored(backend: Backend, file: &Path) -> Server {
    let server = Setup::on(backend).prepare();
    let message = succeeds(&server, &["restore", text(file)]);
    assert!(message.contains("verified"), "{message}");
    for what in ["revoked", "erased", "after=0"] {
        assert!(message.contains(what), "the restore lists what it restores: {message}");
    }
    server.restart();
    server
}

/// The answers of the service about all its data, byte for byte.
fn exports(server: &Server) -> Vec<String> {
    let mut paths: Vec<String> = crate::changes::LISTS.iter().map(|list| format!("/{list}?limit=500")).collect();
    paths.extend((2016..=2025).map(|year| format!("/indicators/{year}?breakdown=region")));
    paths.extend(["/changes?limit=500", "/audit?limit=500", "/series?from=2016&to=2025"].map(str::to_owned));
    paths.iter().map(|path| server.get(path).expect(200).text).collect()
}

/// From one kind of database to the other and back, with two commands each time.
#[test]
fn a_move_to_postgres_and_back_loses_nothing() {
    let folder = Folder::new();
    let [first, second, third] = ["1", "2", "3"].map(|name| folder.file(name));
    let sqlite = filled(Backend::Sqlite);
    // On Postgres a change gets its place in the feed when the feed is read, so it is read here first.
    let exported = exports(&sqlite);
    succeeds(&sqlite, &["backup", text(&first)]);
    let postgres = restored(Backend::Postgres, &first);
    assert_eq!(exports(&postgres), exported);
    succeeds(&postgres, &["backup", text(&second)]);
    assert_eq!(content(&second), content(&first));
    let back = restored(Backend::Sqlite, &second);
    assert_eq!(exports(&back), exported);
    succeeds(&back, &["backup", text(&third)]);
    assert_eq!(content(&third), content(&first));

    // Both databases continue where the first one ended: ids are not reused and the feed has no gap.
    for server in [&postgres, &back] {
        let next = given::umkm(server, "the next", "15.01");
        assert_eq!(
            next,
            sqlite.get("/audit?resource=umkm&kind=deleted").expect(200).at("/items/0/record_id").as_i64().unwrap() + 1
        );
        let mut copy = Follower::default();
        copy.follow(server);
        copy.is_exact(server);
        verify_is_clean(server);
    }
}

both_backends! {
    fn a_filled_database_refuses_a_restore(backend: Backend) {
        let folder = Folder::new();
        let file = folder.file("backup");
        let server = Server::start(backend);
        succeeds(&server, &["backup", text(&file)]);
        // A database without changes counts as empty; one added region makes it non-empty.
        succeeds(&server, &["restore", text(&file)]);
        let body = json!({"bps_code": "16", "name": "Sumsel", "kind": "province"});
        server.put("/regions/16", body).expect(201);
        assert!(fails(&server, &["restore", text(&file)]).contains("changes"));
        given::umkm(&server, "U-1", "16");
        assert!(fails(&server, &["restore", text(&file)]).contains("umkm"));
        assert_eq!(server.get("/umkm").expect(200).items().len(), 1);
    }

    /// Any change to a file makes the restore fail, with the line of the fault, and leaves nothing behind.
    fn a_damaged_file_is_refused_and_leaves_nothing(backend: Backend) {
        let folder = Folder::new();
        let whole = folder.file("whole");
        let source = filled(Backend::Sqlite);
        succeeds(&source, &["backup", text(&whole)]);
        succeeds(&source, &["backup", "--check", text(&whole)]);
        let target = Setup::on(backend).prepare();
        let lines = unpacked(&whole);
        let row = lines.iter().position(|line| line.contains("Siti")).expect("a row");
        let count = lines.len();
        let changed = |change: &dyn Fn(&mut Vec<String>)| {
            let mut lines = lines.clone();
            change(&mut lines);
            lines
        };
        let swap = |lines: &mut Vec<String>| lines[row] = lines[row].replace("Siti", "Sita");
        let damaged = [
            ("a value", changed(&swap)),
            ("a row is gone", changed(&|lines| drop(lines.remove(row)))),
            ("a row is there twice", changed(&|lines| lines.insert(row, lines[row].clone()))),
            ("its end is gone", changed(&|lines| lines.truncate(count - 1))),
            ("half of it is gone", changed(&|lines| lines.truncate(count / 2))),
            ("something follows", changed(&|lines| lines.push("{}".to_owned()))),
            ("the header", changed(&|lines| lines[0] = lines[0].replace("iku backup", "other"))),
            ("the counts of ids", changed(&|lines| lines[count - 2] = lines[count - 2].replace(":1", ":2"))),
            ("no row at all", changed(&|lines| lines[row] = "[1,2]".to_owned())),
        ];
        for (what, lines) in damaged {
            let file = folder.file("damaged");
            pack(&file, &lines);
            for arguments in [&["backup", "--check"][..], &["restore"]] {
                let message = fails(&target, &[arguments, &[text(&file)]].concat());
                assert!(message.contains("damaged"), "{what}: {message}");
            }
        }
        // The same for changes to the compressed bytes.
        let bytes = std::fs::read(&whole).unwrap();
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 0x40;
        for wrong in [&bytes[..bytes.len() - 5], &bytes[..bytes.len() / 3], &flipped, &[bytes.as_slice(), b"x"].concat(), b"no backup"] {
            let file = folder.file("damaged");
            std::fs::write(&file, wrong).unwrap();
            fails(&target, &["backup", "--check", text(&file)]);
            fails(&target, &["restore", text(&file)]);
        }
        let other = folder.file("other");
        pack(&other, &changed(&|lines| lines[0] = lines[0].replace("\"schema\":\"2026", "\"schema\":\"2031")));
        assert!(fails(&target, &["restore", text(&other)]).contains("migration 2031"));
        // The database is as empty as before, so the intact file can still be restored.
        succeeds(&target, &["restore", text(&whole)]);
    }

    /// Writers keep writing: everything acknowledged before the backup began is in it, and its content is consistent.
    fn a_backup_is_taken_while_others_write(backend: Backend) {
        const WRITERS: usize = 4;
        let folder = Folder::new();
        let file = folder.file("backup");
        let server = Server::start(backend);
        load_regions(&server);
        let mut histories: Vec<History> = (0..WRITERS).map(|writer| History::new(seed() + 31, writer, WRITERS)).collect();
        for history in &mut histories {
            for _ in 0..60 {
                history.go_on(&server);
            }
        }
        let acknowledged = std::sync::Mutex::new(Vec::<String>::new());
        let writing = AtomicBool::new(true);
        let before = std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (server, acknowledged, writing) = (&server, &acknowledged, &writing);
                scope.spawn(move || {
                    for number in 0.. {
                        let name = format!("busy-{writer}-{number}");
                        let id = given::umkm(server, &name, "15.01");
                        server.put(&format!("/umkm/{id}/reports/2021"), json!({"workers": 3})).expect(201);
                        acknowledged.lock().unwrap().push(name);
                        if !writing.load(Ordering::SeqCst) {
                            return;
                        }
                    }
                });
            }
            // Stops the writers also when the test panics. Otherwise they would run for ever.
            let _ended = Ended(&writing);
            until("they are writing", || acknowledged.lock().unwrap().len() > 5);
            let before = acknowledged.lock().unwrap().clone();
            succeeds(&server, &["backup", text(&file)]);
            before
        });
        let after = acknowledged.lock().unwrap().len();
        assert!(after > before.len(), "and went on");
        for into in [Backend::Sqlite, Backend::Postgres] {
            let copy = restored(into, &file);
            verify_is_clean(&copy);
            let units = crate::changes::everything(&copy, "/umkm");
            let reports = crate::changes::everything(&copy, "/umkm-reports?year=2021");
            let has = |list: &[Value], name: &String| list.iter().any(|item| item["register_number"] == *name);
            for name in &before {
                assert!(has(&units, name) && has(&reports, name), "{name} was acknowledged and is not in the backup");
            }
            let mut follower = Follower::default();
            follower.follow(&copy);
            follower.is_exact(&copy);
        }
    }

    fn a_backup_is_private_and_never_overwritten(backend: Backend) {
        use std::os::unix::fs::PermissionsExt;
        let folder = Folder::new();
        let file = folder.file("backup");
        let server = Server::start(backend);
        // A file that another process is writing, or that an interrupted one left behind, does not get in the way.
        std::fs::write(folder.file("backup.part"), "half").unwrap();
        succeeds(&server, &["backup", text(&file)]);
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read(folder.file("backup.part")).unwrap(), b"half");
        assert_eq!(std::fs::read_dir(folder.0.path()).unwrap().count(), 2, "nothing else is left there");
        let bytes = std::fs::read(&file).unwrap();
        assert!(fails(&server, &["backup", text(&file)]).contains("exists"));
        assert_eq!(std::fs::read(&file).unwrap(), bytes);
        let nowhere = folder.file("nowhere/backup");
        fails(&server, &["backup", text(&nowhere)]);
        fails(&server, &["restore", text(&nowhere)]);
    }

    /// Keys are restored too: they stay valid on the new database.
    fn keys_are_restored(backend: Backend) {
        let folder = Folder::new();
        let file = folder.file("backup");
        let server = Setup::on(backend).without_admin_key().start();
        let output = server.output();
        let key = output.split("once: ").nth(1).and_then(|rest| rest.lines().next()).expect("a key");
        succeeds(&server, &["backup", text(&file)]);
        let copy = restored(if backend == Backend::Sqlite { Backend::Postgres } else { Backend::Sqlite }, &file);
        copy.with_key(key).get("/audit").expect(200);
    }
}

/// Between two Postgres databases records keep their ids, with the gaps that deleted records and refused writes left.
#[test]
fn records_keep_their_ids_after_a_restore() {
    let folder = Folder::new();
    let file = folder.file("backup");
    let source = filled(Backend::Postgres);
    succeeds(&source, &["backup", text(&file)]);
    let copy = restored(Backend::Postgres, &file);
    assert_eq!(plain(&read_back(&copy)), plain(&read_back(&source)));
}
