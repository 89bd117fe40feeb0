//! The growths: (this year − last year) / last year × 100, with like-for-like.

use serde_json::{Value, json};

use crate::harness::{Server, given};

/// Each growth with the member that gives its amount. Workers are counts, the others money.
const MEASURES: [(&str, &str, &str); 4] = [
    ("cooperative-volume-growth", "cooperatives", "business_volume"),
    ("umkm-turnover-growth", "umkm", "turnover"),
    ("umkm-assets-growth", "umkm", "assets"),
    ("umkm-workers-growth", "umkm", "workers"),
];

fn amount(member: &str, value: i64) -> Value {
    if member == "workers" { json!(value) } else { json!(format!("{value}.00")) }
}

/// The amount as the indicator shows it, in the unit of the measure.
fn shown(member: &str, value: i64) -> Value {
    if member == "workers" { json!(value.to_string()) } else { json!(format!("{value}.00")) }
}

/// Creates a unit in 15.71 with these amounts; `None` is a report without the amount.
fn unit(server: &Server, collection: &str, member: &str, number: &str, years: &[(i32, Option<i64>)]) -> i64 {
    let id = match collection {
        "cooperatives" => given::cooperative(server, number, "15.71"),
        _ => given::umkm(server, number, "15.71"),
    };
    for (year, value) in years {
        let value = value.map_or(Value::Null, |value| amount(member, value));
        match collection {
            "cooperatives" => given::cooperative_report(server, id, *year, json!({ member: value })),
            _ => given::umkm_report(server, id, *year, json!({ member: value })),
        };
    }
    id
}

both! {
    fn a_worked_example_of_each(server: &Server) {
        for (code, collection, member) in MEASURES {
            // A grows 100 → 110, B shrinks 200 → 150, C reports only for the second year, D only for the first.
            for (number, years) in [
                ("A", vec![(2022, Some(100)), (2023, Some(110))]),
                ("B", vec![(2022, Some(200)), (2023, Some(150))]),
                ("C", vec![(2023, Some(70))]),
                ("D", vec![(2022, Some(50))]),
            ] {
                unit(server, collection, member, &format!("{member}-{number}"), &years);
            }
            let growth = given::indicator(server, "2023", code);
            // The growth is (330 − 350) / 350, like-for-like (260 − 300) / 300.
            assert_eq!(growth["value"], json!("-5.71"), "{code}: {growth}");
            assert_eq!(growth["reason"], Value::Null);
            assert_eq!(growth["basis"], json!("records"));
            assert_eq!(growth["current"], shown(member, 330));
            assert_eq!(growth["previous"], shown(member, 350));
            assert_eq!(growth["numerator"], shown(member, -20));
            assert_eq!(growth["denominator"], shown(member, 350));
            let matched = &growth["like_for_like"];
            assert_eq!(matched["value"], json!("-13.33"), "{code}: {growth}");
            assert_eq!(matched["units"], json!(2));
            assert_eq!(matched["current"], shown(member, 260));
            assert_eq!(matched["previous"], shown(member, 300));
        }
    }

    fn the_first_reason_that_applies_is_given(server: &Server) {
        for (code, collection, member) in MEASURES {
            unit(server, collection, member, &format!("{member}-1"), &[(2019, None), (2020, Some(0)), (2021, Some(5))]);
            let at = |year: &str| given::indicator(server, year, code);
            assert_eq!(at("2018")["reason"], json!("no_data"), "{code}");
            assert_eq!(at("2019")["reason"], json!("no_data"), "{code}: an unknown amount is no data");
            assert_eq!(at("2020")["reason"], json!("previous_year_missing"), "{code}");
            assert_eq!(at("2020")["current"], shown(member, 0), "{code}: a known zero is given");
            assert_eq!(at("2020")["numerator"], Value::Null, "{code}");
            assert_eq!(at("2021")["reason"], json!("previous_year_zero"), "{code}");
            assert_eq!(at("2021")["value"], Value::Null, "{code}");
            assert_eq!(at("2022")["reason"], json!("no_data"), "{code}: no data for n comes first");
        }
    }

    fn an_unknown_amount_is_not_summed_and_not_matched(server: &Server) {
        for (code, collection, member) in MEASURES {
            unit(server, collection, member, &format!("{member}-1"), &[(2022, Some(100)), (2023, None)]);
            unit(server, collection, member, &format!("{member}-2"), &[(2022, Some(100)), (2023, Some(120))]);
            let growth = given::indicator(server, "2023", code);
            assert_eq!(growth["current"], shown(member, 120));
            assert_eq!(growth["previous"], shown(member, 200));
            assert_eq!(growth["value"], json!("-40.00"));
            assert_eq!(growth["like_for_like"]["value"], json!("20.00"));
            assert_eq!(growth["like_for_like"]["units"], json!(1));
        }
    }

    fn rounding_is_once_and_half_away_from_zero(server: &Server) {
        for (number, previous, current, value) in [
            ("half-up", 800, 801, "0.13"),
            ("half-down", 800, 799, "-0.13"),
            ("no-minus-zero", 1_000_000, 999_999, "0.00"),
            ("a-tenth-thousandth", 20_000, 19_999, "-0.01"),
            ("third", 3, 4, "33.33"),
            ("two-thirds", 3, 5, "66.67"),
            ("to-nothing", 5, 0, "-100.00"),
            ("large", 1, 1_000_000, "99999900.00"),
        ] {
            let id = unit(server, "umkm", "turnover", number, &[(2022, Some(previous)), (2023, Some(current))]);
            assert_eq!(given::indicator(server, "2023", "umkm-turnover-growth")["value"], json!(value), "{number}");
            server.delete(&format!("/umkm/{id}?cascade=true")).expect(204);
        }
    }

    fn every_kind_of_write_changes_the_sums(server: &Server) {
        let current = || given::indicator(server, "2023", "umkm-turnover-growth")["current"].clone();
        let id = unit(server, "umkm", "turnover", "U-1", &[(2023, Some(100))]);
        let path = format!("/umkm/{id}/reports/2023");
        assert_eq!(current(), json!("100.00"));
        server.patch(&path, json!({"turnover": "90.00"})).expect(200);
        assert_eq!(current(), json!("90.00"));
        server.put(&path, json!({"turnover": "80.00"})).expect(200);
        assert_eq!(current(), json!("80.00"));
        server.patch(&path, json!({"region": "15.01"})).expect(200);
        let at_region = |code: &str| {
            given::indicator(server, &format!("2023?region={code}"), "umkm-turnover-growth")["current"].clone()
        };
        assert_eq!([at_region("15.01"), at_region("15.71")], [json!("80.00"), Value::Null]);
        server.patch(&path, json!({"turnover": null})).expect(200);
        assert_eq!(current(), Value::Null);
        server.put(&path, json!({"turnover": "70.00"})).expect(200);
        server.delete(&path).expect(204);
        assert_eq!(current(), Value::Null);
        let verify = server.iku(&["verify"]);
        assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stdout));
    }
}
