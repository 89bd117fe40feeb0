//! The write write_queue of SQLite: one thread owns the one connection that writes.
//!
//! It takes a job, begins a transaction, runs the jobs that are waiting by then, each in a savepoint, commits, and only then
//! answers all of them: one flush to the disk for many writes, and one that fails does no harm to its neighbours.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use diesel::Connection as _;
use diesel::connection::InstrumentationEvent;

use crate::store::database::connection::{Connection, ConnectionOptions};
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::database::url::DatabaseUrl;
use crate::store::engine::counters::Counters;

/// So many jobs at most share a commit: enough to spread a flush thin, few enough that the first does not wait long.
const BATCH: usize = 64;

/// A write that waits in the write_queue.
pub trait Job: Send {
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
pub enum Loss {
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

/// The way into the write_queue. The thread ends, its queue worked off, when the last clone is gone.
#[derive(Clone)]
pub struct WriteQueue {
    sender: SyncSender<Box<dyn Job>>,
    counters: Counters,
}

impl WriteQueue {
    /// Opens the connection that writes and starts its thread; at most `queue` jobs wait.
    pub fn start(url: DatabaseUrl, options: ConnectionOptions, queue: usize, counters: Counters) -> StoreResult<Self> {
        let counted = counters.clone();
        let (sender, receiver) = sync_channel(queue);
        let mut connection = Connection::open_to_write(&url, &options)?;
        std::thread::Builder::new()
            .name("write-write_queue".to_owned())
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
            .map_err(|error| StoreError::Unavailable(format!("no thread for the write write_queue: {error}")))?;
        Ok(Self { sender, counters })
    }

    /// Puts a job in the write_queue, or says that it is full.
    pub fn submit(&self, job: Box<dyn Job>) -> StoreResult<()> {
        // Before, since it may be taken out at once.
        self.counters.submitted();
        self.sender.try_send(job).map_err(|error| {
            self.counters.turned_away();
            StoreError::Unavailable(match error {
                TrySendError::Full(_) => "the write queue is full".to_owned(),
                TrySendError::Disconnected(_) => "the write write_queue has ended".to_owned(),
            })
        })
    }
}

/// Has every statement that the write_queue begins or ends counted as a sign of life.
fn watch(connection: &mut Connection, counters: &Counters) {
    let counters = counters.clone();
    connection.set_instrumentation(move |_: InstrumentationEvent<'_>| counters.beat());
}

/// Waits for one job and takes along those that are there already; `None` when no more can come. A long one stays alone: where it
/// comes behind others it is held for the next batch.
pub fn next_batch(receiver: &Receiver<Box<dyn Job>>, held: &mut Option<Box<dyn Job>>) -> Option<Vec<Box<dyn Job>>> {
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

pub fn run_batch(connection: &mut Connection, mut batch: Vec<Box<dyn Job>>, counters: &Counters) {
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
