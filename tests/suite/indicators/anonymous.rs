//! The view of anonymous callers: cooperatives in full, of businesses and trainings only what reveals nothing about a single one.

use serde_json::{Value, json};

use crate::harness::{Server, given};

const PERSONAL: [&str; 4] =
    ["umkm-turnover-growth", "umkm-assets-growth", "umkm-workers-growth", "training-good-grade"];

/// Sums and counts: the difference of two answers could be one business's money.
const SUMS: [&str; 4] = ["numerator", "denominator", "current", "previous"];

fn open(server: &Server, path_query: &str, code: &str) -> Value {
    given::pick(&server.anonymous().get(&format!("/indicators/{path_query}")).expect(200).json(), code)
}

/// Creates `count` businesses that reported for both years, and as many participants.
fn units(server: &Server, count: usize, region: &str) -> Vec<i64> {
    let training = given::training(server, &format!("D-{region}"), region, "2023-05-05");
    let one = |n| {
        let id = given::umkm(server, &format!("U-{region}-{n}"), region);
        for (year, amount) in [(2022, "1234500.00"), (2023, "1357950.00")] {
            given::umkm_report(
                server,
                id,
                year,
                json!({"turnover": amount, "assets": amount, "workers": 10 + year - 2022}),
            );
        }
        given::participant(server, training, &format!("Peserta {n}"), Some("80"));
        id
    };
    (0..count).map(one).collect()
}

both! {
    fn the_whole_register_shows_its_value_without_sums(server: &Server) {
        units(server, 1, "15.71");
        for code in PERSONAL {
            let (all, seen) = (given::indicator(server, "2023", code), open(server, "2023", code));
            assert_ne!(all["value"], Value::Null);
            assert_eq!(seen["value"], all["value"], "{code}");
            assert_ne!(all["denominator"], Value::Null);
            for sum in SUMS {
                assert_eq!(seen.get(sum).unwrap_or(&Value::Null), &Value::Null, "{code}/{sum}");
            }
            for sum in ["current", "previous"] {
                assert_eq!(seen["like_for_like"][sum], Value::Null, "{code}/like_for_like/{sum}");
            }
        }
    }

    fn a_region_shows_only_its_value(server: &Server) {
        units(server, 5, "15.71");
        for code in PERSONAL {
            let seen = open(server, "2023?region=15.71", code);
            assert_eq!(seen["value"], given::indicator(server, "2023?region=15.71", code)["value"], "{code}");
            assert_ne!(seen["value"], Value::Null, "{code}: it rests on five");
            for member in [&SUMS[..], &["coverage", "like_for_like"]].concat() {
                assert_eq!(seen.get(member).unwrap_or(&Value::Null), &Value::Null, "{code}/{member}");
            }
            let entry = &open(server, "2023?breakdown=region", code)["regions"][10];
            assert_eq!(entry["region"], json!("15.71"));
            assert_eq!(entry["value"], seen["value"], "{code}");
            for member in [&SUMS[..], &["coverage", "like_for_like"]].concat() {
                assert_eq!(entry.get(member).unwrap_or(&Value::Null), &Value::Null, "{code}/regions/{member}");
            }
        }
    }

    fn a_value_of_one_to_four_is_suppressed(server: &Server) {
        units(server, 4, "15.71");
        for code in PERSONAL {
            for seen in [
                open(server, "2023?region=15.71", code),
                open(server, "2023?region=15", code),
                open(server, "2023?breakdown=region", code)["regions"][10].clone(),
            ] {
                assert_eq!([&seen["value"], &seen["reason"]], [&Value::Null, &json!("suppressed")], "{code}: {seen}");
            }
            assert_eq!(open(server, "2023?region=15.01", code)["reason"], json!("no_data"), "nothing is not few");
            assert_ne!(given::indicator(server, "2023?region=15.71", code)["value"], Value::Null, "{code}: with a key");
        }
    }

    fn a_figure_of_few_is_suppressed_alone_and_not_in_its_province(server: &Server) {
        units(server, 3, "15.71");
        let small = json!({"businesses": 2, "turnover": "5.00", "assets": "5.00", "workers": 2});
        for year in [2022, 2023] {
            given::figure(server, "umkm", year, "15.72", small.clone());
        }
        given::figure(server, "trainings", 2023, "15.72", json!({"participants": 2, "good_participants": 1}));
        for code in PERSONAL {
            assert_eq!(open(server, "2023?region=15.72", code)["reason"], json!("suppressed"), "{code}: two");
            assert_eq!(open(server, "2023?region=15.71", code)["reason"], json!("suppressed"), "{code}: three");
            let province = open(server, "2023?region=15", code);
            assert_eq!(province["value"], given::indicator(server, "2023?region=15", code)["value"], "{code}: five");
            assert_ne!(province["value"], Value::Null, "{code}: it rests on five");
        }
    }

    fn a_figure_without_the_measure_does_not_raise_the_count(server: &Server) {
        units(server, 1, "15.01");
        for year in [2022, 2023] {
            given::figure(server, "umkm", year, "15", json!({"businesses": 40, "turnover": null}));
        }
        given::figure(server, "trainings", 2023, "15", json!({"participants": 40, "good_participants": null}));
        for code in PERSONAL {
            for path_query in ["2023?region=15", "2023?region=15.01"] {
                let seen = open(server, path_query, code);
                assert_eq!([&seen["value"], &seen["reason"]], [&Value::Null, &json!("suppressed")], "{code}: {seen}");
            }
        }
    }

    fn a_growth_from_few_is_suppressed(server: &Server) {
        let ids = units(server, 5, "15.71");
        server.delete(&format!("/umkm/{}/reports/2022", ids[0])).expect(204);
        let seen = open(server, "2023?region=15.71", "umkm-turnover-growth");
        assert_eq!(seen["reason"], json!("suppressed"));
        let seen = open(server, "2023?region=15.71", "training-good-grade");
        assert_ne!(seen["value"], Value::Null);
    }

    fn no_other_answer_shows_the_sums(server: &Server) {
        units(server, 6, "15.71");
        for path in [
            "/indicators/2023?breakdown=region",
            "/indicators/2023/umkm-turnover-growth",
            "/indicators/2023/umkm-turnover-growth?region=15.71",
            "/indicators/2023/umkm-assets-growth?region=15",
            "/series?from=2022&to=2023&region=15.71",
            "/series?from=2022&to=2023",
        ] {
            let text = server.anonymous().get(path).expect(200).text;
            // The sums of six equal amounts, whatever the separators between the digits.
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            for sum in ["7407000", "8147700", "1234500", "1357950"] {
                assert!(!digits.contains(sum), "{path} shows {sum}: {text}");
            }
        }
    }

    fn cooperatives_are_shown_in_full(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.71");
        for (year, volume) in [(2021, "90.00"), (2022, "100.00"), (2023, "110.00")] {
            given::cooperative_report(server, id, year, json!({"business_volume": volume, "health_rating": "healthy"}));
        }
        for code in ["quality-cooperatives", "cooperative-volume-growth"] {
            for path_query in ["2023", "2023?region=15.71", "2023?breakdown=region"] {
                assert_eq!(open(server, path_query, code), given::indicator(server, path_query, code), "{code}");
            }
        }
    }
}
