//! Several years in one request.

use serde_json::{Value, json};

use crate::harness::{Server, given};

fn given_years(server: &Server) {
    let id = given::umkm(server, "U-1", "15.71");
    for (year, turnover) in [(2020, "100.00"), (2021, "110.00"), (2023, "90.00")] {
        given::umkm_report(server, id, year, json!({ "turnover": turnover }));
    }
}

both! {
    fn each_year_equals_the_answer_for_that_year(server: &Server) {
        given_years(server);
        for query in ["", "&region=15.71", "&region=15.01"] {
            let series = server.get(&format!("/series?from=2019&to=2024{query}")).expect(200);
            assert_eq!([series.at("/from"), series.at("/to")], [json!(2019), json!(2024)]);
            assert_eq!(series.at("/formula_version"), json!("2017-12"));
            let years = series.at("/years");
            assert_eq!(years.as_array().unwrap().len(), 6);
            for (year, entry) in (2019..).zip(years.as_array().unwrap()) {
                assert_eq!(entry["year"], json!(year));
                assert_eq!([&entry["state"], &entry["revision"]], [&json!("provisional"), &Value::Null]);
                let alone = server.get(&format!("/indicators/{year}?{}", query.trim_start_matches('&'))).expect(200);
                assert_eq!(entry["indicators"], alone.at("/indicators"), "{year}{query}");
            }
        }
    }

    fn only_the_requested_code(server: &Server) {
        given_years(server);
        let series = server.get("/series?from=2021&to=2021&code=umkm-turnover-growth").expect(200);
        let indicators = series.at("/years/0/indicators");
        assert_eq!(indicators.as_array().unwrap().len(), 1);
        assert_eq!(indicators[0]["value"], json!("10.00"));
    }

    fn bounds(server: &Server) {
        for query in ["", "?from=2020", "?to=2020"] {
            let answer = server.get(&format!("/series{query}"));
            assert!(matches!(answer.status, 400 | 422), "{}", answer.whole());
            answer.names_parameter(if query == "?from=2020" { "to" } else { "from" });
        }
        for query in ["from=2021&to=2020", "from=1989&to=1995", "from=2020&to=2099", "from=2020&to=2021&region=15.99"] {
            server.get(&format!("/series?{query}")).problem(422, "invalid");
        }
        let refused = server.get("/series?from=2020&to=2021&code=happiness");
        assert!(matches!(refused.status, 400 | 404 | 422), "{}", refused.whole());
        server.get("/series?from=1990&to=2023").expect(200);
    }

    fn open_to_everyone_within_bounds(server: &Server) {
        given_years(server);
        let series = server.anonymous().get("/series?from=2021&to=2021&code=umkm-turnover-growth").expect(200);
        assert_eq!(series.at("/years/0/indicators/0/value"), json!("10.00"));
        assert_eq!(series.at("/years/0/indicators/0/current"), Value::Null);
    }
}
