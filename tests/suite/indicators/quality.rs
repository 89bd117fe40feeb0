//! Quality cooperatives: (healthy + fairly healthy cooperatives) / active cooperatives × 100.

use serde_json::{Value, json};

use crate::harness::{Server, given};

const CODE: &str = "quality-cooperatives";

/// Creates a cooperative that is active in 2023, with this rating for 2023.
fn active(server: &Server, number: &str, region: &str, rating: Value) -> i64 {
    let id = given::cooperative(server, number, region);
    for year in [2021, 2022] {
        given::cooperative_report(server, id, year, json!({}));
    }
    given::cooperative_report(server, id, 2023, json!({ "health_rating": rating }));
    id
}

/// Creates a cooperative that reported only for 2023, so that its activity is undetermined.
fn young(server: &Server, number: &str, region: &str, rating: Value) -> i64 {
    let id = given::cooperative(server, number, region);
    given::cooperative_report(server, id, 2023, json!({ "health_rating": rating }));
    id
}

both! {
    fn two_of_three(server: &Server) {
        active(server, "K-1", "15.71", json!("healthy"));
        active(server, "K-2", "15.71", json!("fairly_healthy"));
        active(server, "K-3", "15.01", json!("under_supervision"));
        let quality = given::indicator(server, "2023", CODE);
        assert_eq!(quality["value"], json!("66.67"));
        assert_eq!(quality["reason"], Value::Null);
        assert_eq!(quality["basis"], json!("records"));
        assert_eq!(quality["numerator"], json!("2"));
        assert_eq!(quality["denominator"], json!("3"));
        assert_eq!(quality["overlap"], json!("2"));
        assert_eq!(quality["coverage"], json!({"reported": 3, "expected": 3}));
        assert_eq!(quality["warnings"], json!([]));
    }

    fn a_value_above_100_has_a_warning(server: &Server) {
        active(server, "K-1", "15.71", json!("healthy"));
        active(server, "K-2", "15.71", Value::Null);
        young(server, "K-3", "15.71", json!("healthy"));
        young(server, "K-4", "15.71", json!("fairly_healthy"));
        let quality = given::indicator(server, "2023", CODE);
        assert_eq!(quality["value"], json!("150.00"));
        assert_eq!(quality["numerator"], json!("3"));
        assert_eq!(quality["denominator"], json!("2"));
        assert_eq!(quality["overlap"], json!("1"));
        assert_eq!(quality["warnings"][0]["code"], json!("numerator_includes_inactive"));
        let detail = &quality["warnings"][0]["detail"];
        assert!(detail["id"].as_str().unwrap().len() > 10 && detail["id"] != detail["en"], "{detail}");
    }

    fn the_band_of_a_score_counts_as_a_rating(server: &Server) {
        let id = active(server, "K-1", "15.71", Value::Null);
        assert_eq!(given::indicator(server, "2023", CODE)["value"], json!("0.00"), "a computed zero is a zero");
        server.patch(&format!("/cooperatives/{id}/reports/2023"), json!({"health_score": "66"})).expect(200);
        assert_eq!(given::indicator(server, "2023", CODE)["value"], json!("100.00"));
        server.patch(&format!("/cooperatives/{id}/reports/2023"), json!({"health_score": "65.98"})).expect(200);
        assert_eq!(given::indicator(server, "2023", CODE)["value"], json!("0.00"));
    }

    fn a_figure_with_more_quality_than_active_cooperatives_has_a_warning(server: &Server) {
        let code = "numerator_includes_inactive";
        given::figure(server, "cooperatives", 2023, "15.01", json!({"quality_cooperatives": 9, "active_cooperatives": 6}));
        let quality = given::indicator(server, "2023?region=15.01", CODE);
        assert_eq!(quality["value"], json!("150.00"));
        let warning = quality["warnings"].as_array().unwrap().iter().find(|one| one["code"] == code).expect("a warning");
        assert!(warning["detail"]["en"].as_str().unwrap().ends_with("at least 3"), "{warning}");
        given::figure(server, "cooperatives", 2023, "15.01", json!({"quality_cooperatives": 6, "active_cooperatives": 6}));
        assert_eq!(given::indicator(server, "2023?region=15.01", CODE)["warnings"], json!([]));
    }

    fn without_active_cooperatives_there_is_no_value(server: &Server) {
        young(server, "K-1", "15.71", json!("healthy"));
        let quality = given::indicator(server, "2023", CODE);
        assert_eq!(quality["value"], Value::Null);
        assert_eq!(quality["reason"], json!("denominator_zero"));
        assert_eq!(quality["numerator"], json!("1"));
        assert_eq!(quality["denominator"], json!("0"));
        assert_eq!(given::indicator(server, "2024", CODE)["reason"], json!("no_data"));
    }

    fn a_total_is_the_ratio_of_the_sums(server: &Server) {
        // The regions have 1/1 and 1/3: the whole is 2/4, not the mean of 100 and 33.33.
        active(server, "K-1", "15.01", json!("healthy"));
        active(server, "K-2", "15.71", json!("healthy"));
        active(server, "K-3", "15.71", Value::Null);
        active(server, "K-4", "15.71", Value::Null);
        assert_eq!(given::indicator(server, "2023?region=15.01", CODE)["value"], json!("100.00"));
        assert_eq!(given::indicator(server, "2023?region=15.71", CODE)["value"], json!("33.33"));
        assert_eq!(given::indicator(server, "2023", CODE)["value"], json!("50.00"));
        assert_eq!(given::indicator(server, "2023?region=15", CODE)["value"], json!("50.00"));
    }

    fn a_cooperative_counts_in_the_region_of_its_report(server: &Server) {
        let id = active(server, "K-1", "15.71", json!("healthy"));
        server.patch(&format!("/cooperatives/{id}/reports/2023"), json!({"region": "15.01"})).expect(200);
        assert_eq!(given::indicator(server, "2023?region=15.01", CODE)["value"], json!("100.00"));
        assert_eq!(given::indicator(server, "2023?region=15.71", CODE)["reason"], json!("no_data"));
    }
}
