//! The write lane of SQLite: one thread owns the one connection that writes.
//!
//! It takes a job, begins a transaction, runs the jobs that are waiting by then, each in a savepoint, commits, and only then
//! answers all of them: one flush to the disk for many writes, and one that fails does no harm to its neighbours.

use super::connection::ConnectionOptions;
use super::{Connection, DatabaseUrl, StoreError, StoreResult};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

/// So many jobs at most share a commit: enough to spread a flush thin, few enough that the first does not wait long.
const BATCH: usize = 64;

/// A write that waits in the lane.
pub(super) trait Job: Send {
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
}

impl Lane {
    /// Opens the connection that writes and starts its thread; at most `queue` jobs wait.
    pub(super) fn start(url: DatabaseUrl, options: ConnectionOptions, queue: usize) -> StoreResult<Self> {
        let (sender, receiver) = sync_channel(queue);
        let mut connection = Connection::open(&url, &options)?;
        std::thread::Builder::new()
            .name("write-lane".to_owned())
            .spawn(move || {
                while let Some(batch) = next_batch(&receiver) {
                    run_batch(&mut connection, batch);
                    if connection.is_broken() {
                        match Connection::open(&url, &options) {
                            Ok(fresh) => connection = fresh,
                            Err(error) => log::error!("the write connection cannot be opened again: {error:?}"),
                        }
                    }
                }
            })
            .map_err(|error| StoreError::Unavailable(format!("no thread for the write lane: {error}")))?;
        Ok(Self { sender })
    }

    /// Puts a job in the lane, or says that it is full.
    pub(super) fn submit(&self, job: Box<dyn Job>) -> StoreResult<()> {
        self.sender.try_send(job).map_err(|error| {
            StoreError::Unavailable(match error {
                TrySendError::Full(_) => "the write queue is full".to_owned(),
                TrySendError::Disconnected(_) => "the write lane has ended".to_owned(),
            })
        })
    }
}

/// Waits for one job and takes along those that are there already; `None` when no more can come.
fn next_batch(receiver: &Receiver<Box<dyn Job>>) -> Option<Vec<Box<dyn Job>>> {
    let mut batch = vec![receiver.recv().ok()?];
    batch.extend(receiver.try_iter().take(BATCH - 1));
    Some(batch)
}

fn run_batch(connection: &mut Connection, mut batch: Vec<Box<dyn Job>>) {
    let mut panicked = vec![false; batch.len()];
    let kept = connection.begin_write().and_then(|()| {
        for (job, panicked) in batch.iter_mut().zip(&mut panicked) {
            *panicked = !run_one(connection, job.as_mut())?;
        }
        connection.commit()
    });
    let loss = kept.err().map(|error| {
        // The transaction may be gone already: SQLite ends it by itself when the disk is full.
        if let Err(error) = connection.roll_back() {
            log::warn!("roll-back of a batch: {error:?}");
        }
        Loss::Unavailable(format!("{error:?}"))
    });
    for (job, panicked) in batch.into_iter().zip(panicked) {
        job.settle(match (&loss, panicked) {
            (Some(loss), _) => Err(loss.clone()),
            (None, true) => Err(Loss::Panicked),
            (None, false) => Ok(()),
        });
    }
}

/// Runs one job in a savepoint; false when it panicked. An error is the whole batch's: the savepoint could not be ended.
fn run_one(connection: &mut Connection, job: &mut dyn Job) -> StoreResult<bool> {
    connection.begin_savepoint()?;
    let outcome = catch_unwind(AssertUnwindSafe(|| job.run(connection)));
    match outcome {
        Ok(true) => connection.commit()?,
        Ok(false) | Err(_) => connection.roll_back()?,
    }
    Ok(outcome.is_ok())
}
