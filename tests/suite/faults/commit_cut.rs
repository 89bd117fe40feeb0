//! The connection to Postgres is cut during a commit: the write is stored completely or not at all, and the answer
//! says which.

use serde_json::json;

use super::load::{unavailable, write_while};
use super::proxy::{Proxy, Way};
use crate::agreement::{same_indicators, verify_is_clean};
use crate::harness::{Answer, Backend, Setup, given};
use crate::history::read_back;

/// Cuts the connection of the one running write. Returns its answer, and the turnover and workers of its report
/// afterwards.
fn cut(way: Way) -> (Answer, String, i64) {
    let mut proxy = None;
    let setup = Setup::on(Backend::Postgres).url(|url| proxy.insert(Proxy::to(url)).url(url));
    let server = setup.start();
    let proxy = proxy.unwrap();
    let business = given::umkm(&server, "U-1", "15.71");
    given::umkm_report(&server, business, 2024, json!({"turnover": "100.00", "workers": 1}));

    proxy.set(way);
    let path = format!("/umkm/{business}/reports/2024");
    let answer = server.put(&path, json!({"turnover": "250.00", "workers": 2}));
    proxy.await_cut();

    let report = server.get(&path).expect(200);
    same_indicators(&server, &read_back(&server), 2024, None);
    verify_is_clean(&server);
    // The next write succeeds as usual.
    server.put(&path, json!({"turnover": "300.00", "workers": 3})).expect(200);
    verify_is_clean(&server);
    (answer, report.text_at("/turnover"), report.at("/workers").as_i64().unwrap())
}

#[test]
fn a_commit_is_lost_before_it_arrives() {
    let (answer, turnover, workers) = cut(Way::CutBeforeCommit);
    assert!(
        !answer.text.contains("may have been done"),
        "the write was not done, and the answer must say so: {}",
        answer.text
    );
    unavailable(answer);
    assert_eq!((turnover.as_str(), workers), ("100.00", 1));
}

#[test]
fn a_commit_is_done_and_its_answer_lost() {
    let (answer, turnover, workers) = cut(Way::CutAfterCommit);
    assert_eq!(answer.expect(200).text_at("/turnover"), "250.00");
    assert_eq!((turnover.as_str(), workers), ("250.00", 2));
}

/// Writes of several records use another way to the database.
#[test]
fn the_commit_of_an_import_is_cut() {
    let mut proxy = None;
    let setup = Setup::on(Backend::Postgres).url(|url| proxy.insert(Proxy::to(url)).url(url));
    let server = setup.start();
    let proxy = proxy.unwrap();
    let send = |name: &str| {
        let file = format!("register_number,name,region\n{name}-1,Usaha,15.71\n{name}-2,Usaha,15.71\n");
        server.request("POST", "/imports/umkm").body(file, "text/csv").send()
    };
    proxy.set(Way::CutBeforeCommit);
    unavailable(send("A"));
    proxy.set(Way::CutAfterCommit);
    send("B").expect(200);
    let found = server.get("/umkm").expect(200).items();
    let found: Vec<_> = found.iter().map(|unit| unit["register_number"].clone()).collect();
    assert_eq!(found, [json!("B-1"), json!("B-2")]);
    verify_is_clean(&server);
}

/// Cuts repeatedly, among writers of one region and year that wait for each other's locks.
#[test]
fn commits_are_cut_among_many_writers() {
    let mut proxy = None;
    let setup = Setup::on(Backend::Postgres).url(|url| proxy.insert(Proxy::to(url)).url(url));
    let server = setup.start();
    let proxy = proxy.unwrap();
    let ledger = write_while(&[&server], |progress| {
        for round in 0..12 {
            progress.acknowledged(5);
            proxy.set([Way::CutBeforeCommit, Way::CutAfterCommit][round % 2]);
            proxy.await_cut();
        }
        progress.acknowledged(5);
    });
    ledger.check(&server);
}
