//! The first year is 1990; the last is next year by the clock of Jakarta.

use chrono::{Datelike, Duration, Utc};
use serde_json::json;

use crate::harness::given;

/// Next year by the clock of Jakarta, which is seven hours ahead of UTC all year.
fn next_year() -> i32 {
    (Utc::now() + Duration::hours(7)).year() + 1
}

both! {
    fn years_that_can_be_read(server: &Server) {
        let catalogue = server.get("/indicators").expect(200).json()["items"].as_array().unwrap().len();
        for year in [1990, next_year()] {
            let document = server.get(&format!("/indicators/{year}")).expect(200).json();
            let indicators = document["indicators"].as_array().unwrap();
            assert_eq!(indicators.len(), catalogue);
            assert!(indicators.iter().all(|one| one["value"].is_null() && one["reason"] == "no_data"), "{document}");
        }
        for year in [1989, next_year() + 1, 0, -1, 9999] {
            server.get(&format!("/indicators/{year}")).expect(422);
            server.get(&format!("/indicators/{year}/quality-cooperatives")).expect(422);
        }
        for year in ["abc", "2024.0", "2024x", "%20", "99999999999999999999"] {
            let answer = server.get(&format!("/indicators/{year}"));
            let fits = if year.starts_with('9') { matches!(answer.status, 400 | 422) } else { answer.status == 400 };
            assert!(fits, "{}", answer.whole());
        }
        server.get("/indicators/2024/no-such-indicator").expect(404);
        server.get("/indicators/2024?region=15.99").expect(422).has_code("unknown_region");
    }

    fn years_that_can_be_written(server: &Server) {
        let cooperative = given::cooperative(server, "K-1", "15.71");
        let business = given::umkm(server, "U-1", "15.71");
        let full = json!({"rat_held": true, "serves_members": true, "business_volume": "1.00"});
        let figure = json!({"workers": 1, "source": "x"});
        for year in [1990, next_year()] {
            server.put(&format!("/cooperatives/{cooperative}/reports/{year}"), full.clone()).expect(201);
            server.put(&format!("/umkm/{business}/reports/{year}"), json!({"workers": 1})).expect(201);
            server.put(&format!("/figures/umkm/{year}/15"), figure.clone()).expect(201);
            given::training(server, &format!("D-{year}"), "15.71", &format!("{year}-12-31"));
            let volume = given::indicator(server, &year.to_string(), "cooperative-volume-growth");
            assert_eq!((&volume["current"], &volume["reason"]), (&json!("1.00"), &json!("previous_year_missing")));
        }
        for year in [1989, next_year() + 1] {
            server.put(&format!("/cooperatives/{cooperative}/reports/{year}"), full.clone()).expect(422);
            server.put(&format!("/umkm/{business}/reports/{year}"), json!({"workers": 1})).expect(422);
            server.put(&format!("/figures/umkm/{year}/15"), figure.clone()).expect(422);
            let body = json!({"code": "D-X", "title": "Diklat", "region": "15.71", "ends_on": format!("{year}-06-30")});
            server.post("/trainings", body).expect(422).names_pointer("/ends_on");
        }
    }
}
