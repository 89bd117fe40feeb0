//! Money: the smallest and the largest amount, refused amounts, and exactness.

use serde_json::json;

use super::members;
use crate::harness::given;

const TURNOVER: &str = "umkm-turnover-growth";
const LARGEST: &str = "9999999999999999.99";

both! {
    fn the_smallest_and_the_largest(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        given::umkm_report(server, id, 2023, json!({"turnover": "0.01"}));
        given::umkm_report(server, id, 2024, json!({"turnover": LARGEST}));
        given::umkm_report(server, id, 2025, json!({"turnover": "0.01"}));
        assert_eq!(server.get(&format!("/umkm/{id}/reports/2024")).expect(200).at("/turnover"), LARGEST);
        let names = ["value", "numerator", "denominator", "current", "previous"];
        let up = given::indicator(server, "2024", TURNOVER);
        assert_eq!(
            members(&up, &names),
            json!(["99999999999999999800.00", "9999999999999999.98", "0.01", LARGEST, "0.01"])
        );
        assert_eq!(up["like_for_like"]["value"], "99999999999999999800.00");
        let down = given::indicator(server, "2025", TURNOVER);
        assert_eq!(members(&down, &names), json!(["-100.00", "-9999999999999999.98", LARGEST, "0.01", LARGEST]));
    }

    /// 2^53 + 1 hundredths is the smallest amount that a double cannot represent.
    fn nothing_passes_through_floating_point(server: &Server) {
        let amounts =
            ["90071992547409.93", "123456789012345.67", "0.10", "0.20", "9007199254740993", "1234567890123456.78"];
        for (year, amount) in (2010..).zip(amounts) {
            let id = given::cooperative(server, &format!("K-{year}"), "15.71");
            let given =
                given::cooperative_report(server, id, year, json!({"business_volume": amount, "surplus": "-0.01"}));
            let written = if amount.contains('.') { amount.to_owned() } else { format!("{amount}.00") };
            assert_eq!(members(&given, &["business_volume", "surplus"]), json!([written, "-0.01"]));
            let growth = given::indicator(server, &year.to_string(), "cooperative-volume-growth");
            assert_eq!(growth["current"], written);
        }
        let business = given::umkm(server, "U-1", "15.71");
        let other = given::umkm(server, "U-2", "15.71");
        given::umkm_report(server, business, 2024, json!({"turnover": "0.10"}));
        given::umkm_report(server, other, 2024, json!({"turnover": "0.20"}));
        assert_eq!(given::indicator(server, "2024", TURNOVER)["current"], "0.30");
    }

    fn accepted_and_refused_amounts(server: &Server) {
        let id = given::umkm(server, "U-1", "15.71");
        let path = format!("/umkm/{id}/reports/2024");
        for (sent, kept) in [("0", "0.00"), ("5", "5.00"), ("5.1", "5.10"), ("5.10", "5.10"), (LARGEST, LARGEST)] {
            assert_eq!(given::umkm_report(server, id, 2024, json!({"turnover": sent}))["turnover"], kept);
        }
        // A JSON integer is accepted and stays exact to its last digit.
        assert_eq!(
            given::umkm_report(server, id, 2024, json!({"turnover": 9_999_999_999_999_999_i64}))["turnover"],
            "9999999999999999.00"
        );

        let refused = [
            json!("10000000000000000"),
            json!("10000000000000000.00"),
            json!(10_000_000_000_000_000_i64),
            json!("0.001"),
            json!("9999999999999999.991"),
            json!("-0.01"),
            json!(-1),
            json!("99999999999999999999999999999999999999999"),
        ];
        for amount in refused {
            server.put(&path, json!({"turnover": amount})).expect(422).names_pointer("/turnover");
        }
        for not_exact in ["1.5", "1e3", "1.0", "1E+2"] {
            let body = format!("{{\"turnover\": {not_exact}}}");
            let answer = server.request("PUT", &path).body(body, "application/json").send();
            answer.expect(400).has_code("number_not_exact");
        }
        for text in ["", " ", "1,5", "1.", ".5", "+1", "1_000", "0x10", "1e3", "NaN", "Infinity", "--1", "１"] {
            let answer = server.put(&path, json!({"turnover": text}));
            assert!(matches!(answer.status, 400 | 422), "{text:?} was taken: {}", answer.whole());
        }
        let kept = server.get(&path).expect(200);
        assert_eq!(kept.at("/turnover"), "9999999999999999.00", "a refused write changes nothing");
        assert_eq!(given::indicator(server, "2024", TURNOVER)["current"], "9999999999999999.00");
    }
}
