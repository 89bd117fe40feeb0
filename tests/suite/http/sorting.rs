//! Sorting: every allowed key in both directions, with ties broken.

use serde_json::{Value, json};

use crate::harness::{Server, given};

/// The list sorted by this member must equal the list sorted here, in both directions. Ties may have either order, but
/// a total one.
fn check(server: &Server, path: &str, member: &str) {
    let read = |sort: &str| server.get(&format!("{path}?sort={sort}")).expect(200).items();
    let key = |item: &Value| match &item[member] {
        Value::Number(number) => (number.as_i64().unwrap(), String::new()),
        other => (0, other.as_str().unwrap().to_owned()),
    };
    let up: Vec<_> = read(member).iter().map(key).collect();
    let mut expected = up.clone();
    expected.sort();
    assert!(up.len() > 1, "nothing to sort in {path}");
    assert_eq!(up, expected, "{path}?sort={member}");
    let down: Vec<_> = read(&format!("-{member}")).iter().map(key).collect();
    expected.reverse();
    assert_eq!(down, expected, "{path}?sort=-{member}");
}

both! {
    fn units_and_trainings_are_sorted(server: &Server) {
        // The names are in neither numerical nor alphabetical order, and one name occurs twice.
        for (number, name) in [("B-2", "Cempaka"), ("C-3", "Anggrek"), ("A-1", "Melati"), ("D-4", "Anggrek")] {
            let name = json!({"name": name});
            given::cooperative_with(server, number, "15.71", name.clone());
            given::umkm_with(server, number, "15.71", name);
        }
        let first = server.get("/cooperatives").expect(200).items()[0]["id"].as_i64().unwrap();
        server.patch(&format!("/cooperatives/{first}"), json!({"sharia": true})).expect(200);
        for path in ["/cooperatives", "/umkm"] {
            for member in ["id", "register_number", "name", "updated_at"] {
                check(server, path, member);
            }
        }
        for (code, ends_on) in [("B", "2023-05-05"), ("A", "2024-01-01"), ("C", "2021-12-31"), ("D", "2023-05-05")] {
            given::training(server, code, "15.71", ends_on);
        }
        for member in ["id", "code", "ends_on", "updated_at"] {
            check(server, "/trainings", member);
        }
    }

    fn the_default_order_is_by_id(server: &Server) {
        for number in ["C", "A", "B"] {
            given::cooperative(server, number, "15.71");
        }
        let ids = |path: &str| -> Vec<_> {
            server.get(path).expect(200).items().iter().map(|item| item["id"].clone()).collect()
        };
        assert_eq!(ids("/cooperatives"), ids("/cooperatives?sort=id"));
    }

    fn reports_are_sorted_by_year(server: &Server) {
        for number in ["K-1", "K-2"] {
            let id = given::cooperative(server, number, "15.71");
            for year in [2023, 2021, 2022] {
                given::cooperative_report(server, id, year, json!({}));
            }
        }
        for number in ["U-1", "U-2"] {
            let id = given::umkm(server, number, "15.71");
            for year in [2023, 2021, 2022] {
                given::umkm_report(server, id, year, json!({}));
            }
        }
        for path in ["/cooperative-reports", "/umkm-reports"] {
            check(server, path, "year");
            check(server, path, "updated_at");
        }
    }

    fn an_unknown_sort_key_is_refused(server: &Server) {
        for sort in ["owner_name", "password", "--id", "", "id,name", "ID", "1"] {
            let refused = server.get(&format!("/umkm?sort={sort}"));
            refused.problem(400, "malformed").names_parameter("sort");
        }
    }
}
