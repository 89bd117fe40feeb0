//! Whether chance gets about at all, without any service.

use std::collections::BTreeMap;

use super::ASKED;
use crate::figures_model::activity;
use crate::history::History;

/// A comparison shows nothing where nothing happens: chance must lead to every reason, basis, warning and status.
#[test]
fn chance_leads_to_every_case() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    // Not the seed of the environment: a case that one seed hardly reaches is no fault of anything.
    let mut history = History::new(2017, 0, 1);
    for _ in 0..40 {
        (0..50).for_each(|_| history.imagine());
        for year in ASKED {
            for (_, answers) in
                history.own.breakdown(year, None).into_iter().chain([("".into(), history.own.answer(year, None))])
            {
                for answer in answers {
                    let mut see = |what: String| *seen.entry(format!("{} {what}", answer.code)).or_default() += 1;
                    see(format!("basis {}", answer.basis));
                    see(answer.reason.map_or_else(|| "value".to_owned(), str::to_owned));
                    if answer.value.as_ref().is_some_and(|value| value.starts_with('-')) {
                        see("shrinks".to_owned());
                    }
                    see(format!("coverage {}", answer.coverage.is_some()));
                    answer.warnings.iter().for_each(|code| see(format!("warns {code}")));
                    if answer.like_for_like.as_ref().is_some_and(|like| like.value.is_some()) {
                        see("like for like".to_owned());
                    }
                }
            }
            for unit in history.own.cooperatives.values().filter(|unit| unit.reports.contains_key(&year)) {
                *seen.entry(activity(unit, year).to_owned()).or_default() += 1;
            }
        }
    }
    for (case, times) in &seen {
        println!("{times:6} {case}");
    }
    let growths =
        ["cooperative-volume", "umkm-turnover", "umkm-assets", "umkm-workers"].map(|name| format!("{name}-growth"));
    let ratios = ["quality-cooperatives", "training-good-grade"].map(str::to_owned);
    let all = [
        "basis records",
        "basis figures",
        "basis mixed",
        "value",
        "no_data",
        "coverage true",
        "coverage false",
        "warns records_beside_figure",
        "warns figure_above_records",
    ];
    let of_growths = [
        "previous_year_missing",
        "previous_year_zero",
        "shrinks",
        "like for like",
        "warns regions_missing",
        "warns report_outside_dates",
    ];
    let each = |codes: &[String], cases: &[&str]| -> Vec<String> {
        codes.iter().flat_map(|code| cases.iter().map(move |case| format!("{code} {case}"))).collect()
    };
    let mut expected = each(&[growths.as_slice(), &ratios].concat(), &all);
    expected.extend(each(&growths, &of_growths));
    expected.extend(each(&ratios, &["denominator_zero"]));
    expected.extend(each(
        &ratios[..1],
        &["warns numerator_includes_inactive", "warns rating_contradicts_score", "warns report_outside_dates"],
    ));
    expected.extend(["active", "inactive", "undetermined"].map(str::to_owned));
    // Ten at the least, so that none hangs on a single step.
    let rare: Vec<&String> = expected.iter().filter(|case| seen.get(*case).copied().unwrap_or(0) < 10).collect();
    assert!(rare.is_empty(), "chance hardly ever leads to {rare:?}");
}
