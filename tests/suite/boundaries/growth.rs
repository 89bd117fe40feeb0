//! Boundaries of growth: no base, a base of zero, unknown amounts, halves on both sides of zero, moves.

use serde_json::{Value, json};

use super::{members, warnings};
use crate::harness::given;

const TURNOVER: &str = "umkm-turnover-growth";
const WORKERS: &str = "umkm-workers-growth";
const SUMS: [&str; 6] = ["value", "reason", "numerator", "denominator", "current", "previous"];

both! {
    /// One business with its turnover of 2023 and of 2024 (absent: no report; null: an unknown amount), and the expected
    /// growth.
    fn the_base(server: &Server) {
        let absent = Value::Null;
        let unknown = json!({"turnover": null, "assets": "1.00"});
        let gave = |amount: &str| json!({"turnover": amount});
        let cases = [
            (gave("100.00"), gave("150.00"), json!(["50.00", null, "50.00", "100.00", "150.00", "100.00"]), 1),
            (gave("100.00"), gave("0"), json!(["-100.00", null, "-100.00", "100.00", "0.00", "100.00"]), 1),
            (gave("100.00"), gave("100"), json!(["0.00", null, "0.00", "100.00", "100.00", "100.00"]), 1),
            (gave("0.00"), gave("150.00"), json!([null, "previous_year_zero", "150.00", "0.00", "150.00", "0.00"]), 1),
            (gave("0.00"), gave("0.00"), json!([null, "previous_year_zero", "0.00", "0.00", "0.00", "0.00"]), 1),
            (absent.clone(), gave("150.00"), json!([null, "previous_year_missing", null, null, "150.00", null]), 0),
            (unknown.clone(), gave("150.00"), json!([null, "previous_year_missing", null, null, "150.00", null]), 0),
            (unknown.clone(), gave("0.00"), json!([null, "previous_year_missing", null, null, "0.00", null]), 0),
            (gave("100.00"), absent.clone(), json!([null, "no_data", null, null, null, "100.00"]), 0),
            (gave("100.00"), unknown.clone(), json!([null, "no_data", null, null, null, "100.00"]), 0),
            (gave("0.00"), unknown.clone(), json!([null, "no_data", null, null, null, "0.00"]), 0),
            (unknown.clone(), unknown, json!([null, "no_data", null, null, null, null]), 0),
            (absent.clone(), absent, json!([null, "no_data", null, null, null, null]), 0),
        ];
        for (before, now, expected, matched) in cases {
            let id = given::umkm(server, "U-1", "15.71");
            for (year, report) in [(2023, &before), (2024, &now)] {
                if report.is_object() {
                    given::umkm_report(server, id, year, report.clone());
                }
            }
            let growth = given::indicator(server, "2024", TURNOVER);
            assert_eq!(members(&growth, &SUMS), expected, "{before} → {now}");
            assert_eq!(growth["like_for_like"]["units"], matched, "{before} → {now}: {growth}");
            let reported = u64::from(now.get("turnover").is_some_and(Value::is_string));
            assert_eq!(growth["coverage"], json!({"reported": reported, "expected": 1}), "{before} → {now}");
            server.delete(&format!("/umkm/{id}?cascade=true")).expect(204);
        }
    }

    /// Values are rounded once, half away from zero, and zero has no sign; like-for-like likewise.
    fn halves(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        let cases = [
            // 1/8 % is 0.125 %.
            ("8.00", "8.01", "0.13"),
            ("8.00", "7.99", "-0.13"),
            // 0.375 % and 0.625 %: rounding half to even would give 0.62 for the second.
            ("8.00", "8.03", "0.38"),
            ("8.00", "8.05", "0.63"),
            ("8.00", "7.95", "-0.63"),
            ("200.00", "200.01", "0.01"),
            ("200.00", "199.99", "-0.01"),
            ("200.01", "200.02", "0.00"),
            ("200.01", "200.00", "0.00"),
            ("3.00", "1.00", "-66.67"),
            ("3.00", "2.00", "-33.33"),
            ("3.00", "5.00", "66.67"),
            // 0.4446 %: rounding first to three decimals would give 0.45.
            ("10000.00", "10044.46", "0.44"),
            ("10000.00", "9955.54", "-0.44"),
            ("0.01", "0.02", "100.00"),
        ];
        for (before, now, value) in cases {
            given::umkm_report(server, id, 2023, json!({"turnover": before}));
            given::umkm_report(server, id, 2024, json!({"turnover": now}));
            let growth = given::indicator(server, "2024", TURNOVER);
            assert_eq!(growth["value"], value, "{before} → {now}: {growth}");
            assert_eq!(growth["like_for_like"]["value"], value, "{before} → {now}: {growth}");
        }
        for (before, now, value) in [(800, 801, "0.13"), (800, 799, "-0.13"), (30_000, 29_999, "0.00"), (0, 5, "")] {
            given::umkm_report(server, id, 2023, json!({"workers": before}));
            given::umkm_report(server, id, 2024, json!({"workers": now}));
            let growth = given::indicator(server, "2024", WORKERS);
            assert_eq!(growth["value"].as_str().unwrap_or_default(), value, "{before} → {now}: {growth}");
            assert_eq!(growth["numerator"], (now - before).to_string(), "a count has no decimals");
        }
    }

    /// The growth uses all reports; like-for-like uses the units that reported in both years.
    fn like_for_like_uses_units_that_reported_in_both_years(server: &Server) {
        let all =
            [("U-1", Some("100.00"), Some("110.00")), ("U-2", Some("100.00"), None), ("U-3", None, Some("500.00"))];
        for (register_number, before, now) in all {
            let id = given::umkm(server, register_number, "15.71");
            for (year, amount) in [(2023, before), (2024, now)] {
                if amount.is_some() {
                    given::umkm_report(server, id, year, json!({"turnover": amount}));
                }
            }
        }
        let growth = given::indicator(server, "2024", TURNOVER);
        assert_eq!(members(&growth, &["value", "current", "previous"]), json!(["205.00", "610.00", "200.00"]));
        assert_eq!(members(&growth["like_for_like"], &["value", "units"]), json!(["10.00", 1]));
        assert_eq!(growth["coverage"], json!({"reported": 2, "expected": 3}));
    }

    /// Moving a unit does not move its reports; moving a report moves its sums; like-for-like follows this year's report.
    fn moves_between_regions(server: &Server) {
        let id = given::umkm(server, "U-1", "15.01");
        given::umkm_report(server, id, 2023, json!({"turnover": "100.00"}));
        given::umkm_report(server, id, 2024, json!({"turnover": "120.00"}));
        server.patch(&format!("/umkm/{id}"), json!({"region": "15.71"})).expect(200);
        let of = |region: &str| given::indicator(server, &format!("2024?region={region}"), TURNOVER);
        assert_eq!(members(&of("15.01"), &["current", "previous"]), json!(["120.00", "100.00"]));
        assert_eq!(members(&of("15.71"), &["current", "previous"]), json!([null, null]));
        // The expected units follow the present region.
        assert_eq!(of("15.01")["coverage"], json!({"reported": 1, "expected": 0}));
        assert_eq!(of("15.71")["coverage"], json!({"reported": 0, "expected": 1}));

        // A report that is replaced without a region keeps its region; a new report takes the unit's.
        given::umkm_report(server, id, 2024, json!({"turnover": "130.00"}));
        assert_eq!(server.get(&format!("/umkm/{id}/reports/2024")).expect(200).at("/region"), "15.01");
        given::umkm_report(server, id, 2025, json!({"turnover": "1.00"}));
        assert_eq!(server.get(&format!("/umkm/{id}/reports/2025")).expect(200).at("/region"), "15.71");

        server.patch(&format!("/umkm/{id}/reports/2024"), json!({"region": "15.72"})).expect(200);
        let (old, new) = (of("15.01"), of("15.72"));
        assert_eq!(members(&old, &["current", "previous"]), json!([null, "100.00"]));
        assert_eq!(members(&new, &["current", "previous"]), json!(["130.00", null]));
        assert_eq!(members(&new["like_for_like"], &["value", "units"]), json!(["30.00", 1]));
        assert_eq!(old["like_for_like"]["units"], 0);
        // The values of the province are unchanged, but the two years have different regions.
        let whole = of("15");
        assert_eq!(members(&whole, &["value", "current", "previous"]), json!(["30.00", "130.00", "100.00"]));
        assert_eq!(warnings(&whole), ["regions_missing"]);
        assert!(!warnings(&new).contains(&"regions_missing"), "said only where both years have data");
    }
}
