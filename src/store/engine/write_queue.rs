//! The write queue of SQLite: one thread owns the one connection that writes.
//!
//! The thread takes a job, begins a transaction, runs the jobs that wait by then, each in a savepoint, commits, and only then answers
//! them all. One fsync serves many writes, and a job that fails does not affect the others.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use diesel::Connection as _;
use diesel::connection::InstrumentationEvent;

use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::database::url::DatabaseUrl;
use crate::store::engine::counters::Counters;

/// The largest batch per commit: large enough to share an fsync, small enough to bound latency.
const BATCH: usize = 64;

/// A write that waits in the queue.
pub trait Job: Send {
    /// Whether the job may take long. It gets a transaction of its own, since other jobs of a batch are answered only after it.
    fn is_long(&self) -> bool {
        false
    }

    /// Does the work and stores its outcome. Returns whether it succeeded and its savepoint is to be committed.
    fn run(&mut self, connection: &mut Connection) -> bool;

    /// Sends the outcome to the caller, or the failure of the batch.
    fn answer(self: Box<Self>, batch: Result<(), BatchFailure>);
}

/// Why a job was rolled back although it may have succeeded.
#[derive(Clone, Debug)]
pub enum BatchFailure {
    /// The database could not commit the batch.
    Unavailable(String),
    /// This job panicked.
    Panicked,
}

impl From<BatchFailure> for StoreError {
    fn from(failure: BatchFailure) -> Self {
        match failure {
            BatchFailure::Unavailable(message) => Self::Unavailable(message),
            BatchFailure::Panicked => Self::Internal("a write panicked and was rolled back".to_owned()),
        }
    }
}

/// Handle to the queue. When the last clone is dropped, the thread runs the remaining jobs and ends.
#[derive(Clone)]
pub struct WriteQueue {
    sender: SyncSender<Box<dyn Job>>,
    counters: Counters,
}

impl WriteQueue {
    /// Opens the connection that writes and starts its thread. At most `length` jobs wait.
    pub fn start(url: DatabaseUrl, lock_timeout: Duration, length: usize, counters: Counters) -> StoreResult<Self> {
        let counted = counters.clone();
        let (sender, receiver) = sync_channel(length);
        let mut connection = Connection::open_to_write(&url, lock_timeout)?;
        std::thread::Builder::new()
            .name("write-queue".to_owned())
            .spawn(move || {
                let mut postponed = None;
                watch(&mut connection, &counted);
                while let Some(batch) = next_batch(&receiver, &mut postponed) {
                    counted.taken(batch.len());
                    run_batch(&mut connection, batch, &counted);
                    // When this fails, the next batch fails as well, and the connection is opened again after it.
                    if connection.is_broken() {
                        match Connection::open_to_write(&url, lock_timeout) {
                            Ok(fresh) => {
                                connection = fresh;
                                watch(&mut connection, &counted);
                            }
                            Err(error) => log::error!("the write connection cannot be opened again: {error:?}"),
                        }
                    }
                }
                counted.queue_ended();
            })
            .map_err(|error| StoreError::Unavailable(format!("no thread for the write queue: {error}")))?;
        Ok(Self { sender, counters })
    }

    /// Adds a job, or fails when the queue is full.
    pub fn submit(&self, job: Box<dyn Job>) -> StoreResult<()> {
        // Counted first, since the thread may take the job at once.
        self.counters.submitted();
        self.sender.try_send(job).map_err(|error| {
            self.counters.rejected();
            StoreError::Unavailable(match error {
                TrySendError::Full(_) => "the write queue is full".to_owned(),
                TrySendError::Disconnected(_) => "the write queue has ended".to_owned(),
            })
        })
    }
}

/// Counts the beginning and end of every statement of the connection as a sign of life.
fn watch(connection: &mut Connection, counters: &Counters) {
    let counters = counters.clone();
    connection.set_instrumentation(move |_: InstrumentationEvent<'_>| counters.sign_of_life());
}

/// Waits for one job and adds those that wait already; `None` when no more can come. A long job is a batch of its own: after other
/// jobs it is postponed to the next batch.
pub fn next_batch(
    receiver: &Receiver<Box<dyn Job>>,
    postponed: &mut Option<Box<dyn Job>>,
) -> Option<Vec<Box<dyn Job>>> {
    let first = match postponed.take() {
        Some(job) => job,
        None => receiver.recv().ok()?,
    };
    let is_alone = first.is_long();
    let mut batch = vec![first];
    while !is_alone && batch.len() < BATCH {
        match receiver.try_recv() {
            Ok(job) if job.is_long() => {
                *postponed = Some(job);
                break;
            }
            Ok(job) => batch.push(job),
            Err(_) => break,
        }
    }
    Some(batch)
}

/// Runs a batch in one transaction, and answers its jobs after the commit.
pub fn run_batch(connection: &mut Connection, mut batch: Vec<Box<dyn Job>>, counters: &Counters) {
    let mut ends = vec![JobEnd::RolledBack; batch.len()];
    let committed = connection.begin_write().and_then(|()| {
        counters.batch_begins();
        for (job, end) in batch.iter_mut().zip(&mut ends) {
            *end = run_one(connection, job.as_mut())?;
        }
        connection.commit()
    });
    let failure = match committed {
        Ok(()) => {
            counters.committed(ends.iter().filter(|end| matches!(end, JobEnd::Committed)).count());
            None
        }
        Err(error) => {
            counters.lost();
            // The transaction may have ended already: SQLite rolls it back when the disk is full.
            if let Err(error) = connection.roll_back() {
                log::warn!("roll-back of a batch: {error:?}");
            }
            Some(BatchFailure::Unavailable(format!("{error:?}")))
        }
    };
    counters.batch_ends();
    for (job, end) in batch.into_iter().zip(ends) {
        job.answer(match (&failure, end) {
            (Some(failure), _) => Err(failure.clone()),
            (None, JobEnd::Panicked) => Err(BatchFailure::Panicked),
            (None, JobEnd::Committed | JobEnd::RolledBack) => Ok(()),
        });
    }
}

/// The end of a job's savepoint.
#[derive(Clone, Copy, Debug)]
enum JobEnd {
    Committed,
    /// The job failed or was refused.
    RolledBack,
    Panicked,
}

/// Runs one job in a savepoint. An error fails the whole batch: the savepoint could not be begun or ended.
fn run_one(connection: &mut Connection, job: &mut dyn Job) -> StoreResult<JobEnd> {
    connection.begin_savepoint()?;
    let end = match catch_unwind(AssertUnwindSafe(|| job.run(connection))) {
        Ok(true) => JobEnd::Committed,
        Ok(false) => JobEnd::RolledBack,
        Err(_) => JobEnd::Panicked,
    };
    match end {
        JobEnd::Committed => connection.commit()?,
        JobEnd::RolledBack | JobEnd::Panicked => connection.roll_back()?,
    }
    Ok(end)
}
