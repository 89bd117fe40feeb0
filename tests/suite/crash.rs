//! `kill -9` during concurrent writes: acknowledged writes are stored, and no write is stored partly.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::agreement::{same_indicators, verify_is_clean};
use crate::figures_model::Register;
use crate::harness::Server;
use crate::history::{Dice, History, YEARS, load_regions, plain, read_back};
use crate::random_history::{rounds, seed, together};

const WRITERS: usize = 6;
/// A service that answered just before its commit was detected after about six rounds.
const ROUNDS: usize = 10;

both_backends! {
    fn acknowledged_writes_survive_and_none_is_partial(backend: Backend) {
        let server = Server::start(backend);
        load_regions(&server);
        let mut histories: Vec<History> =
            (0..WRITERS).map(|writer| History::new(seed() + 3, writer, WRITERS)).collect();
        let mut dice = Dice::new(seed());
        for round in 0..ROUNDS * rounds() {
            let (writes, delay) = (20 + dice.below(150), Duration::from_micros(dice.below(5000) as u64));
            let perhaps = write_until_killed(&server, &mut histories, writes, delay);
            // Postgres may still be committing for the dead process.
            server.await_silence();
            server.restart();

            let stored = read_back(&server);
            for (history, perhaps) in histories.iter_mut().zip(&perhaps) {
                // The database has the acknowledged steps, or these and the complete step that got no answer.
                let found = part_of(&stored, history);
                if plain(&found) != plain(&history.own) {
                    assert_eq!(plain(&found), plain(perhaps), "in round {round}\n{}", history.trail());
                }
                history.own = found;
            }
            let model = together(&histories);
            assert_eq!(plain(&stored), plain(&model), "unexpected records, in round {round}");
            verify_is_clean(&server);
            for year in YEARS {
                same_indicators(&server, &model, year, None);
            }
        }
    }
}

/// Lets all write, kills the server after this many acknowledged writes and a moment more, and returns for each writer
/// the records that it has if its last step was stored.
fn write_until_killed(server: &Server, histories: &mut [History], writes: usize, delay: Duration) -> Vec<Register> {
    let acknowledged = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let counter = &acknowledged;
        let write = |history: &mut History| {
            loop {
                match history.try_go_on(server) {
                    Ok(()) => counter.fetch_add(1, Ordering::Relaxed),
                    Err((_, perhaps)) => return *perhaps,
                };
            }
        };
        let writers: Vec<_> = histories.iter_mut().map(|history| scope.spawn(move || write(history))).collect();
        // Counted by writes and not by time, so that a busy machine changes nothing. A writer with a failed assertion
        // stops writing.
        while counter.load(Ordering::Relaxed) < writes && !writers.iter().any(|writer| writer.is_finished()) {
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(delay);
        server.kill9();
        writers.into_iter().map(|writer| writer.join().expect("a writer without complaint")).collect()
    })
}

/// The records of one writer, by the prefix of their names.
fn part_of(stored: &Register, history: &History) -> Register {
    let mut part = stored.clone();
    part.regions.clone_from(&history.own.regions);
    part.cooperatives.retain(|_, unit| unit.register_number.starts_with(&history.prefix));
    part.businesses.retain(|_, unit| unit.register_number.starts_with(&history.prefix));
    part.trainings.retain(|_, training| training.code.starts_with(&history.prefix));
    part.figures.retain(|(dataset, year, region), _| history.owns_figure(*dataset, *year, region));
    part
}
