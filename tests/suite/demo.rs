//! The demonstration: every case at once, the same for the same size, and only in an empty database.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::agreement::{same_indicators, verify_is_clean};
use crate::figures_model::Register;
use crate::harness::{Backend, Server, Setup, command, given};
use crate::history::{plain, read_back};

/// A small size that still contains all cases.
const SIZE: &str = "cooperatives=300,umkm=600,participants=500,years=8,seed=7";

/// A server whose empty database was filled before it served.
fn filled(backend: Backend, size: &str) -> Server {
    let server = Setup::on(backend).prepare();
    server.set("IKU_DEMO", size);
    server.restart();
    assert!(server.log().contains("demonstration: filled in"), "{}", server.log());
    server
}

/// The years with reports, one year before, and as many after as may be requested.
fn years(model: &Register) -> std::ops::RangeInclusive<i32> {
    let reported: BTreeSet<i32> = model.cooperatives.values().flat_map(|unit| unit.reports.keys().copied()).collect();
    let (first, last) = (reported.first().expect("reports"), reported.last().expect("reports"));
    assert_eq!(last - first, 7, "eight years");
    *first - 1..=*last + 2
}

fn indicators(server: &Server, year: i32) -> Value {
    server.get(&format!("/indicators/{year}?breakdown=region")).expect(200).json()
}

both_backends! {
    fn indicators_match_the_model(backend: Backend) {
        let server = filled(backend, SIZE);
        let model = read_back(&server);
        assert_eq!((model.cooperatives.len(), model.businesses.len()), (300, 600));
        assert_eq!(model.trainings.values().map(|training| training.participants.len()).sum::<usize>(), 500);
        for year in years(&model) {
            for region in [None, Some("15"), Some("15.05"), Some("15.07"), Some("15.71")] {
                same_indicators(&server, &model, year, region);
            }
        }
        verify_is_clean(&server);
    }

    fn every_case_occurs(backend: Backend) {
        let server = filled(backend, SIZE);
        let years = years(&read_back(&server));
        let mut seen = BTreeSet::new();
        for year in years.clone() {
            let document = indicators(&server, year);
            for indicator in document["indicators"].as_array().unwrap() {
                record_cases(&mut seen, "in all", indicator);
                indicator["regions"].as_array().unwrap().iter().for_each(|region| record_cases(&mut seen, "of a region", region));
            }
            let public = server.anonymous().get(&format!("/indicators/{year}?breakdown=region")).expect(200).json();
            for indicator in public["indicators"].as_array().unwrap() {
                for region in indicator["regions"].as_array().unwrap() {
                    if region["reason"] == "suppressed" {
                        seen.insert(format!("{} suppressed", indicator["code"].as_str().unwrap()));
                    }
                }
            }
            for report in server.get(&format!("/cooperative-reports?year={year}&limit=500")).expect(200).items() {
                seen.insert(format!("activity {}", report["activity"]["status"].as_str().unwrap()));
                let is_quality = ["healthy", "fairly_healthy"].map(Value::from).contains(&report["rating_used"]);
                if is_quality && report["activity"]["status"] == "inactive" {
                    seen.insert("rated and inactive".to_owned());
                }
                for member in ["business_volume", "health_rating", "health_score"] {
                    if report[member].is_null() {
                        seen.insert(format!("no {member}"));
                    }
                }
                if report["business_volume"] == "0.00" {
                    seen.insert("a volume of zero".to_owned());
                }
                if report["health_rating"].is_null() && !report["health_score"].is_null() {
                    seen.insert("a score alone".to_owned());
                }
            }
        }
        record_unit_cases(&mut seen, &server);
        let missing: Vec<&str> = expected().into_iter().filter(|case| !seen.contains(*case)).collect();
        assert!(missing.is_empty(), "not to be seen: {missing:#?}\nseen: {seen:#?}");
    }

    fn a_second_start_changes_nothing(backend: Backend) {
        let server = filled(backend, SIZE);
        let model = read_back(&server);
        let year = years(&model).end() - 2;
        let before = (plain(&model), indicators(&server, year));
        assert!(server.stop().success());
        // Another size makes no difference to a filled database.
        server.set("IKU_DEMO", "default");
        server.restart();
        assert!(server.log().contains("demonstration: the database already has records"), "{}", server.log());
        assert_eq!((plain(&read_back(&server)), indicators(&server, year)), before);
        verify_is_clean(&server);
    }

    fn a_database_with_one_record_is_not_filled(backend: Backend) {
        let server = Setup::on(backend).start();
        given::cooperative(&server, "K-1", "15.71");
        server.set("IKU_DEMO", SIZE);
        server.restart();
        assert!(server.log().contains("demonstration: the database already has records"), "{}", server.log());
        assert_eq!(plain(&read_back(&server)).len(), 1);
    }

    fn a_database_with_one_figure_is_not_filled(backend: Backend) {
        let server = Setup::on(backend).start();
        server.put("/figures/umkm/2020/15.71", json!({"businesses": 7, "source": "s"})).expect(201);
        server.set("IKU_DEMO", SIZE);
        server.restart();
        assert_eq!(plain(&read_back(&server)).len(), 1);
    }

    fn verify_does_not_fill(backend: Backend) {
        let server = Setup::on(backend).start();
        assert!(server.iku(&[&format!("--demo={SIZE}"), "verify"]).status.success());
        assert!(plain(&read_back(&server)).is_empty());
    }

    fn a_missing_region_is_named(backend: Backend) {
        let server = Setup::on(backend).start();
        server.delete("/regions/15.72").expect(204);
        let output = refused(&server, SIZE);
        assert!(output.contains("15.72"), "{output}");
        server.restart();
        assert!(plain(&read_back(&server)).is_empty(), "nothing was entered");
    }
}

