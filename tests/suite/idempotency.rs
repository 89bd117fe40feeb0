//! `Idempotency-Key`: a repeated POST is not carried out again.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection};
use serde_json::{Value, json};

use crate::changes::Follower;
use crate::harness::{Answer, Backend, Server, given, until};

fn post(server: &Server, key: &str, path: &str, body: &Value) -> Answer {
    server.request("POST", path).header("idempotency-key", key).json(body).send()
}

fn business(number: &str) -> Value {
    json!({"register_number": number, "name": "Warung", "region": "15.01"})
}

/// The same answer byte for byte, with the same headers except those of the request itself.
#[track_caller]
fn same_again(first: &Answer, second: &Answer) {
    assert_eq!((second.status, &second.text), (first.status, &first.text));
    for name in ["location", "etag", "content-type", "cache-control"] {
        assert_eq!(second.header(name), first.header(name), "{name}");
    }
    assert_eq!(second.header("idempotency-replayed").as_deref(), Some("true"));
    assert_eq!(first.header("idempotency-replayed"), None);
}

/// Runs a statement directly on the server's database.
fn execute_directly(server: &Server, sql: &str) {
    let url = server.database_url();
    match server.backend() {
        Backend::Sqlite => {
            let mut connection = SqliteConnection::establish(url.trim_start_matches("sqlite:")).expect("the file");
            connection.batch_execute(&format!("PRAGMA busy_timeout = 60000; {sql}")).expect("the statement");
        }
        Backend::Postgres => {
            PgConnection::establish(&url).expect("the database").batch_execute(sql).expect("the statement");
        }
    }
}

/// The stored answers in the database, one after the other.
fn stored_bodies(server: &Server) -> String {
    #[derive(diesel::QueryableByName)]
    struct Stored {
        #[diesel(sql_type = diesel::sql_types::Text)]
        body: String,
    }
    let query = diesel::sql_query("SELECT COALESCE(body, '') AS body FROM idempotency");
    let url = server.database_url();
    let stored: Vec<Stored> = match server.backend() {
        Backend::Sqlite => {
            let mut connection = SqliteConnection::establish(url.trim_start_matches("sqlite:")).expect("the file");
            connection.batch_execute("PRAGMA busy_timeout = 5000").expect("the setting");
            query.load(&mut connection).expect("the answers")
        }
        Backend::Postgres => {
            query.load(&mut PgConnection::establish(&url).expect("the database")).expect("the answers")
        }
    };
    stored.into_iter().map(|stored| stored.body).collect()
}

