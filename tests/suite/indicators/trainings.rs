//! Good grades: participants graded good / participants × 100; good is an unrounded score of at least 75.

use serde_json::{Value, json};

use crate::harness::given;

const CODE: &str = "training-good-grade";

both! {
    fn a_worked_example(server: &Server) {
        let first = given::training(server, "D-1", "15.71", "2023-05-05");
        let second = given::training(server, "D-2", "15.01", "2023-12-31");
        for (training, name, score) in [
            (first, "Ani", Some("75")),
            (first, "Budi", Some("74.995")),
            (first, "Citra", None),
            (second, "Dewi", Some("75.001")),
            (second, "Ani", Some("100")),
            (second, "Eka", Some("0")),
        ] {
            given::participant(server, training, name, score);
        }
        let good = given::indicator(server, "2023", CODE);
        assert_eq!(good["value"], json!("50.00"));
        assert_eq!(good["numerator"], json!("3"));
        assert_eq!(good["denominator"], json!("6"), "each participation counts, graded or not");
        assert_eq!(good["coverage"], json!({"reported": 5, "expected": 6}), "graded out of participants");
        assert_eq!(good["basis"], json!("records"));
        assert_eq!(given::indicator(server, "2023?region=15.71", CODE)["value"], json!("33.33"));
    }

    fn the_year_is_that_of_the_last_day(server: &Server) {
        let id = given::training(server, "D-1", "15.71", "2023-01-02");
        server.patch(&format!("/trainings/{id}"), json!({"starts_on": "2022-12-28"})).expect(200);
        given::participant(server, id, "Ani", Some("80"));
        assert_eq!(given::indicator(server, "2022", CODE)["reason"], json!("no_data"));
        assert_eq!(given::indicator(server, "2023", CODE)["value"], json!("100.00"));
        server.patch(&format!("/trainings/{id}"), json!({"ends_on": "2024-01-02"})).expect(200);
        assert_eq!(given::indicator(server, "2023", CODE)["reason"], json!("no_data"));
        assert_eq!(given::indicator(server, "2024", CODE)["value"], json!("100.00"));
        server.patch(&format!("/trainings/{id}"), json!({"region": "15.01"})).expect(200);
        assert_eq!(given::indicator(server, "2024?region=15.71", CODE)["reason"], json!("no_data"));
        assert_eq!(given::indicator(server, "2024?region=15.01", CODE)["value"], json!("100.00"));
    }

    fn without_good_grades_the_value_is_zero(server: &Server) {
        let id = given::training(server, "D-1", "15.71", "2023-05-05");
        assert_eq!(
            given::indicator(server, "2023", CODE)["reason"],
            json!("no_data"),
            "a training without participants"
        );
        let participant = given::participant(server, id, "Ani", None);
        let good = given::indicator(server, "2023", CODE);
        assert_eq!([&good["value"], &good["reason"]], [&json!("0.00"), &Value::Null]);
        server.delete(&format!("/trainings/{id}/participants/{participant}")).expect(204);
        assert_eq!(given::indicator(server, "2023", CODE)["reason"], json!("no_data"));
    }
}
