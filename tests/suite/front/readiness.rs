//! `/readyz` names the reason why the service is not ready.

use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection};
use serde_json::json;

use crate::harness::{Answer, Backend, Server, until};

fn execute(server: &Server, sql: &str) {
    let url = server.database_url();
    match server.backend() {
        Backend::Sqlite => {
            let mut connection = SqliteConnection::establish(url.strip_prefix("sqlite:").unwrap()).unwrap();
            diesel::sql_query(sql).execute(&mut connection).unwrap();
        }
        Backend::Postgres => {
            let mut connection = PgConnection::establish(&url).unwrap();
            diesel::sql_query(sql).execute(&mut connection).unwrap();
        }
    }
}

/// Waits until the answer changes: it is cached for a moment.
#[track_caller]
fn await_status(server: &Server, status: u16) -> Answer {
    until(&format!("/readyz answers {status}"), || server.get("/readyz").status == status);
    server.get("/readyz")
}

both! {
    fn another_schema_version_is_not_ready(server: &Server) {
        server.get("/readyz").expect(200);
        execute(server, "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')");
        let answer = await_status(server, 503).problem(503, "unavailable");
        assert_eq!(answer.at("/errors/0/code"), json!("schema_differs"));
        assert!(answer.header("retry-after").is_some());
        execute(server, "DELETE FROM __diesel_schema_migrations WHERE version = '29991231000000'");
        await_status(server, 200);
    }
}

/// A Postgres server can become unreachable, an SQLite file cannot.
#[test]
fn an_unreachable_database_is_not_ready() {
    let server = Server::start(Backend::Postgres);
    server.drop_database();
    let answer = await_status(&server, 503).problem(503, "unavailable");
    assert_eq!(answer.at("/errors/0/code"), json!("database_away"));
}

/// Another program holds the write lock of the file while writes wait.
#[test]
fn stuck_writes_are_not_ready() {
    let server = Server::start(Backend::Sqlite);
    let url = server.database_url();
    let mut other = SqliteConnection::establish(url.strip_prefix("sqlite:").unwrap()).unwrap();
    diesel::sql_query("BEGIN IMMEDIATE").execute(&mut other).unwrap();
    std::thread::scope(|scope| {
        let body = |n: usize| json!({"register_number": format!("K-{n}"), "name": "x", "region": "15"});
        let mut writers = Vec::new();
        // The first writes may form one batch that waits for the lock; the next write waits behind them.
        let answer = loop {
            let (server, body) = (&server, body(writers.len()));
            writers.push(scope.spawn(move || server.post("/cooperatives", body)));
            // The answer is cached for a second.
            let mut answers = (0..30).map(|_| {
                std::thread::sleep(std::time::Duration::from_millis(50));
                server.get("/readyz")
            });
            match answers.find(|answer| answer.status != 200) {
                Some(answer) => break answer.problem(503, "unavailable"),
                None => assert!(writers.len() < 30, "no write waits behind another"),
            }
        };
        assert_eq!(answer.at("/errors/0/code"), json!("writes_stuck"));
        diesel::sql_query("ROLLBACK").execute(&mut other).unwrap();
        for writer in writers {
            writer.join().unwrap().expect(201);
        }
    });
    await_status(&server, 200);
}
