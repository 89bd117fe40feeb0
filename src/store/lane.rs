//! The write lane of SQLite: one thread owns the one connection that writes.
//!
//! It takes a job, begins a transaction, runs the jobs that are waiting by then, each in a savepoint, commits, and only then
//! answers all of them: one flush to the disk for many writes, and one that fails does no harm to its neighbours.

use super::connection::ConnectionOptions;
use super::counters::Counters;
use super::{Connection, DatabaseUrl, StoreError, StoreResult};
use diesel::Connection as _;
use diesel::connection::InstrumentationEvent;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

/// So many jobs at most share a commit: enough to spread a flush thin, few enough that the first does not wait long.
const BATCH: usize = 64;

/// A write that waits in the lane.
pub(super) trait Job: Send {
    /// Whether it may take long. It gets a transaction of its own: its neighbours would be answered only after it.
    fn is_long(&self) -> bool {
        false
    }

    /// Does the work and keeps its outcome; true when it succeeded and its savepoint is to be kept.
    fn run(&mut self, connection: &mut Connection) -> bool;

    /// Hands the outcome to whoever waits, or says why nothing of the batch was kept.
    fn settle(self: Box<Self>, kept: Result<(), Loss>);
}

/// Why a job that may have succeeded has done nothing after all.
#[derive(Clone, Debug)]
pub(super) enum Loss {
    /// The database could not keep the batch.
    Unavailable(String),
    /// The job itself panicked.
    Panicked,
}

impl From<Loss> for StoreError {
    fn from(loss: Loss) -> Self {
        match loss {
            Loss::Unavailable(message) => Self::Unavailable(message),
            Loss::Panicked => Self::Internal("a write panicked and was rolled back".to_owned()),
        }
    }
}

/// The way into the lane. The thread ends, its queue worked off, when the last clone is gone.
#[derive(Clone)]
pub(super) struct Lane {
    sender: SyncSender<Box<dyn Job>>,
    counters: Counters,
}

impl Lane {
    /// Opens the connection that writes and starts its thread; at most `queue` jobs wait.
    pub(super) fn start(
        url: DatabaseUrl,
        options: ConnectionOptions,
        queue: usize,
        counters: Counters,
    ) -> StoreResult<Self> {
        let counted = counters.clone();
        let (sender, receiver) = sync_channel(queue);
        let mut connection = Connection::open_to_write(&url, &options)?;
        std::thread::Builder::new()
            .name("write-lane".to_owned())
            .spawn(move || {
                let mut held = None;
                watch(&mut connection, &counted);
                while let Some(batch) = next_batch(&receiver, &mut held) {
                    counted.taken(batch.len());
                    run_batch(&mut connection, batch, &counted);
                    // Where it can't be opened now, the next batch is lost as well and it is tried again after that.
                    if connection.is_broken() {
                        match Connection::open_to_write(&url, &options) {
                            Ok(fresh) => {
                                connection = fresh;
                                watch(&mut connection, &counted);
                            }
                            Err(error) => log::error!("the write connection cannot be opened again: {error:?}"),
                        }
                    }
                }
                counted.lane_ended();
            })
            .map_err(|error| StoreError::Unavailable(format!("no thread for the write lane: {error}")))?;
        Ok(Self { sender, counters })
    }

    /// Puts a job in the lane, or says that it is full.
    pub(super) fn submit(&self, job: Box<dyn Job>) -> StoreResult<()> {
        // Before, since it may be taken out at once.
        self.counters.submitted();
        self.sender.try_send(job).map_err(|error| {
            self.counters.turned_away();
            StoreError::Unavailable(match error {
                TrySendError::Full(_) => "the write queue is full".to_owned(),
                TrySendError::Disconnected(_) => "the write lane has ended".to_owned(),
            })
        })
    }
}