both! {
    fn every_post_is_replayed(server: &Server) {
        let training = given::training(server, "D-0", "15.01", "2024-05-01");
        let people = format!("/trainings/{training}/participants");
        let posts = [
            ("/cooperatives", json!({"register_number": "K-1", "name": "Maju", "region": "15.01"})),
            ("/umkm", business("U-1")),
            ("/trainings", json!({"code": "D-1", "title": "Diklat", "region": "15.01", "ends_on": "2024-05-01"})),
            (people.as_str(), json!({"name": "Siti", "identity_number": "1571012345678901"})),
        ];
        for (path, body) in posts {
            let first = post(server, "the-key", path, &body).expect(201);
            let mut copy = Follower::default();
            copy.follow(server);
            let second = post(server, "the-key", path, &body).expect(201);
            same_again(&first, &second);
            assert!(copy.follow(server).is_empty(), "{path} was done twice");
        }
    }

    fn a_key_belongs_to_one_request(server: &Server) {
        post(server, "k", "/umkm", &business("U-1")).expect(201);
        post(server, "k", "/umkm", &business("U-2")).problem(422, "invalid").has_code("idempotency_mismatch");
        post(server, "k2", "/umkm", &business("U-2")).expect(201);
        // The same key at another address is another request, and so is a request without a key.
        post(server, "k", "/cooperatives", &business("U-1")).expect(201);
        server.post("/umkm", business("U-1")).expect(409).has_code("duplicate_key");
    }

    fn refusals_are_not_stored(server: &Server) {
        post(server, "k", "/umkm", &json!({"name": "Warung"})).expect(422);
        let taken = given::umkm(server, "U-1", "15.01");
        post(server, "k", "/umkm", &business("U-1")).expect(409).has_code("duplicate_key");
        server.delete(&format!("/umkm/{taken}")).expect(204);
        let first = post(server, "k", "/umkm", &business("U-1")).expect(201);
        same_again(&first, &post(server, "k", "/umkm", &business("U-1")));
    }

    fn a_stored_answer_survives_a_restart_and_expires_after_a_day(server: &Server) {
        let first = post(server, "k", "/umkm", &business("U-1")).expect(201);
        server.restart();
        same_again(&first, &post(server, "k", "/umkm", &business("U-1")));
        let yesterday = match server.backend() {
            Backend::Sqlite => "strftime('%Y-%m-%d %H:%M:%f', 'now', '-86401 seconds')",
            Backend::Postgres => "now() - interval '86401 seconds'",
        };
        execute_directly(server, &format!("UPDATE idempotency SET created_at = {yesterday}"));
        // The request is carried out again, and refused, since its record exists.
        post(server, "k", "/umkm", &business("U-1")).expect(409).has_code("duplicate_key");
        // An expired answer is deleted when the next one is stored.
        post(server, "other", "/umkm", &business("U-2")).expect(201);
        let expire = match server.backend() {
            Backend::Sqlite => "SELECT CASE COUNT(*) WHEN 1 THEN 1 ELSE json('not one') END FROM idempotency",
            Backend::Postgres => "DO $$ BEGIN ASSERT (SELECT COUNT(*) FROM idempotency) = 1; END $$",
        };
        execute_directly(server, expire);
    }

    fn expired_answers_are_deleted(server: &Server) {
        post(server, "k", "/umkm", &business("U-1")).expect(201);
        let yesterday = match server.backend() {
            Backend::Sqlite => "strftime('%Y-%m-%d %H:%M:%f', 'now', '-86401 seconds')",
            Backend::Postgres => "now() - interval '86401 seconds'",
        };
        execute_directly(server, &format!("UPDATE idempotency SET created_at = {yesterday}"));
        server.restart();
        until("it is forgotten", || stored_bodies(server).is_empty());
    }

    fn erasing_personal_data_erases_stored_answers(server: &Server) {
        let training = given::training(server, "D-1", "15.01", "2024-05-01");
        let people = format!("/trainings/{training}/participants");
        let person = |name: &str| json!({"name": name, "identity_number": "1571012345678901", "score": "80"});
        let owned = |number: &str| json!({"register_number": number, "name": "Warung", "region": "15.01", "owner_name": "Bambang Pamungkas"});
        // The test cases by name: the kind of record, and the operation on it.
        for (key, method, patch) in [
            ("deleted", "DELETE", json!(null)),
            ("renamed", "PATCH", json!({"name": "(lain)", "owner_name": "(lain)"})),
            ("unnumbered", "PATCH", json!({"identity_number": null, "owner_name": null})),
        ] {
            for (path, body, secret, members) in [
                (people.as_str(), person("Siti Nurhaliza"), "Siti Nurhaliza", &["name", "identity_number"][..]),
                ("/umkm", owned(key), "Bambang Pamungkas", &["owner_name"]),
            ] {
                let record = post(server, key, path, &body).expect(201).header("location").unwrap();
                assert!(stored_bodies(server).contains(secret), "{key} {path}");
                let patch: Value = match &patch {
                    Value::Object(all) => all.iter().filter(|(name, _)| members.contains(&name.as_str())).map(|(name, value)| (name.clone(), value.clone())).collect(),
                    none => none.clone(),
                };
                match method {
                    "DELETE" => server.delete(&record).expect(204),
                    _ => server.patch(&record, patch).expect(200),
                };
                assert!(!stored_bodies(server).contains(secret), "{key} {path}: {}", stored_bodies(server));
                let again = post(server, key, path, &body).problem(409, "conflict").has_code("idempotency_secret");
                assert!(again.text_at("/detail").contains(&record) && !again.text.contains("secret;"), "{}", again.text);
                if method == "PATCH" {
                    server.delete(&record).expect(204);
                }
            }
        }
        // A training that is deleted with its participants, and a file that renames.
        let others = given::training(server, "D-2", "15.01", "2024-05-01");
        let path = format!("/trainings/{others}/participants");
        post(server, "cascade", &path, &person("Siti Nurhaliza")).expect(201);
        server.delete(&format!("/trainings/{others}?cascade=true")).expect(204);
        post(server, "file", &people, &person("Siti Nurhaliza")).expect(201);
        let file = "training_code,identity_number,name\nD-1,1571012345678901,Siti N.\n";
        server.request("POST", "/imports/participants").body(file.to_owned(), "text/csv").send().expect(200);
        assert!(!stored_bodies(server).contains("Siti Nurhaliza"), "{}", stored_bodies(server));
    }

    fn other_changes_keep_the_stored_answer(server: &Server) {
        let training = given::training(server, "D-1", "15.01", "2024-05-01");
        let path = format!("/trainings/{training}/participants");
        let body = json!({"name": "Siti", "score": "80"});
        let first = post(server, "k", &path, &body).expect(201);
        server.patch(&first.header("location").unwrap(), json!({"score": "81"})).expect(200);
        same_again(&first, &post(server, "k", &path, &body));
    }

    fn a_key_that_cannot_be_read_is_refused(server: &Server) {
        for key in ["", "a b", "a\tb", &"k".repeat(256)] {
            let answer = post(server, key, "/umkm", &business("U-1"));
            answer.problem(400, "malformed").names_parameter("idempotency-key");
        }
        post(server, &"k".repeat(255), "/umkm", &business("U-1")).expect(201);
    }

    /// Sixteen requests at once with one key: one is carried out, and all get its answer.
    fn of_many_concurrent_repeats_one_is_carried_out(server: &Server) {
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..16).map(|_| scope.spawn(|| post(server, "k", "/umkm", &business("U-1")))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let done: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 201).collect();
        let first = done.iter().filter(|answer| answer.header("idempotency-replayed").is_none()).count();
        assert_eq!(first, 1);
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            answer.clone().expect(409).has_code("idempotency_in_progress");
        }
        assert!(done.windows(2).all(|two| two[0].text == two[1].text));
        assert_eq!(server.get("/umkm").expect(200).items().len(), 1);
    }
}

/// The request is blocked in its work by a lock on its data.
#[test]
fn a_repeat_of_a_running_request_is_409() {
    let server = Server::start(Backend::Postgres);
    let mut other = PgConnection::establish(&server.database_url()).expect("the database");
    other.batch_execute("BEGIN; SELECT 1 FROM regions WHERE code = '15.01' FOR UPDATE").unwrap();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| post(&server, "k", "/umkm", &business("U-1")));
        server.await_lock_wait();
        let second = post(&server, "k", "/umkm", &business("U-1")).problem(409, "conflict");
        assert_eq!(second.header("retry-after").as_deref(), Some("1"));
        second.has_code("idempotency_in_progress");
        other.batch_execute("COMMIT").unwrap();
        let first = first.join().unwrap().expect(201);
        same_again(&first, &post(&server, "k", "/umkm", &business("U-1")));
    });
}
