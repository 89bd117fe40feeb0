//! A business's yearly reports.

use serde_json::{Value, json};

use crate::harness::{Server, given};

fn full() -> Value {
    json!({"region": "15.01", "turnover": "120000000.00", "assets": "45000000.50", "workers": 4})
}

fn path(server: &Server) -> String {
    format!("/umkm/{}/reports/2023", given::umkm(server, "U-1", "15.71"))
}

both! {
    fn put_creates_and_then_replaces(server: &Server) {
        let path = path(server);
        server.get(&path).problem(404, "not-found");
        let created = server.put(&path, full()).expect(201);
        assert!(created.header("location").unwrap().ends_with(&path));
        let read = server.get(&path).expect(200);
        assert_eq!(read.json(), created.json());
        for (member, value) in full().as_object().unwrap() {
            assert_eq!(&read.at(&format!("/{member}")), value, "{member}");
        }
        // Every amount may be unknown, even all of them: the report still records that the business reported.
        let replaced = server.put(&path, json!({})).expect(200);
        assert_eq!(replaced.at("/turnover"), Value::Null);
        assert_eq!(replaced.at("/workers"), Value::Null);
    }

    fn a_report_has_exactly_these_members(server: &Server) {
        let report = server.put(&path(server), json!({})).expect(201).json();
        let members: Vec<_> = report.as_object().unwrap().keys().map(String::as_str).collect();
        let expected =
            ["umkm_id", "year", "region", "turnover", "assets", "workers", "class", "created_at", "updated_at"];
        assert_eq!(members, expected);
    }

    fn patch_and_delete(server: &Server) {
        let path = path(server);
        server.patch(&path, json!({"workers": 1})).problem(404, "not-found");
        server.put(&path, full()).expect(201);
        let patched = server.patch(&path, json!({"workers": null, "assets": "1.00"})).expect(200);
        assert_eq!(patched.at("/workers"), Value::Null);
        assert_eq!(patched.at("/assets"), json!("1.00"));
        assert_eq!(patched.at("/turnover"), json!("120000000.00"));
        server.delete(&path).expect(204);
        server.get(&path).problem(404, "not-found");
        server.delete(&path).problem(404, "not-found");
    }

    fn every_member_is_checked(server: &Server) {
        let path = path(server);
        for (member, wrong) in
            [("region", json!("15.99")), ("turnover", json!("-1")), ("assets", json!("0.001")), ("workers", json!(-1))]
        {
            let refused = server.put(&path, given::merged(full(), json!({ member: wrong }))).problem(422, "invalid");
            assert_eq!(refused.pointers(), [format!("/{member}")], "{member} = {wrong}: {}", refused.whole());
        }
        server.get(&path).problem(404, "not-found");
    }

    fn the_units_list_is_sorted_by_year(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        for year in [2022, 2020, 2021] {
            given::umkm_report(server, id, year, json!({}));
        }
        let items = server.get(&format!("/umkm/{id}/reports")).expect(200).items();
        let years: Vec<_> = items.iter().map(|item| item["year"].as_i64().unwrap()).collect();
        assert_eq!(years, [2020, 2021, 2022]);
    }
}