/// Has every statement that the lane begins or ends counted as a sign of life.
fn watch(connection: &mut Connection, counters: &Counters) {
    let counters = counters.clone();
    connection.set_instrumentation(move |_: InstrumentationEvent<'_>| counters.beat());
}

/// Waits for one job and takes along those that are there already; `None` when no more can come. A long one stays alone: where it
/// comes behind others it is held for the next batch.
fn next_batch(receiver: &Receiver<Box<dyn Job>>, held: &mut Option<Box<dyn Job>>) -> Option<Vec<Box<dyn Job>>> {
    let first = match held.take() {
        Some(job) => job,
        None => receiver.recv().ok()?,
    };
    let is_alone = first.is_long();
    let mut batch = vec![first];
    while !is_alone && batch.len() < BATCH {
        match receiver.try_recv() {
            Ok(job) if job.is_long() => {
                *held = Some(job);
                break;
            }
            Ok(job) => batch.push(job),
            Err(_) => break,
        }
    }
    Some(batch)
}

fn run_batch(connection: &mut Connection, mut batch: Vec<Box<dyn Job>>, counters: &Counters) {
    let mut ends = vec![End::Undone; batch.len()];
    let kept = connection.begin_write().and_then(|()| {
        counters.work_begins();
        for (job, end) in batch.iter_mut().zip(&mut ends) {
            *end = run_one(connection, job.as_mut())?;
        }
        connection.commit()
    });
    let loss = match kept {
        Ok(()) => {
            counters.committed(ends.iter().filter(|end| matches!(end, End::Kept)).count());
            None
        }
        Err(error) => {
            counters.lost();
            // The transaction may be gone already: SQLite ends it by itself when the disk is full.
            if let Err(error) = connection.roll_back() {
                log::warn!("roll-back of a batch: {error:?}");
            }
            Some(Loss::Unavailable(format!("{error:?}")))
        }
    };
    counters.work_ends();
    for (job, end) in batch.into_iter().zip(ends) {
        job.settle(match (&loss, end) {
            (Some(loss), _) => Err(loss.clone()),
            (None, End::Panicked) => Err(Loss::Panicked),
            (None, End::Kept | End::Undone) => Ok(()),
        });
    }
}

/// How a job ended within its batch.
#[derive(Clone, Copy, Debug)]
enum End {
    Kept,
    /// It failed or was refused.
    Undone,
    Panicked,
}

/// Runs one job in a savepoint. An error is the whole batch's: the savepoint could not be ended.
fn run_one(connection: &mut Connection, job: &mut dyn Job) -> StoreResult<End> {
    connection.begin_savepoint()?;
    let end = match catch_unwind(AssertUnwindSafe(|| job.run(connection))) {
        Ok(true) => End::Kept,
        Ok(false) => End::Undone,
        Err(_) => End::Panicked,
    };
    match end {
        End::Kept => connection.commit()?,
        End::Undone | End::Panicked => connection.roll_back()?,
    }
    Ok(end)
}

#[cfg(test)]
mod tests {
    use super::super::migrations;
    use super::*;
    use diesel::connection::SimpleConnection;
    use diesel::{QueryableByName, RunQueryDsl};
    use std::sync::mpsc::{Sender, channel};
    use std::time::Duration;

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
        for job in
            [bench.entry("31.71"), bench.entry("31.72"), bench.long_job(), bench.long_job(), bench.entry("31.73")]
        {
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
        let lane = Lane::start(bench.url(), OPTIONS, 8, Counters::default()).unwrap();
        let ends = |connection: &mut Connection| {
            enter(connection, "31.71");
            connection.batch_execute("ROLLBACK").unwrap();
            true
        };
        lane.submit(bench.job("ends", ends)).unwrap();
        let told = bench.told.1.recv().unwrap();
        assert!(matches!(told, ("ends", Err(Loss::Unavailable(_)))), "{told:?}");
        lane.submit(bench.entry("31.72")).unwrap();
        let told = bench.told.1.recv().unwrap();
        assert!(matches!(told, ("31.72", Ok(()))), "{told:?}");
        assert_eq!(bench.entered(), ["31.72"]);
    }

    #[test]
    fn a_full_queue_is_said_at_once() {
        let bench = Bench::new();
        let lane = Lane::start(bench.url(), OPTIONS, 1, Counters::default()).unwrap();
        let (runs, is_running) = channel();
        let (go_on, may_go_on) = channel::<()>();
        lane.submit(bench.job("slow", move |_| {
            runs.send(()).unwrap();
            may_go_on.recv().is_ok()
        }))
        .unwrap();
        is_running.recv().unwrap();
        lane.submit(bench.entry("31.71")).unwrap();
        let refused = lane.submit(bench.entry("31.72"));
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        go_on.send(()).unwrap();
        let told = [bench.told.1.recv().unwrap(), bench.told.1.recv().unwrap()];
        assert!(matches!(told, [("slow", Ok(())), ("31.71", Ok(()))]), "{told:?}");
        assert_eq!(bench.entered(), ["31.71"]);
    }
}
