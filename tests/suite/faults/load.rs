//! Writers that record which of their writes were acknowledged while something fails.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::agreement::{same_indicators, verify_is_clean};
use crate::harness::{Answer, Server, until};
use crate::history::read_back;

const WRITERS: usize = 6;
const YEAR: i32 = 2024;

/// The answers that the writers received.
#[derive(Default)]
pub(super) struct Ledger {
    /// The register numbers of businesses that exist, each with its report.
    businesses: BTreeSet<String>,
    reports: BTreeSet<String>,
    /// The writes that were answered 503, whose outcome is unknown.
    perhaps: BTreeSet<String>,
    /// The longest time that any write waited for its answer.
    pub(super) longest_wait: Duration,
}

/// The progress of the writers.
#[derive(Default)]
pub(super) struct Progress {
    acknowledged: AtomicUsize,
    refused: AtomicUsize,
    done: AtomicBool,
}

impl Progress {
    /// Waits until this many more writes have been acknowledged.
    #[track_caller]
    pub(super) fn acknowledged(&self, more: usize) {
        self.further(&self.acknowledged, more, "more writes are acknowledged");
    }

    /// Waits until this many more writes have been answered 503.
    #[track_caller]
    pub(super) fn refused(&self, more: usize) {
        self.further(&self.refused, more, "more writes are answered 503");
    }

    #[track_caller]
    fn further(&self, counter: &AtomicUsize, more: usize, what: &str) {
        let goal = counter.load(Ordering::Relaxed) + more;
        // A writer with a failed assertion stops writing; the failure is reported when the test ends.
        until(what, || counter.load(Ordering::Relaxed) >= goal || self.done.load(Ordering::Relaxed));
    }
}

/// Stops the writers, also when a writer or the test panics. Otherwise they would run for ever.
struct Ended<'a>(&'a Progress);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.done.store(true, Ordering::Relaxed);
    }
}

/// Runs several writers, through these servers in turn, for as long as `meanwhile` takes. Every answer must be a
/// success or 503.
pub(super) fn write_while(servers: &[&Server], meanwhile: impl FnOnce(&Progress)) -> Ledger {
    let (progress, ledger) = (Progress::default(), Mutex::new(Ledger::default()));
    std::thread::scope(|scope| {
        let (progress, ledger) = (&progress, &ledger);
        for writer in 0..WRITERS {
            scope.spawn(move || {
                let _ended = Ended(progress);
                for number in 0.. {
                    if progress.done.load(Ordering::Relaxed) {
                        break;
                    }
                    let (through, other) = (servers[number % servers.len()], servers[(number + 1) % servers.len()]);
                    write(through, other, &format!("F-{writer}-{number}"), progress, ledger);
                }
            });
        }
        let _ended = Ended(progress);
        meanwhile(progress);
    });
    ledger.into_inner().unwrap()
}

/// Creates a business and its report. Both are visible to the other instance at once.
fn write(through: &Server, other: &Server, name: &str, progress: &Progress, ledger: &Mutex<Ledger>) {
    let region = ["15.01", "15.71", "15.72"][name.len() % 3];
    let business = json!({"register_number": name, "name": "Usaha", "region": region});
    let send = || through.request("POST", "/umkm").json(&business).send();
    let Some(answer) = keep_account(send, name, progress, ledger, |ledger| &mut ledger.businesses) else { return };
    let path = format!("/umkm/{}", answer.id());
    seen_by(other, &path);
    let report = json!({"turnover": "12.50", "workers": 3});
    let path = format!("{path}/reports/{YEAR}");
    let send = || through.request("PUT", &path).json(&report).send();
    if keep_account(send, name, progress, ledger, |ledger| &mut ledger.reports).is_some() {
        seen_by(other, &path);
    }
}

/// Reads may also fail with 503, but never return 404.
fn seen_by(server: &Server, path: &str) {
    let answer = server.get(path);
    assert!(matches!(answer.status, 200 | 503), "acknowledged and not there: {}", answer.whole());
}

fn keep_account(
    send: impl Fn() -> Answer,
    name: &str,
    progress: &Progress,
    ledger: &Mutex<Ledger>,
    kind: impl Fn(&mut Ledger) -> &mut BTreeSet<String>,
) -> Option<Answer> {
    let began = Instant::now();
    let answer = send();
    let mut ledger = ledger.lock().unwrap();
    ledger.longest_wait = ledger.longest_wait.max(began.elapsed());
    if answer.status == 503 {
        ledger.perhaps.insert(name.to_owned());
        drop(ledger);
        unavailable(answer);
        progress.refused.fetch_add(1, Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(20));
        return None;
    }
    kind(&mut ledger).insert(name.to_owned());
    drop(ledger);
    progress.acknowledged.fetch_add(1, Ordering::Relaxed);
    Some(answer.expect(201))
}

/// Fails unless the answer is a complete 503 with `Retry-After`.
#[track_caller]
pub(super) fn unavailable(answer: Answer) {
    let answer = answer.problem(503, "unavailable");
    let after = answer.header("retry-after").and_then(|seconds| seconds.parse::<u32>().ok());
    assert!(after.is_some_and(|seconds| (1..=60).contains(&seconds)), "no Retry-After in {}", answer.whole());
}

impl Ledger {
    /// The number of writes that were answered 503.
    pub(super) fn refused(&self) -> usize {
        self.perhaps.len()
    }

    /// Adds a business without a report that the test itself created.
    pub(super) fn expect_business(&mut self, name: &str) {
        self.businesses.insert(name.to_owned());
    }

    /// Every acknowledged record exists, no unexpected record does, and the totals match the records.
    pub(super) fn check(&self, server: &Server) {
        let stored = read_back(server);
        let businesses = stored.businesses.values();
        let found: BTreeSet<String> = businesses.clone().map(|business| business.register_number.clone()).collect();
        let reported = businesses.filter(|business| business.reports.contains_key(&YEAR));
        let reported: BTreeSet<String> = reported.map(|business| business.register_number.clone()).collect();
        for (what, acknowledged, found) in
            [("businesses", &self.businesses, &found), ("reports", &self.reports, &reported)]
        {
            let lost: Vec<_> = acknowledged.difference(found).collect();
            assert!(lost.is_empty(), "acknowledged {what} that are missing: {lost:?}");
            let unexpected: Vec<_> =
                found.difference(acknowledged).filter(|name| !self.perhaps.contains(*name)).collect();
            assert!(unexpected.is_empty(), "{what} that no writer created: {unexpected:?}");
        }
        for year in YEAR - 1..=YEAR + 1 {
            same_indicators(server, &stored, year, None);
        }
        verify_is_clean(server);
    }
}
