//! Good is an unrounded score of at least 75; a training belongs to the year of its last day; all participants count.

use serde_json::{Value, json};

use super::members;
use crate::harness::given;

const GOOD: &str = "training-good-grade";
const SUMS: [&str; 4] = ["value", "reason", "numerator", "denominator"];

both! {
    fn good_is_an_unrounded_score_of_75(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2024-05-01");
        let path = format!("/trainings/{training}/participants");
        let cases = [
            ("0", false),
            ("74.9", false),
            ("74.99", false),
            ("74.995", false),
            ("74.999", false),
            ("75", true),
            ("75.001", true),
            ("100", true),
        ];
        for (score, good) in cases {
            let id = given::participant(server, training, "Siti", Some(score));
            assert_eq!(server.get(&format!("{path}/{id}")).expect(200).at("/score"), score);
            let value = if good { json!(["100.00", null, "1", "1"]) } else { json!(["0.00", null, "0", "1"]) };
            assert_eq!(members(&given::indicator(server, "2024", GOOD), &SUMS), value, "{score}");
            server.delete(&format!("{path}/{id}")).expect(204);
            assert_eq!(members(&given::indicator(server, "2024", GOOD), &SUMS), json!([null, "no_data", null, null]));
        }
        let id = server.post(&path, json!({"name": "Siti", "score": 75})).expect(201).id();
        assert_eq!(server.get(&format!("{path}/{id}")).expect(200).at("/score"), "75", "a JSON integer is taken too");
        for score in ["74.9999", "100.001", "-0.001", "-1", "101"] {
            server.post(&path, json!({"name": "Budi", "score": score})).expect(422).names_pointer("/score");
        }
        let answer =
            server.request("POST", &path).body(r#"{"name": "Budi", "score": 74.995}"#, "application/json").send();
        answer.expect(400).has_code("number_not_exact");
    }

    /// Participants without a grade are in the denominator, and the coverage shows them.
    fn graded_or_not(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2024-05-01");
        let other = given::training(server, "D-2", "15.01", "2024-06-01");
        let first = given::participant(server, training, "Siti", None);
        let said = |expected: Value, coverage: Value| {
            let grade = given::indicator(server, "2024", GOOD);
            assert_eq!(members(&grade, &SUMS), expected, "{grade}");
            assert_eq!(grade["coverage"], coverage, "{grade}");
        };
        said(json!(["0.00", null, "0", "1"]), json!({"reported": 0, "expected": 1}));
        // One person in two trainings is two participations.
        given::participant(server, other, "Siti", Some("75"));
        given::participant(server, other, "Budi", Some("74.999"));
        said(json!(["33.33", null, "1", "3"]), json!({"reported": 2, "expected": 3}));
        let path = format!("/trainings/{training}/participants/{first}");
        server.patch(&path, json!({"score": "99.5"})).expect(200);
        said(json!(["66.67", null, "2", "3"]), json!({"reported": 3, "expected": 3}));
        server.patch(&path, json!({"score": null})).expect(200);
        said(json!(["33.33", null, "1", "3"]), json!({"reported": 2, "expected": 3}));
        // The total is the ratio of the sums (1/3), not the mean of the regions' percentages (0 % and 50 %).
        server.delete(&format!("/trainings/{other}")).expect(409).has_code("has_records");
        server.delete(&format!("/trainings/{other}?cascade=true")).expect(204);
        said(json!(["0.00", null, "0", "1"]), json!({"reported": 0, "expected": 1}));
    }

    fn the_year_of_the_last_day(server: &Server) {
        let id = given::training(server, "D-1", "15.71", "2023-12-31");
        given::participant(server, id, "Siti", Some("80"));
        let denominators = || -> Vec<Value> {
            (2022..=2025).map(|year| given::indicator(server, &year.to_string(), GOOD)["denominator"].clone()).collect()
        };
        assert_eq!(denominators(), [Value::Null, json!("1"), Value::Null, Value::Null]);
        server
            .patch(&format!("/trainings/{id}"), json!({"starts_on": "2023-12-30", "ends_on": "2024-01-01"}))
            .expect(200);
        assert_eq!(denominators(), [Value::Null, Value::Null, json!("1"), Value::Null]);
        server.patch(&format!("/trainings/{id}"), json!({"ends_on": "2024-12-31"})).expect(200);
        assert_eq!(denominators(), [Value::Null, Value::Null, json!("1"), Value::Null]);
        server.patch(&format!("/trainings/{id}"), json!({"ends_on": "2025-01-01", "region": "15.01"})).expect(200);
        assert_eq!(denominators(), [Value::Null, Value::Null, Value::Null, json!("1")]);
        assert_eq!(given::indicator(server, "2025?region=15.71", GOOD)["reason"], "no_data");
        assert_eq!(given::indicator(server, "2025?region=15.01", GOOD)["value"], "100.00");
    }

    /// 1 of 800 is 0.125 %, a half that a ratio rounds.
    fn a_ratio_at_a_half(server: &Server) {
        let cases = [
            (800, 1, "0.13"),
            (800, 3, "0.38"),
            (800, 5, "0.63"),
            (20_000, 1, "0.01"),
            (20_001, 1, "0.00"),
            (3, 2, "66.67"),
        ];
        for (participants, good, value) in cases {
            given::figure(
                server,
                "trainings",
                2020,
                "15",
                json!({"participants": participants, "good_participants": good}),
            );
            assert_eq!(given::indicator(server, "2020", GOOD)["value"], value, "{good} of {participants}");
        }
        given::figure(server, "trainings", 2020, "15", json!({"participants": 0, "good_participants": 0}));
        assert_eq!(
            members(&given::indicator(server, "2020", GOOD), &SUMS),
            json!([null, "denominator_zero", "0", "0"])
        );
    }
}
