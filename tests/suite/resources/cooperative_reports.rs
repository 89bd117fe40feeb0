//! A cooperative's yearly reports, addressed by their natural key.

use serde_json::{Value, json};

use crate::harness::{Server, given};

fn full() -> Value {
    json!({
        "region": "15.01", "rat_held": true, "rat_held_on": "2024-04-17", "serves_members": true,
        "business_volume": "1250000000.50", "health_rating": "healthy", "health_score": "81.5", "members": 210,
        "employees": 7, "assets": "900000000.00", "equity": "300000000.00", "surplus": "-1500000.25"
    })
}

fn path(server: &Server) -> String {
    format!("/cooperatives/{}/reports/2023", given::cooperative(server, "K-1", "15.71"))
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
        assert_eq!(read.at("/year"), json!(2023));

        let replaced = server.put(&path, json!({"rat_held": false, "serves_members": true})).expect(200);
        assert_eq!(replaced.at("/rat_held"), json!(false));
        assert_eq!(replaced.at("/business_volume"), Value::Null, "what a PUT leaves out is unknown");
        assert_eq!(server.get(&path).expect(200).json(), replaced.json());
    }

    fn a_report_has_exactly_these_members(server: &Server) {
        let report = server.put(&path(server), json!({"rat_held": true, "serves_members": false})).expect(201).json();
        let members: Vec<_> = report.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "cooperative_id",
            "year",
            "region",
            "rat_held",
            "rat_held_on",
            "serves_members",
            "business_volume",
            "health_rating",
            "health_score",
            "rating_used",
            "members",
            "employees",
            "assets",
            "equity",
            "surplus",
            "activity",
            "created_at",
            "updated_at",
        ];
        assert_eq!(members, expected);
    }

    fn the_two_answers_are_required(server: &Server) {
        let refused = server.put(&path(server), json!({})).problem(422, "invalid");
        refused.names("/rat_held", "required").names("/serves_members", "required");
    }

    fn patch_changes_what_it_names_and_null_removes(server: &Server) {
        let path = path(server);
        server.patch(&path, json!({"members": 1})).problem(404, "not-found");
        server.put(&path, full()).expect(201);
        let patched = server.patch(&path, json!({"members": 211, "business_volume": null})).expect(200);
        assert_eq!(patched.at("/members"), json!(211));
        assert_eq!(patched.at("/business_volume"), Value::Null);
        assert_eq!(patched.at("/employees"), json!(7));
        let refused = server.patch(&path, json!({"rat_held": null})).problem(422, "invalid");
        refused.names("/rat_held", "required");
    }

    fn a_deleted_record_is_gone(server: &Server) {
        let path = path(server);
        server.put(&path, full()).expect(201);
        server.delete(&path).expect(204);
        server.get(&path).problem(404, "not-found");
        server.delete(&path).problem(404, "not-found");
        server.put(&path, full()).expect(201);
    }

    fn the_units_list_is_sorted_by_year(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        for year in [2022, 2020, 2023, 2021] {
            given::cooperative_report(server, id, year, json!({}));
        }
        let list = server.get(&format!("/cooperatives/{id}/reports")).expect(200);
        let years: Vec<_> = list.items().iter().map(|item| item["year"].as_i64().unwrap()).collect();
        assert_eq!(years, [2020, 2021, 2022, 2023]);
        assert_eq!(list.at("/next_cursor"), Value::Null);
    }

    fn an_unknown_unit_is_404(server: &Server) {
        server.get("/cooperatives/77/reports").problem(404, "not-found");
        server.get("/cooperatives/77/reports/2023").problem(404, "not-found");
        server.put("/cooperatives/77/reports/2023", full()).problem(404, "not-found");
        server.delete("/cooperatives/77/reports/2023").problem(404, "not-found");
    }

    fn every_member_is_checked(server: &Server) {
        let path = path(server);
        for (member, wrong) in [
            ("region", json!("15.99")),
            ("rat_held_on", json!("2024-13-01")),
            ("business_volume", json!("-0.01")),
            ("assets", json!("-1")),
            ("equity", json!("-1")),
            ("health_rating", json!("excellent")),
            ("health_score", json!("100.001")),
            ("health_score", json!("-1")),
            ("members", json!(-1)),
            ("employees", json!(-1)),
        ] {
            let refused = server.put(&path, given::merged(full(), json!({ member: wrong }))).problem(422, "invalid");
            assert_eq!(refused.pointers(), [format!("/{member}")], "{member} = {wrong}: {}", refused.whole());
        }
        server.get(&path).problem(404, "not-found");
    }

    fn a_meeting_day_needs_a_meeting(server: &Server) {
        let body = json!({"rat_held": false, "serves_members": true, "rat_held_on": "2024-04-17"});
        let path = path(server);
        server.put(&path, body).problem(422, "invalid").names_pointer("/rat_held_on");
        // The same result in two steps.
        server.put(&path, full()).expect(201);
        server.patch(&path, json!({"rat_held": false})).problem(422, "invalid");
        let both = json!({"rat_held": false, "rat_held_on": null});
        assert_eq!(server.patch(&path, both).expect(200).at("/rat_held_on"), Value::Null);
    }

    fn the_year_is_within_bounds(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        let put = |year: &str| server.put(&format!("/cooperatives/{id}/reports/{year}"), full());
        // The time in Jakarta, seven hours ahead of UTC all year round.
        let now = chrono::Utc::now() + chrono::TimeDelta::hours(7);
        let next: i32 = now.format("%Y").to_string().parse::<i32>().unwrap() + 1;
        put("1990").expect(201);
        put(&next.to_string()).expect(201);
        put("1989").problem(422, "invalid");
        put(&(next + 1).to_string()).problem(422, "invalid");
        for malformed in ["abc", "20a3", "2023.0", "99999999999999999999"] {
            let answer = put(malformed);
            assert!(matches!(answer.status, 400 | 422), "{}", answer.whole());
        }
        put("abc").problem(400, "malformed");
    }
}
