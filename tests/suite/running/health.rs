//! `/livez` touches nothing; `/readyz` says whether requests can be served.

use crate::harness::{Backend, Server, until};

both! {
    fn a_running_service_is_alive_and_ready(server: &Server) {
        server.anonymous().get("/livez").expect(200);
        server.anonymous().get("/readyz").expect(200);
    }
}

/// On Postgres alone: an open SQLite file cannot be taken away.
#[test]
fn a_service_without_its_database_is_alive_and_not_ready() {
    let server = Server::start(Backend::Postgres);
    server.drop_database();
    server.get("/livez").expect(200);
    until("it is not ready", || server.get("/readyz").status == 503);
    let answer = server.get("/readyz").problem(503, "unavailable");
    assert!(answer.header("retry-after").is_some(), "{}", answer.whole());
    assert!(!answer.text.contains("iku_test_"), "the database's name is shown: {}", answer.text);
    let answer = server.get("/indicators/2023").problem(503, "unavailable");
    assert!(answer.header("retry-after").is_some(), "{}", answer.whole());
}
