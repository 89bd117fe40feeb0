//! The one way to change anything: every write of the service runs through `Store::write`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::oneshot;

use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, WriteError};
use crate::store::engine::clock::Clock;
use crate::store::engine::store::{Store, blocking};
use crate::store::engine::transaction;
use crate::store::engine::transaction::Ending;
use crate::store::engine::tx::Tx;
use crate::store::engine::write_queue::{BatchFailure, Job};
use crate::store::models::actor::{Actor, Author};

impl Store {
    /// Runs `work` in a transaction of its own, and commits it when `work` succeeds. All changes go through this function, so that it
    /// is the place for what must happen with each.
    ///
    /// `work` may run more than once (Postgres repeats it after a serialisation failure or a deadlock) and must have no effect outside
    /// the database. When this returns `Ok`, the change is on the disk.
    ///
    /// # Errors
    /// What `work` returns; [`StoreError::Unavailable`] when the write queue is full or does not move, or the database cannot be
    /// reached or cannot store the change: then nothing is changed, now or later. [`StoreError::Uncertain`] when the connection was
    /// lost during COMMIT and the outcome is unknown.
    pub async fn write<T, R, F>(&self, author: impl Into<Author>, work: F) -> Result<T, WriteError<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, WriteError<R>> + Send + 'static,
    {
        self.queue_or_run(false, author.into(), work).await
    }

    /// [`Store::write`] for work that may take long: on SQLite it shares no commit, so that no other write waits for its end.
    pub async fn write_long<T, R, F>(&self, author: impl Into<Author>, work: F) -> Result<T, WriteError<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, WriteError<R>> + Send + 'static,
    {
        self.queue_or_run(true, author.into(), work).await
    }

    /// [`Store::write`] as a part of a read that waits for no record's lock: on Postgres it takes a reader's permit.
    pub async fn write_as_reader<T, R, F>(&self, author: Actor, work: F) -> Result<T, WriteError<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, WriteError<R>> + Send + 'static,
    {
        if self.write_queue.is_some() {
            return self.write(author, work).await;
        }
        self.run_now(self.pool.permit().await?, author.into(), work).await
    }

    async fn queue_or_run<T, R, F>(&self, is_long: bool, author: Author, work: F) -> Result<T, WriteError<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, WriteError<R>> + Send + 'static,
    {
        let Some(write_queue) = &self.write_queue else {
            return self.run_now(self.pool.permits_to_write().await?, author, work).await;
        };
        let (reply, mut answer) = oneshot::channel();
        let claim = Claim::default();
        write_queue.submit(Box::new(QueuedWrite {
            work,
            author,
            clock: self.clock.clone(),
            is_long,
            claim: claim.clone(),
            outcome: None,
            reply,
        }))?;
        let dropped = |_| Err(StoreError::Internal("the write queue dropped a job".to_owned()).into());
        if let Ok(outcome) = tokio::time::timeout(self.options.lock_timeout, &mut answer).await {
            return outcome.unwrap_or_else(dropped);
        }
        if claim.take() {
            // The write queue does not run it any more.
            return Err(StoreError::Unavailable("the writes before it take too long".to_owned()).into());
        }
        // It is running: the client gets its outcome.
        answer.await.unwrap_or_else(dropped)
    }

    /// Runs a write on Postgres, in a transaction of its own.
    async fn run_now<T, R, F>(&self, permit: impl Send + 'static, author: Author, work: F) -> Result<T, WriteError<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, WriteError<R>> + Send + 'static,
    {
        let (clock, counters, pool) = (self.clock.clone(), self.counters.clone(), self.pool.clone());
        blocking(move || {
            let ending = pool.on_live(
                |session| {
                    session.clear_cache();
                    session.begin_write().map_err(WriteError::Store)
                },
                |session, ()| {
                    let ending = transaction::run(session, &author, &clock, work)?;
                    if matches!(ending, Ending::ConnectionLost(..)) {
                        session.discard();
                    }
                    Ok(ending)
                },
            );
            let outcome =
                ending.and_then(|ending| Ok(transaction::resolve(ending, |query| query(&mut *pool.take_live()?))?));
            drop(permit);
            // Counted here and not by the caller, which ends early when the client disconnects.
            match &outcome {
                Ok(_) => counters.committed(1),
                Err(WriteError::Store(StoreError::Unavailable(_) | StoreError::Uncertain(_))) => counters.lost(),
                Err(_) => {}
            }
            outcome
        })
        .await
    }
}

/// The right to a queued write: taken by the write queue to run it, or by the waiting caller to withdraw it.
#[derive(Clone, Default)]
struct Claim(Arc<AtomicBool>);

impl Claim {
    /// Takes the right, unless the other side has.
    fn take(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }
}

/// A write in the write queue, and the channel to its caller.
struct QueuedWrite<F, T, R> {
    work: F,
    author: Author,
    clock: Clock,
    is_long: bool,
    claim: Claim,
    outcome: Option<Result<T, WriteError<R>>>,
    reply: oneshot::Sender<Result<T, WriteError<R>>>,
}

impl<F, T, R> Job for QueuedWrite<F, T, R>
where
    T: Send,
    R: Send,
    F: Fn(&mut Tx<'_>) -> Result<T, WriteError<R>> + Send,
{
    fn is_long(&self) -> bool {
        self.is_long
    }

    fn run(&mut self, connection: &mut Connection) -> bool {
        if !self.claim.take() {
            return false;
        }
        let outcome = Tx::run(connection, &self.author, &self.clock, &self.work).map(|done| done.value);
        let is_success = outcome.is_ok();
        self.outcome = Some(outcome);
        is_success
    }

    fn answer(self: Box<Self>, batch: Result<(), BatchFailure>) {
        let outcome = match (batch, self.outcome) {
            // Also where the job was refused: the reason may be the work of a neighbour in the batch, which is lost as well.
            (Err(failure), _) => Err(StoreError::from(failure).into()),
            (Ok(()), Some(outcome)) => outcome,
            // The caller has withdrawn it.
            (Ok(()), None) => Err(StoreError::Unavailable("the writes before it took too long".to_owned()).into()),
        };
        // The client may have disconnected; the change remains.
        let _ = self.reply.send(outcome);
    }
}
