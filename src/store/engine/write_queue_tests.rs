//! Tests of the write queue with jobs that succeed, fail, panic or take long.

use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{QueryableByName, RunQueryDsl};

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreError;
use crate::store::database::url::DatabaseUrl;
use crate::store::engine::counters::Counters;
use crate::store::engine::write_queue::{BatchFailure, Job, WriteQueue, next_batch, run_batch};
use crate::store::schema::migrations;

/// The name of a job and the answer that it got.
type Answer = (&'static str, Result<(), BatchFailure>);

/// A job made of a closure.
struct Closure<F> {
    name: &'static str,
    work: F,
    answers: Sender<Answer>,
    is_long: bool,
}

impl<F: FnMut(&mut Connection) -> bool + Send> Job for Closure<F> {
    fn is_long(&self) -> bool {
        self.is_long
    }

    fn run(&mut self, connection: &mut Connection) -> bool {
        (self.work)(connection)
    }

    fn answer(self: Box<Self>, batch: Result<(), BatchFailure>) {
        let _ = self.answers.send((self.name, batch));
    }
}

/// A new database, and the answers of its jobs.
struct Fixture {
    folder: tempfile::TempDir,
    answers: (Sender<Answer>, Receiver<Answer>),
}

impl Fixture {
    fn new() -> Self {
        let fixture = Self { folder: tempfile::tempdir().unwrap(), answers: channel() };
        migrations::create_tables(&mut fixture.open());
        fixture
    }

    fn url(&self) -> DatabaseUrl {
        DatabaseUrl::Sqlite(self.folder.path().join("iku.db"))
    }

    fn open(&self) -> Connection {
        Connection::open(&self.url(), LOCK_TIMEOUT).unwrap()
    }

    fn job(&self, name: &'static str, work: impl FnMut(&mut Connection) -> bool + Send + 'static) -> Box<dyn Job> {
        Box::new(Closure { name, work, answers: self.answers.0.clone(), is_long: false })
    }

    fn long_job(&self) -> Box<dyn Job> {
        let work = |_: &mut Connection| true;
        Box::new(Closure { name: "long", work, answers: self.answers.0.clone(), is_long: true })
    }

    /// A job that inserts a region with this code.
    fn insert(&self, code: &'static str) -> Box<dyn Job> {
        self.job(code, move |connection| insert_region(connection, code))
    }

    fn answers(&self) -> Vec<Answer> {
        self.answers.1.try_iter().collect()
    }

    /// The regions of jobs that another connection sees.
    fn regions(&self) -> Vec<String> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Text)]
            code: String,
        }
        let query = diesel::sql_query("SELECT code FROM regions WHERE name = 'job' ORDER BY code");
        query.load::<Row>(&mut self.open()).unwrap().into_iter().map(|row| row.code).collect()
    }
}

const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

fn insert_region(connection: &mut Connection, code: &str) -> bool {
    let sql = format!(
        "INSERT INTO regions (code, bps_code, name, kind, created_at, updated_at) \
         VALUES ('{code}', '{}', 'job', 'kota', '2024-01-01 00:00:00', '2024-01-01 00:00:00')",
        code.replace('.', "")
    );
    connection.batch_execute(&sql).unwrap();
    true
}

/// The number of committed writes, and of commits.
fn committed(counters: &Counters) -> (u64, u64) {
    let gauges = counters.gauges();
    (gauges.committed_writes, gauges.commits)
}

#[test]
fn a_panic_or_a_refusal_does_not_affect_other_jobs() {
    let fixture = Fixture::new();
    let batch = vec![
        fixture.insert("31.71"),
        fixture.job("panics", |connection| {
            insert_region(connection, "31.72");
            panic!("a job that panics in the middle of its work")
        }),
        fixture.job("refuses", |connection| !insert_region(connection, "31.73")),
        fixture.insert("31.74"),
    ];
    let mut connection = fixture.open();
    let counters = Counters::default();
    run_batch(&mut connection, batch, &counters);
    assert_eq!(fixture.regions(), ["31.71", "31.74"]);
    assert_eq!(committed(&counters), (2, 1));
    let answers = fixture.answers();
    assert!(
        matches!(
            answers[..],
            [("31.71", Ok(())), ("panics", Err(BatchFailure::Panicked)), ("refuses", Ok(())), ("31.74", Ok(()))]
        ),
        "{answers:?}"
    );
    assert!(!connection.is_broken());
}

