//! The same figures by other ways: one indicator alone, the series, and the unit records behind a value.

use serde_json::Value;

use crate::figures_model::{Dataset, Register, money};
use crate::harness::{Server, given};

/// All ways to a figure give the same figure.
pub(super) fn other_views_agree(server: &Server, model: &Register, years: std::ops::RangeInclusive<i32>) {
    let series = server.get(&format!("/series?from={}&to={}", years.start(), years.end())).expect(200).json();
    let of_series = series["years"].as_array().expect("years");
    assert_eq!(of_series.len(), years.clone().count());
    for (year, of_year) in years.zip(of_series) {
        let whole = server.get(&format!("/indicators/{year}?breakdown=region")).expect(200).json();
        assert_eq!(of_year["year"], year);
        for indicator in whole["indicators"].as_array().expect("indicators") {
            let code = indicator["code"].as_str().expect("a code");
            let alone = server.get(&format!("/indicators/{year}/{code}")).expect(200).json();
            let in_series = given::pick(of_year, code);
            for (name, value) in indicator.as_object().expect("an object") {
                assert_eq!(&alone["indicator"][name], value, "{name} of {code} {year}, alone");
                if name != "regions" {
                    assert_eq!(&in_series[name], value, "{name} of {code} {year}, in the series");
                }
            }
            records_agree(server, model, year, indicator);
        }
    }
}

/// The records said to count are as many and sum up to as much as the indicator says, where no figure has a part in it.
fn records_agree(server: &Server, model: &Register, year: i32, indicator: &Value) {
    let code = indicator["code"].as_str().expect("a code");
    let dataset = match code {
        "quality-cooperatives" | "cooperative-volume-growth" => Dataset::Cooperatives,
        "training-good-grade" => Dataset::Trainings,
        _ => Dataset::Umkm,
    };
    let has_part = |(of, y, _): &&(Dataset, i32, String)| *of == dataset && (*y == year || *y == year - 1);
    if model.figures.keys().any(|key| has_part(&key)) {
        return;
    }
    let items = all_records(server, &format!("/indicators/{year}/{code}/records"));
    let number = |member: &str| items.iter().filter(|item| item[member] == true).count();
    let expect = |member: &str, found: usize| {
        let said = indicator[member].as_str().map_or(0, |text| text.parse().expect("a count"));
        assert_eq!(found, said, "{member} of {code} {year}: {items:?}");
    };
    match code {
        "quality-cooperatives" => {
            expect("numerator", number("in_numerator"));
            expect("denominator", number("in_denominator"));
        }
        "training-good-grade" => {
            expect("numerator", number("good"));
            expect("denominator", items.iter().filter(|item| item["status"] == "counted").count());
        }
        _ => {
            for member in ["current", "previous"] {
                let amounts: Vec<&str> = items.iter().filter_map(|item| item[member].as_str()).collect();
                let sum =
                    (!amounts.is_empty()).then(|| written(amounts.iter().copied().map(hundredths).sum(), amounts[0]));
                assert_eq!(indicator[member].as_str(), sum.as_deref(), "{member} of {code} {year}: {items:?}");
            }
            assert_eq!(indicator["like_for_like"]["units"], number("matched"), "{code} {year}: {items:?}");
        }
    }
}

fn hundredths(text: &str) -> i128 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "00"));
    format!("{whole}{fraction}").parse().expect("a decimal")
}

/// In the scale of the example: a count of persons has no decimals.
fn written(hundredths: i128, example: &str) -> String {
    if example.contains('.') { money(hundredths) } else { (hundredths / 100).to_string() }
}

fn all_records(server: &Server, path: &str) -> Vec<Value> {
    let (mut items, mut query) = (Vec::new(), "?limit=100".to_owned());
    loop {
        let page = server.get(&format!("{path}{query}")).expect(200);
        items.extend(page.items());
        match page.at("/next_cursor") {
            Value::Null => return items,
            cursor => query = format!("?limit=100&cursor={}", cursor.as_str().expect("an opaque text")),
        }
    }
}
