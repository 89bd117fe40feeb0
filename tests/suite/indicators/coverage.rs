//! Coverage: the number of units that reported the measure, out of those expected to.

use serde_json::{Value, json};

use crate::harness::{Server, given};

fn coverage(server: &Server, path_query: &str, code: &str) -> Value {
    given::indicator(server, path_query, code)["coverage"].clone()
}

both! {
    fn the_dates_of_a_unit_decide_whether_it_is_expected(server: &Server) {
        for (number, since, until) in [
            ("always", Value::Null, Value::Null),
            ("from-n", json!("2023-12-31"), Value::Null),
            ("after-n", json!("2024-01-01"), Value::Null),
            ("to-n", Value::Null, json!("2023-01-01")),
            ("before-n", json!("2000-01-01"), json!("2022-12-31")),
        ] {
            let dates = json!({"established_on": since, "dissolved_on": until});
            let id = given::cooperative_with(server, number, "15.71", dates);
            if number == "always" {
                given::cooperative_report(server, id, 2023, json!({"business_volume": "5.00"}));
            }
            given::umkm_with(server, number, "15.71", json!({"assisted_since": since, "assisted_until": until}));
        }
        assert_eq!(coverage(server, "2023", "quality-cooperatives"), json!({"reported": 1, "expected": 3}));
        assert_eq!(coverage(server, "2023", "cooperative-volume-growth"), json!({"reported": 1, "expected": 3}));
        assert_eq!(coverage(server, "2023", "umkm-turnover-growth"), json!({"reported": 0, "expected": 3}));
        assert_eq!(coverage(server, "2024", "umkm-turnover-growth"), json!({"reported": 0, "expected": 3}));
        assert_eq!(coverage(server, "2022", "umkm-turnover-growth"), json!({"reported": 0, "expected": 3}));
    }

    fn reported_counts_the_reports_that_give_the_measure(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, json!({"turnover": "5.00", "workers": null}));
        assert_eq!(coverage(server, "2023", "umkm-turnover-growth"), json!({"reported": 1, "expected": 1}));
        assert_eq!(coverage(server, "2023", "umkm-workers-growth"), json!({"reported": 0, "expected": 1}));
    }

    fn expected_follows_the_units_present_region(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, json!({"turnover": "5.00"}));
        server.patch(&format!("/umkm/{id}"), json!({"region": "15.01"})).expect(200);
        assert_eq!(
            coverage(server, "2023?region=15.01", "umkm-turnover-growth"),
            json!({"reported": 0, "expected": 1})
        );
        assert_eq!(
            coverage(server, "2023?region=15.71", "umkm-turnover-growth"),
            json!({"reported": 1, "expected": 0})
        );
        assert_eq!(coverage(server, "2023", "umkm-turnover-growth"), json!({"reported": 1, "expected": 1}));
    }

    fn no_coverage_where_every_basis_is_a_figure(server: &Server) {
        given::umkm(server, "U-1", "15.71");
        given::figure(server, "umkm", 2023, "15.71", json!({"turnover": "5.00"}));
        assert_eq!(coverage(server, "2023?region=15.71", "umkm-turnover-growth"), Value::Null);
    }
}
