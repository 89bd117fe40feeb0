//! Compares the service's answers with the model's.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::figures_model::{Answer, Register, activity, rating_used, score};
use crate::harness::Server;
use crate::history::Dice;

/// Reads all indicators of a year with the breakdown, and fails where a value differs from the model's.
pub(crate) fn same_indicators(server: &Server, model: &Register, year: i32, region: Option<&str>) {
    let query = region.map_or_else(String::new, |code| format!("&region={code}"));
    let path = format!("/indicators/{year}?breakdown=region{query}");
    let document = server.get(&path).expect(200).json();
    assert_eq!(document["region"].as_str(), region, "{path}");
    let shown = document["indicators"].as_array().expect("indicators");
    let answers = model.answer(year, region);
    assert_eq!(shown.len(), answers.len(), "every indicator of the model: {path}");

    let mut differences = Vec::new();
    for (expected, shown) in answers.iter().zip(shown) {
        difference(&mut differences, "in all", expected, shown);
        check_sums(&path, shown);
    }
    let breakdown = model.breakdown(year, region);
    for (position, shown) in shown.iter().enumerate() {
        let mut by_region: BTreeMap<&str, &Value> = BTreeMap::new();
        for entry in shown["regions"].as_array().expect("a breakdown") {
            let twice = by_region.insert(entry["region"].as_str().expect("a code"), entry);
            assert!(twice.is_none(), "a region is listed twice in {path}: {entry}");
        }
        let codes: Vec<&str> = breakdown.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(by_region.keys().copied().collect::<Vec<_>>(), codes, "the regions of {path}");
        for (code, answers) in &breakdown {
            difference(&mut differences, code, &answers[position], by_region[code.as_str()]);
        }
    }
    assert!(differences.is_empty(), "{} differences in {path}\n{}", differences.len(), differences.join("\n"));
}

/// Records the members that differ.
fn difference(differences: &mut Vec<String>, place: &str, expected: &Answer, shown: &Value) {
    let (model, service) = (expected.comparable(), expected.comparable_from(shown));
    if model == service {
        return;
    }
    for (name, of_model) in model.as_object().expect("an object") {
        if service[name] != *of_model {
            let code = expected.code;
            differences.push(format!("{code} {place}: {name} is {} and should be {of_model}", service[name]));
        }
    }
}

/// The regions' sums equal the total, null counting as nothing; checked on the service's own numbers alone.
pub(crate) fn check_sums(context: &str, indicator: &Value) {
    let members: &[&str] =
        if indicator.get("current").is_some() { &["current", "previous"] } else { &["numerator", "denominator"] };
    for member in members {
        let parts = indicator["regions"].as_array().expect("a breakdown").iter().map(|region| exact(&region[member]));
        let sum = parts.flatten().reduce(|a, b| a + b);
        let whole = exact(&indicator[member]);
        assert_eq!(sum, whole, "the regions' {member} must add up in {context}: {indicator}");
    }
}

/// A decimal string in hundredths.
fn exact(value: &Value) -> Option<i128> {
    let text = value.as_str()?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "00"));
    Some(format!("{whole}{fraction:0<2}").parse().expect("a decimal"))
}

/// Fails if a cooperative's reports show another activity or rating than the model calculates.
pub(crate) fn same_reports(server: &Server, model: &Register, dice: &mut Dice) {
    let Some((id, unit)) = dice.one_of(model.cooperatives.iter()) else { return };
    let shown = server.get(&format!("/cooperatives/{id}/reports?limit=500")).expect(200);
    let shown: BTreeMap<i32, Value> =
        shown.items().into_iter().map(|item| (item["year"].as_i64().expect("a year") as i32, item)).collect();
    assert_eq!(shown.keys().collect::<Vec<_>>(), unit.reports.keys().collect::<Vec<_>>(), "reports of {id}");
    for (year, report) in &unit.reports {
        let shown = &shown[year];
        assert_eq!(shown["activity"]["status"], activity(unit, *year), "{shown}\nof {unit:?}");
        assert_eq!(shown["rating_used"].as_str(), rating_used(report).map(|rating| rating.code()), "{shown}");
        assert_eq!(shown["region"], report.region.as_str(), "{shown}");
        assert_eq!(shown["health_score"].as_str(), report.health_score.map(score).as_deref(), "{shown}");
    }
}

/// `iku verify` finds no fault.
#[track_caller]
pub(crate) fn verify_is_clean(server: &Server) {
    let output = server.iku(&["verify"]);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "verify ended with {}\n{}\n{}",
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    );
}
