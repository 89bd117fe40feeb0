//! Random histories, on the service and on the naive model at once: after every step both must give the same figures.
//!
//! `IKU_TEST_ROUNDS=50` makes a run fifty times as long, `IKU_TEST_SEED=7` gives other histories.

mod other_views;
mod reach;
mod tampering;

use crate::agreement::{same_indicators, same_reports, verify_is_clean};
use crate::figures_model::{Dataset, Register};
use crate::harness::{Backend, Server};
use crate::history::{History, YEARS, all_regions, load_regions, plain, read_back};

/// The years to compare: one before the first with records, and two after the last, where growth and activity still
/// depend on it.
const ASKED: std::ops::RangeInclusive<i32> = *YEARS.start() - 1..=*YEARS.end() + 2;
/// The regions to compare: all, the nation, two provinces, a city with many records, and one without any.
const REGIONS: [Option<&str>; 6] = [None, Some("00"), Some("15"), Some("16"), Some("15.71"), Some("15.02")];

pub(crate) fn rounds() -> usize {
    std::env::var("IKU_TEST_ROUNDS").ok().map_or(1, |text| text.parse().expect("IKU_TEST_ROUNDS is a whole number"))
}

/// The seed. It is printed, and so appears in the output of a failed test.
pub(crate) fn seed() -> u64 {
    let seed =
        std::env::var("IKU_TEST_SEED").ok().map_or(2017, |text| text.parse().expect("IKU_TEST_SEED is a number"));
    println!("IKU_TEST_SEED={seed}");
    seed
}

fn all_views_match(server: &Server, model: &Register) {
    for year in ASKED {
        for region in REGIONS {
            same_indicators(server, model, year, region);
        }
    }
    other_views::other_views_agree(server, model, ASKED);
    assert_eq!(plain(&read_back(server)), plain(model), "the records themselves");
    verify_is_clean(server);
}

both! {
    /// Thousands of creates, changes, moves, deletes and figures, one after the other.
    fn one_writer_matches_the_model(server: &Server) {
        load_regions(server);
        let mut history = History::new(seed(), 0, 1);
        for _ in 0..40 * rounds() {
            for _ in 0..50 {
                history.go_on(server);
            }
            let year = *ASKED.start() + history.dice.below(ASKED.count()) as i32;
            let region = *history.dice.pick(&REGIONS);
            same_indicators(server, &history.own, year, None);
            same_indicators(server, &history.own, year, region);
            same_reports(server, &history.own, &mut history.dice);
        }
        all_views_match(server, &history.own);
    }

    /// Few records and a comparison of every year after every step, so that a failure names the step.
    fn every_step_matches_the_model(server: &Server) {
        load_regions(server);
        for round in 0..rounds() {
            // A separate writer for each round: another prefix, other figures, another random sequence.
            let mut history = History::new(seed() + 1, round, rounds());
            for _ in 0..60 {
                history.go_on(server);
                for year in ASKED {
                    same_indicators_after(server, &history, year);
                }
            }
            remove_all(server, &history.own);
            let empty = Register { regions: all_regions(), ..Register::default() };
            for year in ASKED {
                same_indicators(server, &empty, year, None);
            }
        }
        verify_is_clean(server);
        // Sums that have become zero must not prevent the deletion of their regions.
        for code in ["16.71", "16", "00"] {
            server.delete(&format!("/regions/{code}")).expect(204);
        }
        verify_is_clean(server);
    }
}

/// Like `same_indicators`, with the steps before a failure.
fn same_indicators_after(server: &Server, history: &History, year: i32) {
    let agreed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        same_indicators(server, &history.own, year, None);
    }));
    if let Err(reason) = agreed {
        println!("{}", history.trail());
        std::panic::resume_unwind(reason);
    }
}

/// Deletes all records of a writer, with cascade: no sum may keep anything.
fn remove_all(server: &Server, own: &Register) {
    for id in own.trainings.keys() {
        server.delete(&format!("/trainings/{id}?cascade=true")).expect(204);
    }
    for id in own.cooperatives.keys() {
        server.delete(&format!("/cooperatives/{id}?cascade=true")).expect(204);
    }
    for id in own.businesses.keys() {
        server.delete(&format!("/umkm/{id}?cascade=true")).expect(204);
    }
    for (dataset, year, region) in own.figures.keys() {
        server.delete(&format!("/figures/{}/{year}/{region}", dataset.code())).expect(204);
    }
}

both_backends! {
    /// Eight writers at once, in the same regions and years. On Postgres half of them write through another instance,
    /// and reads use the first: a write is visible to the very next read on any instance.
    fn eight_writers_at_once_match_the_model(backend: Backend) {
        const WRITERS: usize = 8;
        let server = Server::start(backend);
        load_regions(&server);
        let second = (backend == Backend::Postgres).then(|| server.second_instance());
        let mut histories: Vec<History> =
            (0..WRITERS).map(|writer| History::new(seed() + 2, writer, WRITERS)).collect();
        let mut model = Register::default();
        for round in 0..6 * rounds() {
            std::thread::scope(|scope| {
                for (writer, history) in histories.iter_mut().enumerate() {
                    let through = second.as_ref().filter(|_| writer % 2 == 1).unwrap_or(&server);
                    scope.spawn(move || {
                        for _ in 0..40 {
                            history.go_on(through);
                        }
                    });
                }
            });
            model = together(&histories);
            for region in [None, Some("15"), Some("16.71")] {
                same_indicators(&server, &model, *YEARS.start() + (round % YEARS.count()) as i32, region);
            }
        }
        assert!(model.figures.keys().any(|(dataset, ..)| *dataset == Dataset::Umkm), "figures took part");
        all_views_match(&server, &model);
    }
}

/// All writers' records as one register.
pub(crate) fn together(histories: &[History]) -> Register {
    let mut all = Register { regions: all_regions(), ..Register::default() };
    for history in histories {
        all.absorb(history.own.clone());
    }
    all
}
