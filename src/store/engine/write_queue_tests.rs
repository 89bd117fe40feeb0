//! The write_queue with jobs made for the purpose.

use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{QueryableByName, RunQueryDsl};

use crate::store::database::connection::{Connection, ConnectionOptions};
use crate::store::database::error::StoreError;
use crate::store::database::url::DatabaseUrl;
use crate::store::engine::counters::Counters;
use crate::store::engine::write_queue::{Job, Loss, WriteQueue, next_batch, run_batch};
use crate::store::maintenance::migrations;

/// What a job was told, with its name.
type Told = (&'static str, Result<(), Loss>);

/// A write that is given as a closure.
struct Closure<F> {
    name: &'static str,
    work: F,
    told: Sender<Told>,
    is_long: bool,
}

impl<F: FnMut(&mut Connection) -> bool + Send> Job for Closure<F> {
    fn is_long(&self) -> bool {
        self.is_long
    }

    fn run(&mut self, connection: &mut Connection) -> bool {
        (self.work)(connection)
    }

    fn settle(self: Box<Self>, kept: Result<(), Loss>) {
        let _ = self.told.send((self.name, kept));
    }
}

/// A database of its own, with what its jobs were told.
struct Bench {
    folder: tempfile::TempDir,
    told: (Sender<Told>, Receiver<Told>),
}

impl Bench {
    fn new() -> Self {
        let bench = Self { folder: tempfile::tempdir().unwrap(), told: channel() };
        migrations::run(&mut bench.open()).unwrap();
        bench
    }

    fn url(&self) -> DatabaseUrl {
        DatabaseUrl::Sqlite(self.folder.path().join("iku.db"))
    }

    fn open(&self) -> Connection {
        Connection::open(&self.url(), &OPTIONS).unwrap()
    }

    fn job(&self, name: &'static str, work: impl FnMut(&mut Connection) -> bool + Send + 'static) -> Box<dyn Job> {
        Box::new(Closure { name, work, told: self.told.0.clone(), is_long: false })
    }

    fn long_job(&self) -> Box<dyn Job> {
        let work = |_: &mut Connection| true;
        Box::new(Closure { name: "long", work, told: self.told.0.clone(), is_long: true })
    }

    /// A job that enters a region with this code.
    fn entry(&self, code: &'static str) -> Box<dyn Job> {
        self.job(code, move |connection| enter(connection, code))
    }

    fn told(&self) -> Vec<Told> {
        self.told.1.try_iter().collect()
    }

    /// Of the regions entered by jobs, those that another connection finds.
    fn entered(&self) -> Vec<String> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Text)]
            code: String,
        }
        let query = diesel::sql_query("SELECT code FROM regions WHERE name = 'job' ORDER BY code");
        query.load::<Row>(&mut self.open()).unwrap().into_iter().map(|row| row.code).collect()
    }
}

const OPTIONS: ConnectionOptions = ConnectionOptions { lock_timeout: Duration::from_secs(5) };

fn enter(connection: &mut Connection, code: &str) -> bool {
    let sql = format!(
        "INSERT INTO regions (code, bps_code, name, kind, created_at, updated_at) \
         VALUES ('{code}', '{}', 'job', 'kota', '2024-01-01 00:00:00', '2024-01-01 00:00:00')",
        code.replace('.', "")
    );
    connection.batch_execute(&sql).unwrap();
    true
}

/// How many writes were kept in how many commits.
fn kept(counters: &Counters) -> (u64, u64) {
    let gauges = counters.gauges();
    (gauges.committed_writes, gauges.commits)
}

#[test]
fn a_panic_or_a_refusal_harms_no_neighbour() {
    let bench = Bench::new();
    let batch = vec![
        bench.entry("31.71"),
        bench.job("panics", |connection| {
            enter(connection, "31.72");
            panic!("a job that panics in the middle of its work")
        }),
        bench.job("refuses", |connection| !enter(connection, "31.73")),
        bench.entry("31.74"),
    ];
    let mut connection = bench.open();
    let stats = Counters::default();
    run_batch(&mut connection, batch, &stats);
    assert_eq!(bench.entered(), ["31.71", "31.74"]);
    assert_eq!(kept(&stats), (2, 1));
    let told = bench.told();
    assert!(
        matches!(
            told[..],
            [("31.71", Ok(())), ("panics", Err(Loss::Panicked)), ("refuses", Ok(())), ("31.74", Ok(()))]
        ),
        "{told:?}"
    );
    assert!(!connection.is_broken());
}

