//! The answer for a year: its members, its parameters and its addresses.

use serde_json::{Value, json};

use crate::harness::given;

const CODES: &[&str] = &[
    "quality-cooperatives",
    "cooperative-volume-growth",
    "umkm-turnover-growth",
    "umkm-assets-growth",
    "umkm-workers-growth",
    "training-good-grade",
];

both! {
    fn a_year_without_data_has_only_nulls(server: &Server) {
        let answer = server.anonymous().get("/indicators/2023").expect(200);
        assert_eq!(answer.at("/year"), json!(2023));
        assert_eq!(answer.at("/region"), Value::Null);
        assert_eq!(answer.at("/state"), json!("provisional"));
        assert_eq!(answer.at("/revision"), Value::Null);
        assert_eq!(answer.at("/formula_version"), json!("2017-12"));
        let indicators = answer.at("/indicators");
        let codes: Vec<_> = indicators.as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!(codes, CODES);
        for one in indicators.as_array().unwrap() {
            assert_eq!(one["value"], Value::Null, "{one}");
            assert_eq!(one["reason"], json!("no_data"), "{one}");
            assert_eq!(one["unit"], json!("percent"));
            assert_eq!(one["target"], Value::Null);
            assert_eq!(one["numerator"], Value::Null);
            assert_eq!(one["denominator"], Value::Null);
            assert_eq!(one["warnings"], json!([]));
        }
    }

    fn an_indicator_has_exactly_these_members(server: &Server) {
        let answer = server.get("/indicators/2023").expect(200);
        let common_head = ["code", "name", "unit", "value", "reason", "basis", "numerator", "denominator"];
        for one in answer.at("/indicators").as_array().unwrap() {
            let own: &[&str] = match one["code"].as_str().unwrap() {
                "quality-cooperatives" => &["overlap"],
                "training-good-grade" => &[],
                _ => &["current", "previous", "like_for_like"],
            };
            let mut expected: Vec<_> = [&common_head[..], own, &["coverage", "target", "warnings"]].concat();
            let mut members: Vec<_> = one.as_object().unwrap().keys().map(String::as_str).collect();
            expected.sort_unstable();
            members.sort_unstable();
            assert_eq!(members, expected, "{one}");
        }
        assert_eq!(
            answer.at("/indicators/0/name"),
            json!({"id": "Persentase Koperasi Berkualitas", "en": "Share of quality cooperatives"})
        );
    }

    fn the_year_is_checked(server: &Server) {
        for year in ["abc", "2023a", "20.3", ""] {
            let answer = server.get(&format!("/indicators/{year}"));
            assert!(matches!(answer.status, 400 | 404), "{year}: {}", answer.whole());
        }
        server.get("/indicators/abc").problem(400, "malformed");
        // Jakarta is seven hours ahead of UTC all year.
        let now = chrono::Utc::now() + chrono::TimeDelta::hours(7);
        let next: i32 = now.format("%Y").to_string().parse::<i32>().unwrap() + 1;
        for (year, status) in [(1989, 422), (1990, 200), (next, 200), (next + 1, 422), (-1, 422), (0, 422)] {
            server.get(&format!("/indicators/{year}")).expect(status);
            server.get(&format!("/indicators/{year}/quality-cooperatives")).expect(status);
        }
    }

    fn the_region_is_checked(server: &Server) {
        for path in ["/indicators/2023", "/indicators/2023/quality-cooperatives"] {
            let refused = server.get(&format!("{path}?region=15.99")).problem(422, "invalid");
            refused.has_code("unknown_region").names_parameter("region");
            assert_eq!(server.get(&format!("{path}?region=15.71")).expect(200).at("/region"), json!("15.71"));
        }
    }

    fn each_indicator_has_its_own_address(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        given::cooperative_report(server, id, 2023, json!({"business_volume": "5.00"}));
        for code in CODES {
            let alone = server.get(&format!("/indicators/2023/{code}")).expect(200);
            let among = given::indicator(server, "2023", code);
            for (member, value) in among.as_object().unwrap() {
                assert_eq!(&alone.at(&format!("/indicator/{member}")), value, "{code}/{member}");
            }
            assert_eq!(alone.at("/indicator/regions").as_array().unwrap().len(), 12);
        }
        server.get("/indicators/2023/happiness").problem(404, "not-found");
    }

    fn another_instance_sees_a_write_at_once(server: &Server) {
        let second = server.second_instance();
        let id = given::cooperative(server, "K-1", "15.71");
        for n in 1..=10 {
            let volume = format!("{n}.00");
            let (writer, reader) = if n % 2 == 0 { (server, &second) } else { (&second, server) };
            given::cooperative_report(writer, id, 2023, json!({"business_volume": volume}));
            assert_eq!(given::indicator(reader, "2023", "cooperative-volume-growth")["current"], json!(volume));
        }
    }
}
