//! Figures beside records, above other regions, and instead of records.

use serde_json::{Value, json};

use super::{members, warnings};
use crate::harness::given;

const QUALITY: &str = "quality-cooperatives";
const TURNOVER: &str = "umkm-turnover-growth";
const WORKERS: &str = "umkm-workers-growth";
const GOOD: &str = "training-good-grade";

both! {
    /// A figure replaces the records as the basis; after its deletion the records are the basis again.
    fn a_figure_comes_and_goes(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, json!({"turnover": "100.00"}));
        given::umkm_report(server, id, 2024, json!({"turnover": "110.00"}));
        let names = ["value", "current", "previous", "basis", "coverage"];
        let of = |query: &str| given::indicator(server, query, TURNOVER);
        let records = json!(["10.00", "110.00", "100.00", "records", {"reported": 1, "expected": 1}]);
        assert_eq!(members(&of("2024?region=15.71"), &names), records);

        given::figure(server, "umkm", 2024, "15.71", json!({"turnover": "5000.00"}));
        let mixed = of("2024?region=15.71");
        assert_eq!(members(&mixed, &names), json!(["4900.00", "5000.00", "100.00", "mixed", null]));
        // Like-for-like always uses unit records.
        assert_eq!(members(&mixed["like_for_like"], &["value", "units"]), json!(["10.00", 1]));
        assert_eq!(warnings(&mixed), ["records_beside_figure"]);
        let text = mixed["warnings"][0]["detail"]["en"].as_str().unwrap();
        let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        assert!(digits.contains("5000.00") && digits.contains("110.00"), "both values stand in the warning: {text}");

        given::figure(server, "umkm", 2023, "15.71", json!({"turnover": "4000.00"}));
        assert_eq!(members(&of("2024?region=15.71"), &names), json!(["25.00", "5000.00", "4000.00", "figures", null]));
        // The province has regions without figures, so there is a coverage.
        assert_eq!(of("2024?region=15")["coverage"], json!({"reported": 0, "expected": 0}));

        server.delete("/figures/umkm/2024/15.71").expect(204);
        server.delete("/figures/umkm/2023/15.71").expect(204);
        let again = of("2024?region=15.71");
        assert_eq!(members(&again, &names), records);
        assert_eq!(warnings(&again), [""; 0]);
    }

    /// A null member of a figure is unknown; the records beside it do not fill it in.
    fn null_members(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, json!({"turnover": "100.00", "workers": 4}));
        given::umkm_report(server, id, 2024, json!({"turnover": "110.00", "workers": 5}));
        given::figure(server, "umkm", 2024, "15.71", json!({"turnover": null, "workers": 10}));
        let turnover = given::indicator(server, "2024", TURNOVER);
        assert_eq!(
            members(&turnover, &["value", "reason", "current", "previous"]),
            json!([null, "no_data", null, "100.00"])
        );
        let workers = given::indicator(server, "2024", WORKERS);
        assert_eq!(members(&workers, &["value", "current", "previous"]), json!(["150.00", "10", "4"]));
        let next = given::indicator(server, "2025", TURNOVER);
        assert_eq!(members(&next, &["reason", "previous"]), json!(["no_data", null]));
    }

    /// A region enters a ratio only where both sides are known.
    fn half_a_ratio(server: &Server) {
        given::figure(
            server,
            "cooperatives",
            2014,
            "15.71",
            json!({"active_cooperatives": 10, "quality_cooperatives": 4,
            "quality_active_cooperatives": 4}),
        );
        for (active, quality) in [(json!(90), Value::Null), (Value::Null, json!(90)), (Value::Null, Value::Null)] {
            given::figure(
                server,
                "cooperatives",
                2014,
                "15.01",
                json!({"active_cooperatives": active,
                "quality_cooperatives": quality, "business_volume": "1.00"}),
            );
            let whole = given::indicator(server, "2014", QUALITY);
            assert_eq!(
                members(&whole, &["value", "numerator", "denominator"]),
                json!(["40.00", "4", "10"]),
                "{active} {quality}"
            );
            let half = given::indicator(server, "2014?region=15.01", QUALITY);
            let names = ["value", "reason", "numerator", "denominator", "overlap"];
            assert_eq!(members(&half, &names), json!([null, "no_data", null, null, null]), "{active} {quality}");
        }
        for (participants, good) in [(json!(90), Value::Null), (Value::Null, json!(9))] {
            given::figure(
                server,
                "trainings",
                2014,
                "15.01",
                json!({"participants": participants, "good_participants": good}),
            );
            assert_eq!(given::indicator(server, "2014", GOOD)["reason"], "no_data");
        }
        given::figure(
            server,
            "cooperatives",
            2014,
            "15.01",
            json!({"active_cooperatives": 0, "quality_cooperatives": 0}),
        );
        let zero = given::indicator(server, "2014?region=15.01", QUALITY);
        assert_eq!(
            members(&zero, &["value", "reason", "numerator", "denominator"]),
            json!([null, "denominator_zero", "0", "0"])
        );
    }

    /// A figure of the province adds to the figures below it, with a warning, because it may count twice.
    fn above_other_data(server: &Server) {
        given::figure(server, "umkm", 2024, "15", json!({"workers": 100}));
        given::figure(server, "umkm", 2023, "15", json!({"workers": 100}));
        let of = |query: &str| given::indicator(server, query, WORKERS);
        assert_eq!(warnings(&of("2024")), [""; 0]);
        given::figure(server, "umkm", 2024, "15.71", json!({"workers": 20}));
        let whole = of("2024?region=15");
        assert_eq!(
            members(&whole, &["value", "current", "previous", "basis"]),
            json!(["20.00", "120", "100", "figures"])
        );
        let mut codes = warnings(&whole);
        codes.sort_unstable();
        assert_eq!(codes, ["figure_above_records", "regions_missing"]);
        assert!(!warnings(&of("2024?region=15.71")).contains(&"figure_above_records"), "it is below, not above");
        server.delete("/figures/umkm/2024/15.71").expect(204);
        assert_eq!(warnings(&of("2024?region=15")), [""; 0]);

        // A record below the figure has the same effect as a figure, also in the year before.
        let id = given::umkm(server, "U-1", "15.01");
        given::umkm_report(server, id, 2023, json!({"workers": 3}));
        let whole = of("2024?region=15");
        assert_eq!(members(&whole, &["current", "previous", "basis"]), json!(["100", "103", "mixed"]));
        assert!(warnings(&whole).contains(&"figure_above_records"), "{whole}");
        assert_eq!(warnings(&of("2025")), [""; 0], "2024 has no data below the province");
    }

    /// Records beside a figure decide about activity in the years after it.
    fn records_decide_about_activity(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        for year in 2022..=2024 {
            given::cooperative_report(server, id, year, json!({"health_score": "90"}));
        }
        for year in [2022, 2023] {
            given::figure(
                server,
                "cooperatives",
                year,
                "15.71",
                json!({"active_cooperatives": 50, "quality_cooperatives": 20,
                "quality_active_cooperatives": 20}),
            );
        }
        let names = ["value", "numerator", "denominator", "basis"];
        assert_eq!(
            members(&given::indicator(server, "2023", QUALITY), &names),
            json!(["40.00", "20", "50", "figures"])
        );
        let now = given::indicator(server, "2024", QUALITY);
        assert_eq!(members(&now, &names), json!(["100.00", "1", "1", "records"]));
        assert_eq!(warnings(&now), [""; 0], "2023 and its figure are no part of this ratio");
    }
}