/// Who came before it is not answered after it.
#[test]
fn a_long_one_shares_no_commit() {
    let bench = Bench::new();
    let (sender, receiver) = sync_channel(8);
    for job in [bench.entry("31.71"), bench.entry("31.72"), bench.long_job(), bench.long_job(), bench.entry("31.73")] {
        sender.try_send(job).map_err(drop).unwrap();
    }
    drop(sender);
    let mut held = None;
    let batches = std::iter::from_fn(|| next_batch(&receiver, &mut held));
    assert_eq!(batches.map(|batch| batch.len()).collect::<Vec<_>>(), [2, 1, 1, 1]);
}

#[test]
fn a_commit_that_fails_is_the_loss_of_all() {
    let bench = Bench::new();
    let unkept = bench.job("unkept", |connection| {
        // Found out by nothing but the commit.
        connection.batch_execute("PRAGMA defer_foreign_keys = ON").unwrap();
        connection
            .batch_execute(
                "INSERT INTO umkm (register_number, name, region, search_key, created_at, updated_at) \
                 VALUES ('U-1', 'x', '99.99', 'x', '2024-01-01 00:00:00', '2024-01-01 00:00:00')",
            )
            .unwrap();
        true
    });
    let mut connection = bench.open();
    let stats = Counters::default();
    run_batch(&mut connection, vec![bench.entry("31.71"), unkept, bench.entry("31.72")], &stats);
    assert_eq!(kept(&stats), (0, 0));
    assert_eq!(bench.entered(), [""; 0]);
    let told = bench.told();
    assert!(told.len() == 3 && told.iter().all(|(_, kept)| matches!(kept, Err(Loss::Unavailable(_)))), "{told:?}");
    // And the next one is as ever.
    run_batch(&mut connection, vec![bench.entry("31.73")], &stats);
    assert_eq!(bench.entered(), ["31.73"]);
    assert_eq!(kept(&stats), (1, 1));
    run_batch(&mut connection, vec![bench.job("refuses", |_| false)], &stats);
    assert_eq!(kept(&stats), (1, 1));
}

/// As SQLite does where the disk is full in the middle of a statement.
#[test]
fn a_transaction_that_ends_by_itself_is_a_loss_and_the_lane_goes_on() {
    let bench = Bench::new();
    let write_queue = WriteQueue::start(bench.url(), OPTIONS, 8, Counters::default()).unwrap();
    let ends = |connection: &mut Connection| {
        enter(connection, "31.71");
        connection.batch_execute("ROLLBACK").unwrap();
        true
    };
    write_queue.submit(bench.job("ends", ends)).unwrap();
    let told = bench.told.1.recv().unwrap();
    assert!(matches!(told, ("ends", Err(Loss::Unavailable(_)))), "{told:?}");
    write_queue.submit(bench.entry("31.72")).unwrap();
    let told = bench.told.1.recv().unwrap();
    assert!(matches!(told, ("31.72", Ok(()))), "{told:?}");
    assert_eq!(bench.entered(), ["31.72"]);
}

#[test]
fn a_full_queue_is_said_at_once() {
    let bench = Bench::new();
    let write_queue = WriteQueue::start(bench.url(), OPTIONS, 1, Counters::default()).unwrap();
    let (runs, is_running) = channel();
    let (go_on, may_go_on) = channel::<()>();
    write_queue
        .submit(bench.job("slow", move |_| {
            runs.send(()).unwrap();
            may_go_on.recv().is_ok()
        }))
        .unwrap();
    is_running.recv().unwrap();
    write_queue.submit(bench.entry("31.71")).unwrap();
    let refused = write_queue.submit(bench.entry("31.72"));
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    go_on.send(()).unwrap();
    let told = [bench.told.1.recv().unwrap(), bench.told.1.recv().unwrap()];
    assert!(matches!(told, [("slow", Ok(())), ("31.71", Ok(()))]), "{told:?}");
    assert_eq!(bench.entered(), ["31.71"]);
}
