//! `rating_used`: the given rating, else the band of the unrounded score, else none.

use serde_json::{Value, json};

use crate::harness::given;

both! {
    fn bands_are_half_open_on_the_unrounded_score(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        for (score, rating) in [
            ("100", "healthy"),
            ("80", "healthy"),
            ("79.999", "fairly_healthy"),
            ("79.85", "fairly_healthy"),
            ("69.95", "fairly_healthy"),
            ("66", "fairly_healthy"),
            ("65.999", "under_supervision"),
            ("65.98", "under_supervision"),
            ("51", "under_supervision"),
            ("50.999", "under_special_supervision"),
            ("0", "under_special_supervision"),
        ] {
            let report = given::cooperative_report(server, id, 2023, json!({"health_score": score}));
            assert_eq!(report["rating_used"], json!(rating), "{score}");
            assert_eq!(report["health_rating"], Value::Null, "{score}: what is derived is not stored as given");
        }
    }

    fn a_given_rating_counts(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        for rating in ["healthy", "fairly_healthy", "under_supervision", "under_special_supervision"] {
            let report =
                given::cooperative_report(server, id, 2023, json!({"health_rating": rating, "health_score": "10"}));
            assert_eq!(report["rating_used"], json!(rating));
        }
        let report = given::cooperative_report(server, id, 2023, json!({}));
        assert_eq!(report["rating_used"], Value::Null);
    }

    fn a_contradiction_has_a_warning(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        let warnings = || {
            let quality = given::indicator(server, "2023", "quality-cooperatives");
            quality["warnings"].as_array().unwrap().iter().any(|one| one["code"] == "rating_contradicts_score")
        };
        given::cooperative_report(server, id, 2023, json!({"health_rating": "healthy", "health_score": "80"}));
        assert!(!warnings());
        given::cooperative_report(server, id, 2023, json!({"health_rating": "healthy", "health_score": "79.999"}));
        assert!(warnings());
        given::cooperative_report(server, id, 2023, json!({"health_rating": "healthy"}));
        assert!(!warnings());
        given::cooperative_report(server, id, 2022, json!({"health_rating": "healthy", "health_score": "10"}));
        assert!(!warnings(), "another year's contradiction is warned of there");
    }
}
