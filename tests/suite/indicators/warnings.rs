//! The warnings of values.

use serde_json::{Value, json};

use crate::harness::{Server, given};

fn warnings(server: &Server, path_query: &str, code: &str) -> Vec<String> {
    let indicator = given::indicator(server, path_query, code);
    let list = indicator["warnings"].as_array().unwrap();
    for one in list {
        let (indonesian, english) = (one["detail"]["id"].as_str().unwrap(), one["detail"]["en"].as_str().unwrap());
        assert!(!indonesian.is_empty() && !english.is_empty() && indonesian != english, "{one}");
    }
    list.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

both! {
    fn a_region_missing_in_one_of_the_years(server: &Server) {
        let code = "umkm-turnover-growth";
        let (first, second) = (given::umkm(server, "U-1", "15.71"), given::umkm(server, "U-2", "15.01"));
        given::umkm_report(server, first, 2022, json!({"turnover": "100.00"}));
        given::umkm_report(server, first, 2023, json!({"turnover": "110.00"}));
        assert!(warnings(server, "2023", code).is_empty());
        given::umkm_report(server, second, 2022, json!({"turnover": "100.00"}));
        assert_eq!(warnings(server, "2023", code), ["regions_missing"]);
        let growth = given::indicator(server, "2023", code);
        assert!(growth["warnings"][0]["detail"]["en"].as_str().unwrap().contains("15.01"), "{growth}");
        assert!(warnings(server, "2023?region=15.71", code).is_empty());
        given::umkm_report(server, second, 2023, json!({"turnover": "100.00"}));
        assert!(warnings(server, "2023", code).is_empty());
        server.delete(&format!("/umkm/{second}/reports/2022")).expect(204);
        assert_eq!(warnings(server, "2023", code), ["regions_missing"], "the other way round too");
    }

    fn a_report_outside_the_dates_of_its_unit_counts_with_a_warning(server: &Server) {
        let dates = json!({"assisted_since": "2022-06-01", "assisted_until": "2023-06-01"});
        let id = given::umkm_with(server, "U-1", "15.71", dates);
        for year in [2022, 2023] {
            given::umkm_report(server, id, year, json!({"workers": 5}));
        }
        assert!(warnings(server, "2023", "umkm-workers-growth").is_empty());
        given::umkm_report(server, id, 2024, json!({"workers": 6}));
        assert_eq!(warnings(server, "2024", "umkm-workers-growth"), ["report_outside_dates"]);
        assert_eq!(given::indicator(server, "2024", "umkm-workers-growth")["value"], json!("20.00"));
    }

    fn records_beside_a_figure(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2022, json!({"workers": 5}));
        given::umkm_report(server, id, 2023, json!({"workers": 7}));
        given::figure(server, "umkm", 2023, "15.71", json!({"workers": 10}));
        let growth = given::indicator(server, "2023", "umkm-workers-growth");
        assert_eq!(growth["current"], json!("10"));
        assert!(warnings(server, "2023", "umkm-workers-growth").contains(&"records_beside_figure".to_owned()));
        let warning = growth["warnings"].as_array().unwrap().iter().find(|one| one["code"] == "records_beside_figure");
        let text = warning.unwrap()["detail"]["en"].as_str().unwrap();
        assert!(text.contains("10") && text.contains('7'), "both values: {text}");
        server.delete("/figures/umkm/2023/15.71").expect(204);
        assert!(warnings(server, "2023", "umkm-workers-growth").is_empty());
        assert_eq!(given::indicator(server, "2023", "umkm-workers-growth")["current"], json!("7"));
    }

    fn a_figure_above_others(server: &Server) {
        given::figure(server, "cooperatives", 2023, "15", json!({"business_volume": "100.00"}));
        let code = "cooperative-volume-growth";
        assert!(!warnings(server, "2023", code).contains(&"figure_above_records".to_owned()));
        given::figure(server, "cooperatives", 2023, "15.71", json!({"business_volume": "10.00"}));
        assert!(warnings(server, "2023", code).contains(&"figure_above_records".to_owned()));
        let growth = given::indicator(server, "2023", code);
        assert_eq!(growth["current"], json!("110.00"), "a figure adds to those below");
        assert_eq!(growth["value"], Value::Null);
    }
}
