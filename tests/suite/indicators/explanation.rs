//! The explanation of one indicator: the formula in words with the numbers put in.

use serde_json::json;

use crate::harness::given;

/// The digits without separators, which differ between the two languages.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

both! {
    fn the_explanation_has_the_numbers(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2022, json!({"turnover": "123456789.00"}));
        given::umkm_report(server, id, 2023, json!({"turnover": "133456789.00"}));
        let answer = server.get("/indicators/2023/umkm-turnover-growth").expect(200);
        assert_eq!(answer.at("/indicator/value"), json!("8.10"));
        for language in ["id", "en"] {
            let explanation = answer.text_at(&format!("/indicator/explanation/{language}"));
            let digits = digits(&explanation);
            for number in ["123456789", "133456789", "810"] {
                assert!(digits.contains(number), "{number} is not in {explanation}");
            }
            assert!(!answer.text_at(&format!("/indicator/formula/{language}")).is_empty());
        }
        assert_ne!(answer.at("/indicator/explanation/id"), answer.at("/indicator/explanation/en"));
        assert!(answer.at("/indicator/objective").is_object() || answer.at("/indicator/objective").is_string());
    }

    fn of_a_ratio(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        for (name, score) in [("Ani", "80"), ("Budi", "81"), ("Citra", "10")] {
            given::participant(server, training, name, Some(score));
        }
        let answer = server.get("/indicators/2023/training-good-grade").expect(200);
        for language in ["id", "en"] {
            let explanation = answer.text_at(&format!("/indicator/explanation/{language}"));
            assert!(digits(&explanation).contains("6667"), "{explanation}");
            assert!(explanation.contains('2') && explanation.contains('3'), "{explanation}");
        }
    }

    fn without_a_value_the_explanation_gives_the_reason(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, json!({"turnover": "5.00"}));
        let answer = server.get("/indicators/2023/umkm-turnover-growth").expect(200);
        assert_eq!(answer.at("/indicator/reason"), json!("previous_year_missing"));
        let (indonesian, english) =
            (answer.text_at("/indicator/explanation/id"), answer.text_at("/indicator/explanation/en"));
        assert_ne!(indonesian, english);
        for text in [indonesian, english] {
            assert!(text.contains("2022") || text.contains("2023"), "which year it is about: {text}");
        }
    }
}