/// The standard error of a start that must fail.
fn refused(server: &Server, size: &str) -> String {
    let output = command()
        .env("DATABASE_URL", server.database_url())
        .env("IKU_LISTEN", "127.0.0.1:0")
        .arg(format!("--demo={size}"))
        .output()
        .unwrap();
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_same_size_gives_the_same_province() {
    let servers = [
        filled(Backend::Sqlite, SIZE),
        filled(Backend::Sqlite, "seed=7,years=8,umkm=600,participants=500,cooperatives=300"),
        filled(Backend::Postgres, SIZE),
    ];
    let model = read_back(&servers[0]);
    let records = plain(&model);
    for other in &servers[1..] {
        assert_eq!(plain(&read_back(other)), records);
        for year in years(&model) {
            assert_eq!(indicators(other, year), indicators(&servers[0], year), "{year}");
        }
    }
    let other = filled(Backend::Sqlite, &SIZE.replace("seed=7", "seed=8"));
    assert_ne!(plain(&read_back(&other)), records, "another seed, another province");
}

#[test]
fn extreme_sizes_work() {
    for size in [
        "cooperatives=0,umkm=0,participants=0,years=1",
        "cooperatives=1,umkm=1,participants=1,years=1",
        "cooperatives=60,umkm=60,participants=60,years=2",
        "cooperatives=60,umkm=60,participants=26,years=3",
        "cooperatives=60,umkm=60,participants=75,years=25",
    ] {
        let server = filled(Backend::Sqlite, size);
        let model = read_back(&server);
        // The largest demonstration spans this many years, whatever the current year is.
        for year in 2003..=2026 {
            same_indicators(&server, &model, year, None);
        }
        verify_is_clean(&server);
    }
}

#[test]
fn invalid_sizes_are_refused_first() {
    let server = Setup::on(Backend::Sqlite).prepare();
    for (size, word) in [("", "--demo"), ("yes", "--demo"), ("umkm=many", "umkm"), ("years=0", "years")] {
        let output = refused(&server, size);
        assert!(output.contains(word) && output.lines().count() == 1, "{size:?}: {output}");
    }
    assert_eq!(server.database_directory().unwrap().read_dir().unwrap().count(), 0, "no file was made");
}

/// Records the cases that an indicator shows, in total or for a region.
fn record_cases(seen: &mut BTreeSet<String>, whose: &str, indicator: &Value) {
    let mut note = |what: String| seen.insert(format!("{what} {whose}"));
    note(format!("basis {}", indicator["basis"].as_str().unwrap()));
    note(indicator["reason"].as_str().unwrap_or("value").to_owned());
    for warning in indicator["warnings"].as_array().unwrap() {
        note(format!("warns {}", warning["code"].as_str().unwrap()));
    }
}

/// Records the cases that single records show.
fn record_unit_cases(seen: &mut BTreeSet<String>, server: &Server) {
    let model = read_back(server);
    let mut note = |is_so: bool, what: &str| {
        if is_so {
            seen.insert(what.to_owned());
        }
    };
    for unit in model.cooperatives.values() {
        note(unit.span.until.is_some(), "a dissolved cooperative");
        note(unit.region == "15", "a cooperative at the province");
        note(unit.reports.values().any(|report| report.region != unit.region), "a cooperative that moved");
    }
    for unit in model.businesses.values() {
        note(unit.span.until.is_some(), "a business no longer assisted");
        note(unit.region == "15", "a business at the province");
        note(unit.reports.values().any(|report| report.region != unit.region), "a business that moved");
        note(unit.reports.values().any(|report| report.turnover == Some(0)), "a turnover of zero");
        note(unit.reports.values().any(|report| report.workers.is_none()), "workers unknown");
    }
    for person in model.trainings.values().flat_map(|training| training.participants.values()) {
        note(person.score.is_none(), "a participant not graded");
        note(person.score == Some(75_000), "a score of 75");
        note(person.score.is_some_and(|score| (74_990..75_000).contains(&score)), "a score just below 75");
        note(person.cooperative.is_some(), "a manager of a cooperative");
        note(person.business.is_some(), "a manager of a business");
    }
}

fn expected() -> Vec<&'static str> {
    vec![
        "basis records in all",
        "basis mixed in all",
        "basis records of a region",
        "basis figures of a region",
        "basis mixed of a region",
        "value in all",
        "no_data in all",
        "previous_year_missing in all",
        "no_data of a region",
        "previous_year_missing of a region",
        "previous_year_zero of a region",
        "denominator_zero of a region",
        "warns numerator_includes_inactive in all",
        "warns regions_missing in all",
        "warns report_outside_dates in all",
        "warns figure_above_records in all",
        "warns rating_contradicts_score in all",
        "warns records_beside_figure in all",
        "umkm-turnover-growth suppressed",
        "umkm-assets-growth suppressed",
        "umkm-workers-growth suppressed",
        "training-good-grade suppressed",
        "activity active",
        "activity inactive",
        "activity undetermined",
        "rated and inactive",
        "no business_volume",
        "no health_rating",
        "no health_score",
        "a score alone",
        "a volume of zero",
        "a dissolved cooperative",
        "a cooperative at the province",
        "a cooperative that moved",
        "a business no longer assisted",
        "a business at the province",
        "a business that moved",
        "a turnover of zero",
        "workers unknown",
        "a participant not graded",
        "a score of 75",
        "a score just below 75",
        "a manager of a cooperative",
        "a manager of a business",
    ]
}
