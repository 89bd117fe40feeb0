//! The filters of the lists.

use serde_json::json;

use crate::harness::{Server, given};

/// Joins one member of every item that the filter returned.
fn remaining(server: &Server, path: &str, member: &str) -> String {
    let items = server.get(path).expect(200).items();
    let values: Vec<_> = items.iter().map(|item| item[member].as_str().unwrap().to_owned()).collect();
    values.join(" ")
}

both! {
    fn a_region_filter_includes_regions_below(server: &Server) {
        for (number, region) in [("A", "15"), ("B", "15.01"), ("C", "15.71")] {
            given::cooperative(server, number, region);
            given::umkm(server, number, region);
            given::training(server, number, region, "2023-05-05");
        }
        for (path, member) in
            [("/cooperatives", "register_number"), ("/umkm", "register_number"), ("/trainings", "code")]
        {
            assert_eq!(remaining(server, &format!("{path}?region=15"), member), "A B C");
            assert_eq!(remaining(server, &format!("{path}?region=15.01"), member), "B");
            assert_eq!(remaining(server, &format!("{path}?region=15.02"), member), "");
            let refused = server.get(&format!("{path}?region=15.99")).problem(422, "invalid");
            refused.names_parameter("region").has_code("unknown_region");
        }
    }

    fn a_search_finds_parts_of_name_or_number_in_any_case(server: &Server) {
        for (number, name) in
            [("K-01", "Maju Jaya"), ("K-02", "jaya MAJU"), ("X-99", "100% Sejahtera"), ("Y_7", "Café Kopi")]
        {
            given::cooperative_with(server, number, "15.71", json!({"name": name}));
            given::umkm_with(server, number, "15.71", json!({"name": name}));
        }
        for path in ["/cooperatives", "/umkm"] {
            let with = |q: &str| remaining(server, &format!("{path}?q={q}"), "register_number");
            assert_eq!(with("maju"), "K-01 K-02");
            assert_eq!(with("MAJU%20JAYA"), "K-01");
            assert_eq!(with("k-0"), "K-01 K-02");
            assert_eq!(with("ejahter"), "X-99");
            assert_eq!(with("CAF%C3%89"), "Y_7", "any case holds beyond ASCII");
            // The wildcards of LIKE have no meaning in a search.
            assert_eq!(with("%25"), "X-99");
            assert_eq!(with("_"), "Y_7");
            assert_eq!(with("%5C"), "");
            assert_eq!(with("'"), "");
        }
    }

    fn trainings_are_filtered_by_year_and_text(server: &Server) {
        given::training(server, "A-1", "15.71", "2022-12-31");
        given::training(server, "B-1", "15.71", "2023-01-01");
        assert_eq!(remaining(server, "/trainings?year=2023", "code"), "B-1");
        assert_eq!(remaining(server, "/trainings?year=2022", "code"), "A-1");
        assert_eq!(remaining(server, "/trainings?q=a-1", "code"), "A-1");
    }

    fn lists_are_filtered_by_time_of_change(server: &Server) {
        let (first, second) = (given::cooperative(server, "K-1", "15.71"), given::cooperative(server, "K-2", "15.71"));
        std::thread::sleep(std::time::Duration::from_millis(1100));
        let changed = server.patch(&format!("/cooperatives/{second}"), json!({"sharia": true})).expect(200);
        let since = changed.text_at("/updated_at");
        assert_eq!(remaining(server, &format!("/cooperatives?updated_since={since}"), "register_number"), "K-2");
        let before = server.get(&format!("/cooperatives/{first}")).text_at("/created_at");
        assert_eq!(remaining(server, &format!("/cooperatives?updated_since={before}"), "register_number"), "K-1 K-2");
        for wrong in ["yesterday", "2023", "2023-13-01T00:00:00Z"] {
            let answer = server.get(&format!("/cooperatives?updated_since={wrong}"));
            assert!(matches!(answer.status, 400 | 422), "{}", answer.whole());
        }
    }

    fn reports_are_filtered_across_units(server: &Server) {
        for (number, region) in [("K-1", "15.01"), ("K-2", "15.71")] {
            let id = given::cooperative(server, number, region);
            given::cooperative_report(server, id, 2022, json!({}));
            given::cooperative_report(server, id, 2023, json!({}));
            let id = given::umkm(server, number, region);
            given::umkm_report(server, id, 2022, json!({}));
            given::umkm_report(server, id, 2023, json!({}));
        }
        for path in ["/cooperative-reports", "/umkm-reports"] {
            assert_eq!(remaining(server, path, "register_number"), "K-1 K-2 K-1 K-2", "by year, then by unit");
            assert_eq!(remaining(server, &format!("{path}?year=2023"), "register_number"), "K-1 K-2");
            assert_eq!(remaining(server, &format!("{path}?year=2023&region=15.71"), "register_number"), "K-2");
            assert_eq!(remaining(server, &format!("{path}?year=2021"), "register_number"), "");
        }
        // The region of the report counts, not the region of the unit.
        let moved = given::cooperative(server, "K-3", "15.02");
        given::cooperative_report(server, moved, 2023, json!({"region": "15.03"}));
        assert_eq!(remaining(server, "/cooperative-reports?region=15.03", "register_number"), "K-3");
        assert_eq!(remaining(server, "/cooperative-reports?region=15.02", "register_number"), "");
        let item = server.get("/cooperative-reports?region=15.03").items().remove(0);
        assert_eq!(item["name"], json!("Koperasi K-3"));
    }

    fn participants_are_filtered_across_trainings(server: &Server) {
        for (code, region, ends_on) in [("D-1", "15.01", "2022-05-05"), ("D-2", "15.71", "2023-05-05")] {
            let id = given::training(server, code, region, ends_on);
            given::participant(server, id, "Ani", None);
        }
        assert_eq!(remaining(server, "/participants", "training_code"), "D-1 D-2");
        assert_eq!(remaining(server, "/participants?year=2023", "training_code"), "D-2");
        assert_eq!(remaining(server, "/participants?region=15.01", "training_code"), "D-1");
        assert_eq!(remaining(server, "/participants?training_code=D-2", "training_code"), "D-2");
        assert_eq!(remaining(server, "/participants?region=15&year=2021", "training_code"), "");
    }
}
