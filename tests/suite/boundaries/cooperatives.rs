//! Activity over three years, health bands, and the ratio of quality cooperatives.

use serde_json::{Value, json};

use super::{members, warnings};
use crate::harness::given;

const QUALITY: &str = "quality-cooperatives";

/// One year's report: whether the meeting was held and members were served; `None` for a missing report.
type Year = Option<(bool, bool)>;

const FULL: Year = Some((true, true));
const NO_RAT: Year = Some((false, true));
const NO_BUSINESS: Year = Some((true, false));
const NEITHER: Year = Some((false, false));

/// The activity in n that follows from the reports of n−2, n−1 and n; `None` where n has no report.
const ACTIVITY: [(&str, [Year; 3], Option<&str>); 19] = [
    ("all in order", [FULL, FULL, FULL], Some("active")),
    ("no meeting two years ago", [NO_RAT, FULL, FULL], Some("undetermined")),
    ("no meeting last year", [FULL, NO_RAT, FULL], Some("undetermined")),
    ("no meeting this year", [FULL, FULL, NO_RAT], Some("undetermined")),
    ("no business two years ago", [NO_BUSINESS, FULL, FULL], Some("undetermined")),
    ("no business last year", [FULL, NO_BUSINESS, FULL], Some("undetermined")),
    ("no business this year", [FULL, FULL, NO_BUSINESS], Some("inactive")),
    ("neither this year", [FULL, FULL, NEITHER], Some("inactive")),
    ("no report two years ago", [None, FULL, FULL], Some("undetermined")),
    ("no report last year", [FULL, None, FULL], Some("undetermined")),
    ("no report this year", [FULL, FULL, None], None),
    ("the first report", [None, None, FULL], Some("undetermined")),
    ("never a meeting, always business", [NO_RAT, NO_RAT, NO_RAT], Some("inactive")),
    ("two meetings missed and one held", [NO_RAT, FULL, NO_RAT], Some("undetermined")),
    ("no meeting in two years, nothing known of the third", [None, NO_RAT, NO_RAT], Some("undetermined")),
    ("no meeting, nothing known of last year", [NO_RAT, None, NO_RAT], Some("undetermined")),
    ("the only report says no business", [None, None, NO_BUSINESS], Some("inactive")),
    ("no business in both years before", [NO_BUSINESS, NO_BUSINESS, FULL], Some("undetermined")),
    ("never a meeting nor business", [NEITHER, NEITHER, NEITHER], Some("inactive")),
];

