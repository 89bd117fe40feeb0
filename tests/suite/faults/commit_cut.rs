//! The connection to Postgres is cut in the middle of a commit: the write is there as a whole or not at all.

use serde_json::json;

use super::load::{unavailable, write_while};
use super::proxy::{Proxy, Way};
use crate::agreement::{same_indicators, verify_is_clean};
use crate::harness::{Backend, Setup, given};
use crate::history::read_back;

/// Cuts the one write under way, and gives the turnover and workers that its report has afterwards.
fn cut(way: Way) -> (String, i64) {
    let mut proxy = None;
    let setup = Setup::on(Backend::Postgres).url(|url| proxy.insert(Proxy::to(url)).url(url));
    let server = setup.start();
    let proxy = proxy.unwrap();
    let business = given::umkm(&server, "U-1", "15.71");
    given::umkm_report(&server, business, 2024, json!({"turnover": "100.00", "workers": 1}));

    proxy.set(way);
    let path = format!("/umkm/{business}/reports/2024");
    unavailable(server.put(&path, json!({"turnover": "250.00", "workers": 2})));
    proxy.await_cut();

    let report = server.get(&path).expect(200);
    same_indicators(&server, &read_back(&server), 2024, None);
    verify_is_clean(&server);
    // The next one is taken as ever.
    server.put(&path, json!({"turnover": "300.00", "workers": 3})).expect(200);
    verify_is_clean(&server);
    (report.text_at("/turnover"), report.at("/workers").as_i64().unwrap())
}

#[test]
fn before_it_arrives() {
    assert_eq!(cut(Way::CutBeforeCommit), ("100.00".to_owned(), 1));
}

#[test]
fn after_it_was_done() {
    assert_eq!(cut(Way::CutAfterCommit), ("250.00".to_owned(), 2));
}

/// Again and again among writers of the same region and year, who wait for each other's locks.
#[test]
fn among_many() {
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
