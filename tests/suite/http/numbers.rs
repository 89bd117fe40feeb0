//! Decimals in requests are exact or refused.

use serde_json::{Value, json};

use crate::harness::{Answer, Server, given};

fn put_volume(server: &Server, id: i64, number: &str) -> Answer {
    let body = format!(r#"{{"rat_held": true, "serves_members": true, "business_volume": {number}}}"#);
    server.request("PUT", &format!("/cooperatives/{id}/reports/2023")).body(body, "application/json").send()
}

both! {
    fn an_integer_is_accepted(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        assert_eq!(put_volume(server, id, "1250").expect(201).at("/business_volume"), json!("1250.00"));
        assert_eq!(put_volume(server, id, "0").expect(200).at("/business_volume"), json!("0.00"));
        let largest = put_volume(server, id, "9999999999999999").expect(200);
        assert_eq!(largest.at("/business_volume"), json!("9999999999999999.00"));
    }

    fn a_fraction_or_exponent_is_refused_with_a_hint(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        for number in ["12.5", "12.0", "1e3", "1E-2", "0.1", "9007199254740993.5", "-0.0"] {
            let refused = put_volume(server, id, number).problem(400, "malformed");
            let refused = refused.names("/business_volume", "number_not_exact");
            let detail = refused.errors()[0]["detail"].to_string();
            assert!(detail.contains("string"), "a hint says to send a string: {detail}");
        }
        server.get(&format!("/cooperatives/{id}/reports/2023")).problem(404, "not-found");
    }

    fn scores_are_exact(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let path = format!("/trainings/{training}/participants");
        let refused = server.request("POST", &path).body(r#"{"name": "Ani", "score": 74.995}"#, "application/json");
        refused.send().problem(400, "malformed").names("/score", "number_not_exact");
        server.post(&path, json!({"name": "Ani", "score": 75})).expect(201);
    }

    fn figures_are_exact(server: &Server) {
        let body = r#"{"source": "x", "turnover": 1.25}"#;
        let refused = server.request("PUT", "/figures/umkm/2020/15").body(body, "application/json").send();
        refused.problem(400, "malformed").names("/turnover", "number_not_exact");
    }

    fn a_text_that_is_not_a_decimal_is_refused(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        for text in
            ["", " ", "abc", "1,5", "1.000,00", "1e5", "+5", "0x10", "1_000", "NaN", "Infinity", "５", "1.2.3", "Rp5"]
        {
            let refused = put_volume(server, id, &Value::from(text).to_string());
            assert!(matches!(refused.status, 400 | 422), "{text:?}: {}", refused.whole());
            refused.names_pointer("/business_volume");
        }
    }

    fn huge_numbers_are_refused_cleanly(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        for number in ["99999999999999999999999999999999999999999", "-1", "1e400", "\"1e999999999\""] {
            let refused = put_volume(server, id, number);
            assert!(matches!(refused.status, 400 | 422), "{number}: {}", refused.whole());
        }
        let digits = "9".repeat(100_000);
        for number in [digits.clone(), format!("\"{digits}\""), format!("\"0.{digits}\"")] {
            let refused = put_volume(server, id, &number);
            assert!(matches!(refused.status, 400 | 422), "{}", refused.status);
        }
    }
}