/// Jobs before a long one must not wait for its end.
#[test]
fn a_long_job_shares_no_commit() {
    let fixture = Fixture::new();
    let (sender, receiver) = sync_channel(8);
    for job in [
        fixture.insert("31.71"),
        fixture.insert("31.72"),
        fixture.long_job(),
        fixture.long_job(),
        fixture.insert("31.73"),
    ] {
        sender.try_send(job).map_err(drop).unwrap();
    }
    drop(sender);
    let mut postponed = None;
    let batches = std::iter::from_fn(|| next_batch(&receiver, &mut postponed));
    assert_eq!(batches.map(|batch| batch.len()).collect::<Vec<_>>(), [2, 1, 1, 1]);
}

#[test]
fn a_commit_that_fails_rolls_all_jobs_back() {
    let fixture = Fixture::new();
    let violating = fixture.job("violating", |connection| {
        // Only the commit finds the violation.
        connection.batch_execute("PRAGMA defer_foreign_keys = ON").unwrap();
        connection
            .batch_execute(
                "INSERT INTO umkm (register_number, name, region, search_key, created_at, updated_at) \
                 VALUES ('U-1', 'x', '99.99', 'x', '2024-01-01 00:00:00', '2024-01-01 00:00:00')",
            )
            .unwrap();
        true
    });
    let mut connection = fixture.open();
    let counters = Counters::default();
    run_batch(&mut connection, vec![fixture.insert("31.71"), violating, fixture.insert("31.72")], &counters);
    assert_eq!(committed(&counters), (0, 0));
    assert_eq!(fixture.regions(), [""; 0]);
    let answers = fixture.answers();
    assert!(
        answers.len() == 3 && answers.iter().all(|(_, batch)| matches!(batch, Err(BatchFailure::Unavailable(_)))),
        "{answers:?}"
    );
    // The next batch works.
    run_batch(&mut connection, vec![fixture.insert("31.73")], &counters);
    assert_eq!(fixture.regions(), ["31.73"]);
    assert_eq!(committed(&counters), (1, 1));
    run_batch(&mut connection, vec![fixture.job("refuses", |_| false)], &counters);
    assert_eq!(committed(&counters), (1, 1));
}

/// SQLite rolls the transaction back when the disk is full in the middle of a statement.
#[test]
fn a_transaction_that_sqlite_ends_fails_its_batch_and_no_later_one() {
    let fixture = Fixture::new();
    let queue = WriteQueue::start(fixture.url(), LOCK_TIMEOUT, 8, Counters::default()).unwrap();
    let ends = |connection: &mut Connection| {
        insert_region(connection, "31.71");
        connection.batch_execute("ROLLBACK").unwrap();
        true
    };
    queue.submit(fixture.job("ends", ends)).unwrap();
    let answers = fixture.answers.1.recv().unwrap();
    assert!(matches!(answers, ("ends", Err(BatchFailure::Unavailable(_)))), "{answers:?}");
    queue.submit(fixture.insert("31.72")).unwrap();
    let answers = fixture.answers.1.recv().unwrap();
    assert!(matches!(answers, ("31.72", Ok(()))), "{answers:?}");
    assert_eq!(fixture.regions(), ["31.72"]);
}

#[test]
fn a_full_queue_rejects_a_job_at_once() {
    let fixture = Fixture::new();
    let queue = WriteQueue::start(fixture.url(), LOCK_TIMEOUT, 1, Counters::default()).unwrap();
    let (runs, is_running) = channel();
    let (go_on, may_go_on) = channel::<()>();
    queue
        .submit(fixture.job("slow", move |_| {
            runs.send(()).unwrap();
            may_go_on.recv().is_ok()
        }))
        .unwrap();
    is_running.recv().unwrap();
    queue.submit(fixture.insert("31.71")).unwrap();
    let refused = queue.submit(fixture.insert("31.72"));
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    go_on.send(()).unwrap();
    let answers = [fixture.answers.1.recv().unwrap(), fixture.answers.1.recv().unwrap()];
    assert!(matches!(answers, [("slow", Ok(())), ("31.71", Ok(()))]), "{answers:?}");
    assert_eq!(fixture.regions(), ["31.71"]);
}