both! {
    fn three_years_in_a_row(server: &Server) {
        for (case, years, expected) in ACTIVITY {
            let id = given::cooperative(server, "K-1", "15.71");
            // A report of n−3 does not matter.
            given::cooperative_report(server, id, 2021, json!({"rat_held": false, "serves_members": false}));
            for (year, report) in (2022..).zip(years) {
                if let Some((rat_held, serves_members)) = report {
                    let body = json!({"rat_held": rat_held, "serves_members": serves_members});
                    given::cooperative_report(server, id, year, body);
                }
            }
            match expected {
                Some(status) => {
                    let report = server.get(&format!("/cooperatives/{id}/reports/2024")).expect(200);
                    assert_eq!(report.at("/activity/status"), status, "{case}: {}", report.text);
                    assert!(
                        !report.text_at("/activity/why/id").is_empty()
                            && !report.text_at("/activity/why/en").is_empty()
                    );
                }
                None => drop(server.get(&format!("/cooperatives/{id}/reports/2024")).expect(404)),
            }
            let (denominator, reason) = match expected {
                Some("active") => (json!("1"), Value::Null),
                Some(_) => (json!("0"), json!("denominator_zero")),
                None => (Value::Null, json!("no_data")),
            };
            let quality = given::indicator(server, "2024", QUALITY);
            assert_eq!(
                members(&quality, &["denominator", "reason"]),
                json!([denominator, reason]),
                "{case}: {quality}"
            );
            server.delete(&format!("/cooperatives/{id}?cascade=true")).expect(204);
            assert_eq!(given::indicator(server, "2024", QUALITY)["reason"], "no_data", "{case}: gone without a trace");
        }
    }

    /// A change of one report affects its year and the two years after it.
    fn a_correction_reaches_three_years(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        for year in 2020..=2024 {
            given::cooperative_report(server, id, year, json!({}));
        }
        let denominators = || {
            (2020..=2024)
                .map(|year| given::indicator(server, &year.to_string(), QUALITY)["denominator"].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(denominators(), ["0", "0", "1", "1", "1"]);
        server.patch(&format!("/cooperatives/{id}/reports/2021"), json!({"rat_held": false})).expect(200);
        assert_eq!(denominators(), ["0", "0", "0", "0", "1"]);
        server.patch(&format!("/cooperatives/{id}/reports/2021"), json!({"rat_held": true})).expect(200);
        server.delete(&format!("/cooperatives/{id}/reports/2022")).expect(204);
        assert_eq!(denominators(), [json!("0"), json!("0"), Value::Null, json!("0"), json!("0")]);
        given::cooperative_report(server, id, 2022, json!({"region": "15.01"}));
        assert_eq!(denominators(), ["0", "0", "1", "1", "1"]);
        // Each report counts in its own region.
        let in_kerinci = given::indicator(server, "2022?region=15.01", QUALITY);
        assert_eq!(in_kerinci["denominator"], "1");
        assert_eq!(given::indicator(server, "2023?region=15.01", QUALITY)["reason"], "no_data");
    }

    fn health_bands_on_the_unrounded_score(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        let bands = [
            ("0", "under_special_supervision"),
            ("50.999", "under_special_supervision"),
            ("51", "under_supervision"),
            ("65.98", "under_supervision"),
            ("65.999", "under_supervision"),
            ("66", "fairly_healthy"),
            ("69.95", "fairly_healthy"),
            ("79.85", "fairly_healthy"),
            ("79.999", "fairly_healthy"),
            ("80", "healthy"),
            ("100", "healthy"),
        ];
        for (score, rating) in bands {
            let report = given::cooperative_report(server, id, 2024, json!({"health_score": score}));
            assert_eq!(
                members(&report, &["health_score", "rating_used", "health_rating"]),
                json!([score, rating, null])
            );
            let quality = given::indicator(server, "2024", QUALITY);
            let counted = matches!(rating, "healthy" | "fairly_healthy");
            assert_eq!(quality["numerator"], u8::from(counted).to_string(), "{score}: {quality}");
        }
        for score in ["-0.001", "100.001", "101"] {
            let body = json!({"rat_held": true, "serves_members": true, "health_score": score});
            server.put(&format!("/cooperatives/{id}/reports/2024"), body).expect(422).names_pointer("/health_score");
        }
    }

    /// The given rating counts also where it contradicts its score, with a warning.
    fn a_rating_against_its_score(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        let cases = [
            (json!({"health_rating": "healthy", "health_score": "79.999"}), json!("healthy"), "1", true),
            (
                json!({"health_rating": "under_supervision", "health_score": "66"}),
                json!("under_supervision"),
                "0",
                true,
            ),
            (json!({"health_rating": "healthy", "health_score": "80"}), json!("healthy"), "1", false),
            (json!({"health_rating": "fairly_healthy"}), json!("fairly_healthy"), "1", false),
            (json!({"health_score": "66"}), json!("fairly_healthy"), "1", false),
            (json!({}), Value::Null, "0", false),
        ];
        for (body, rating_used, numerator, warned) in cases {
            let report = given::cooperative_report(server, id, 2024, body);
            assert_eq!(report["rating_used"], rating_used);
            let quality = given::indicator(server, "2024", QUALITY);
            assert_eq!(quality["numerator"], numerator, "{quality}");
            assert_eq!(warnings(&quality).contains(&"rating_contradicts_score"), warned, "{report}\n{quality}");
            // With only one report no cooperative is active, so the numerator exceeds the denominator where there is a rating.
            assert_eq!(warnings(&quality).contains(&"numerator_includes_inactive"), numerator == "1", "{quality}");
        }
    }

    /// As printed, the numerator includes inactive cooperatives, so that the value can exceed 100 %.
    fn more_than_a_hundred_percent(server: &Server) {
        for number in 0..3 {
            let id = given::cooperative(server, &format!("K-{number}"), "15.71");
            for year in 2022..=2024 {
                let rat_held = number == 0;
                given::cooperative_report(server, id, year, json!({"rat_held": rat_held, "health_score": "80"}));
            }
        }
        let quality = given::indicator(server, "2024", QUALITY);
        let expected = json!(["300.00", null, "3", "1", "1", {"reported": 3, "expected": 3}]);
        assert_eq!(
            members(&quality, &["value", "reason", "numerator", "denominator", "overlap", "coverage"]),
            expected
        );
        assert_eq!(warnings(&quality), ["numerator_includes_inactive"]);
    }

    /// The dates of a unit decide whether a report is expected, not whether it counts.
    fn a_report_outside_the_dates(server: &Server) {
        let dates = [
            (json!({"established_on": "2024-12-31"}), 1, false),
            (json!({"established_on": "2025-01-01"}), 0, true),
            (json!({"dissolved_on": "2024-01-01"}), 1, false),
            (json!({"dissolved_on": "2023-12-31"}), 0, true),
            (json!({"established_on": "1950-07-12", "dissolved_on": "2024-06-30"}), 1, false),
            (json!({"established_on": null, "dissolved_on": null}), 1, false),
        ];
        let id = given::cooperative(server, "K-1", "15.71");
        given::cooperative_report(server, id, 2024, json!({"health_score": "90", "business_volume": "1.00"}));
        for (body, expected, warned) in dates {
            let cleared = json!({"established_on": null, "dissolved_on": null});
            server.patch(&format!("/cooperatives/{id}"), given::merged(cleared, body.clone())).expect(200);
            for code in [QUALITY, "cooperative-volume-growth"] {
                let indicator = given::indicator(server, "2024", code);
                assert_eq!(indicator["coverage"], json!({"reported": 1, "expected": expected}), "{body}: {indicator}");
                assert_eq!(warnings(&indicator).contains(&"report_outside_dates"), warned, "{body}: {indicator}");
            }
            assert_eq!(given::indicator(server, "2024", QUALITY)["numerator"], "1");
            assert_eq!(given::indicator(server, "2024", "cooperative-volume-growth")["current"], "1.00");
        }
    }
}
