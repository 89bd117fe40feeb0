//! `iku verify` must see what is wrong in the totals, or its silence elsewhere would prove nothing.

use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection};
use serde_json::json;

use super::seed;
use crate::agreement::{same_indicators, verify_is_clean};
use crate::harness::{Backend, Server, given};
use crate::history::{History, YEARS, load_regions};

/// Runs a statement on the server's database, behind its back.
fn behind_its_back(server: &Server, sql: &str) -> usize {
    let url = server.database_url();
    let changed = match server.backend() {
        Backend::Sqlite => {
            let path = url.strip_prefix("sqlite:").expect("an SQLite URL");
            let mut connection = SqliteConnection::establish(path).expect("the file");
            diesel::sql_query("PRAGMA busy_timeout = 60000").execute(&mut connection).expect("a pragma");
            diesel::sql_query(sql).execute(&mut connection)
        }
        Backend::Postgres => {
            let mut connection = PgConnection::establish(&url).expect("the database");
            diesel::sql_query(sql).execute(&mut connection)
        }
    };
    changed.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// `verify` fails and names the place; `--repair` mends it; then `verify` is silent.
fn found_and_mended(server: &Server, year: &str, region: &str, sql: &str) {
    let output = server.iku(&["verify"]);
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!output.status.success(), "verify took this for right: {sql}\n{said}");
    let names_the_place = said.lines().any(|line| line.contains(year) && line.contains(region));
    assert!(names_the_place, "{year} and {region} are not named after: {sql}\n{said}");

    let output = server.iku(&["verify", "--repair"]);
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "--repair of {sql}\n{said}");
    let names_the_place = said.lines().any(|line| line.contains(year) && line.contains(region));
    assert!(names_the_place && said.contains("repaired: "), "what is repaired is not told after: {sql}\n{said}");
    let again = server.iku(&["verify"]);
    assert!(again.status.success(), "still not right after --repair of: {sql}\n{said}");
}

both! {
    fn verify_names_what_was_tampered_with_and_repair_mends_it(server: &Server) {
        load_regions(server);
        let mut history = History::new(seed() + 5, 0, 1);
        for _ in 0..250 {
            history.go_on(server);
        }
        // One unit that is surely there, at a place where nothing else is, so that each statement below hits something.
        let id = given::umkm_with(server, "U-1", "15.04", json!({"assisted_since": "2001-01-01"}));
        for (year, turnover) in [(2003, "100.00"), (2004, "120.00")] {
            server.put(&format!("/umkm/{id}/reports/{year}"), json!({"turnover": turnover})).expect(201);
        }
        verify_is_clean(server);
        let growth = server.get("/indicators/2004?region=15.04&breakdown=region").expect(200).json();

        let at = "region = '15.04' AND year = 2004";
        let tampered = [
            ("2004", "15.04", format!("UPDATE totals SET turnover_sum = turnover_sum + 1 WHERE {at}")),
            ("2004", "15.04", format!("UPDATE totals SET turnover_matched = 0 WHERE {at}")),
            ("2004", "15.04", format!("UPDATE totals SET umkm_outside_dates = 1 WHERE {at}")),
            ("2004", "15.04", format!("UPDATE totals SET participants = 1, good = 1 WHERE {at}")),
            ("2004", "15.04", format!("DELETE FROM totals WHERE {at}")),
            ("2007", "15.05", "INSERT INTO totals (year, region, workers_sum) VALUES (2007, '15.05', 1)".to_owned()),
            // A record written past the service: the totals are as they were, and so are wrong.
            ("2003", "15.04", format!("DELETE FROM umkm_reports WHERE umkm_id = {id} AND year = 2003")),
            (
                "2001",
                "15.04",
                "UPDATE expectations SET umkm = 700 WHERE region = '15.04' AND year = 2001".to_owned(),
            ),
        ];
        // Without expected units and records no sum shows that the row is missing; the region would be missing from every answer.
        server.put("/regions/15.73", json!({"bps_code": "1573", "name": "Baru", "kind": "kota"})).expect(201);
        let gone = "DELETE FROM expectations WHERE region = '15.73' AND year = 1991".to_owned();
        let training = given::training(server, "D-2004", "15.04", "2004-05-01");
        let moved = "UPDATE trainings SET year = 2003 WHERE code = 'D-2004'".to_owned();
        let tampered = tampered.into_iter().chain([("1991", "15.73", gone), ("2004", "15.04", moved)]);
        for (year, region, sql) in tampered {
            assert_eq!(behind_its_back(server, &sql), 1, "{sql}");
            found_and_mended(server, year, region, &sql);
        }
        server.get("/indicators/1991?region=15.73").expect(200);
        server.delete("/regions/15.73").expect(204);
        assert_eq!(server.get("/trainings?year=2004&region=15.04").expect(200).items().len(), 1);
        server.delete(&format!("/trainings/{training}")).expect(204);
        let now = server.get("/indicators/2004?region=15.04&breakdown=region").expect(200).json();
        assert_ne!(now, growth, "the deleted report of 2003 is gone from the figures as well");

        server.delete(&format!("/umkm/{id}?cascade=true")).expect(204);
        for year in YEARS {
            same_indicators(server, &history.own, year, None);
        }
        verify_is_clean(server);
    }

    /// `verify` beside a server that is being written to must not take a write in between for a difference.
    fn verify_is_silent_while_others_write(server: &Server) {
        load_regions(server);
        std::thread::scope(|scope| {
            for writer in 0..3 {
                scope.spawn(move || {
                    let mut history = History::new(seed() + 6, writer, 3);
                    for _ in 0..150 {
                        history.go_on(server);
                    }
                });
            }
            scope.spawn(move || {
                for _ in 0..5 {
                    verify_is_clean(server);
                }
            });
        });
        verify_is_clean(server);
    }
}
