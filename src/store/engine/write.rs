//! The one way in which anything changes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::oneshot;

use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult, WriteError};
use crate::store::engine::clock::Clock;
use crate::store::engine::commit_outcome::CommitOutcome;
use crate::store::engine::pool::Pool;
use crate::store::engine::session::Session;
use crate::store::engine::store::Store;
use crate::store::engine::tx::{Done, Tx};
use crate::store::engine::write_queue::{Job, Loss};
use crate::store::engine::{commit_outcome, pool};
use crate::store::models::actor::{Actor, Author};

/// How often a transaction is repeated when another came in between.
const ATTEMPTS: u32 = 3;

impl Store {
    /// Runs `work` in a transaction of its own and keeps what it did when it succeeds. Every change goes through here, so that
    /// what must happen with each has one place to stand.
    ///
    /// `work` may run more than once (Postgres repeats after a serialisation failure or a deadlock) and has no effect but on
    /// the database. When this returns `Ok`, the change is on the disk.
    ///
    /// # Errors
    /// What `work` returns; [`StoreError::Unavailable`] when the write queue is full or does not move, the database cannot be reached
    /// or cannot keep the change: nothing of it is kept then, nor later. [`StoreError::Uncertain`] when the server was lost while it
    /// kept the change.
    pub async fn write<T, R, F>(&self, author: impl Into<Author>, work: F) -> Result<T, WriteError<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, WriteError<R>> + Send + 'static,
    {
        self.write_of(false, author.into(), work).await
    }

    /// [`Store::write`] for work that may take long: on SQLite nobody who came before it is answered only after it.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn write_long<T, R, F>(&self, author: impl Into<Author>, work: F) -> Result<T, WriteError<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, WriteError<R>> + Send + 'static,
    {
        self.write_of(true, author.into(), work).await
    }

    /// [`Store::write`] for what goes with reading and waits for nobody's records: on Postgres it takes a reader's turn.
    pub async fn write_as_reader<T, R, F>(&self, author: Actor, work: F) -> Result<T, WriteError<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, WriteError<R>> + Send + 'static,
    {
        if self.write_queue.is_some() {
            return self.write(author, work).await;
        }
        self.in_own_transaction(self.pool.turn().await?, author.into(), work).await
    }

    async fn write_of<T, R, F>(&self, is_long: bool, author: Author, work: F) -> Result<T, WriteError<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, WriteError<R>> + Send + 'static,
    {
        let Some(write_queue) = &self.write_queue else {
            return self.in_own_transaction(self.pool.write_turn().await?, author, work).await;
        };
        let (reply, mut answer) = oneshot::channel();
        let (clock, claim) = (self.clock.clone(), Claim::default());
        write_queue.submit(Box::new(Waiting {
            work,
            author,
            clock,
            is_long,
            claim: claim.clone(),
            outcome: None,
            reply,
        }))?;
        let dropped = |_| Err(StoreError::Internal("the write write_queue dropped a job".to_owned()).into());
        if let Ok(outcome) = tokio::time::timeout(self.lock_timeout, &mut answer).await {
            return outcome.unwrap_or_else(dropped);
        }
        if claim.take() {
            // The write_queue will not run it any more.
            return Err(StoreError::Unavailable("the writes before it take too long".to_owned()).into());
        }
        // It is being done, and how that ends is to be told.
        answer.await.unwrap_or_else(dropped)
    }

    /// On Postgres, where each write has a transaction of its own.
    async fn in_own_transaction<T, R, F>(
        &self,
        turn: impl Send + 'static,
        author: Author,
        work: F,
    ) -> Result<T, WriteError<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, WriteError<R>> + Send + 'static,
    {
        let (clock, counters, pool) = (self.clock.clone(), self.counters.clone(), self.pool.clone());
        crate::store::engine::store::blocking(move || {
            let outcome = in_transaction(&pool, &author, &clock, work);
            drop(turn);
            // Counted here: whoever waits may go, and the change stands all the same.
            match &outcome {
                Ok(_) => counters.committed(1),
                Err(WriteError::Store(StoreError::Unavailable(_) | StoreError::Uncertain(_))) => counters.lost(),
                Err(_) => {}
            }
            outcome
        })
        .await
    }

    /// [`Store::write`] for the command line and the start of the service, where blocking is right.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_blocking<T>(
        &self,
        author: impl Into<Author>,
        work: impl Fn(&mut Tx<'_>) -> StoreResult<T>,
    ) -> StoreResult<T> {
        let outcome =
            self.try_write_blocking(author, |tx| work(tx).map_err(WriteError::<std::convert::Infallible>::Store));
        outcome.map_err(|error| match error {
            WriteError::Store(error) => error,
            WriteError::Refused(never) => match never {},
        })
    }

    /// [`Store::write_blocking`] for work that its caller may refuse within the transaction.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn try_write_blocking<T, R>(
        &self,
        author: impl Into<Author>,
        work: impl Fn(&mut Tx<'_>) -> Result<T, WriteError<R>>,
    ) -> Result<T, WriteError<R>> {
        in_transaction(&self.pool, &author.into(), &self.clock, work)
    }
}

/// How a transaction ended.
enum End<T> {
    Kept(T),
    /// The connection was lost while it was being kept.
    Cut(Done<T>, StoreError),
}

fn in_transaction<T, R>(
    pool: &Pool,
    author: &Author,
    clock: &Clock,
    work: impl Fn(&mut Tx<'_>) -> Result<T, WriteError<R>>,
) -> Result<T, WriteError<R>> {
    let begin = |connection: &mut Session| {
        connection.forget();
        connection.begin_write().map_err(WriteError::Store)
    };
    let end = pool::on_live(pool, begin, |connection, ()| {
        let mut attempt = 1;
        loop {
            let outcome = Tx::run(connection, author, clock, &work);
            let outcome = match outcome {
                Ok(done) => match connection.commit() {
                    Ok(()) => Ok(End::Kept(done.value)),
                    Err(error @ StoreError::Contention(_)) => Err(error.into()),
                    Err(error) if connection.is_postgres() => {
                        // It may be gone without anybody having noticed, and is not to be used any more.
                        connection.give_up();
                        Ok(End::Cut(done, error))
                    }
                    Err(error) => Err(error.into()),
                },
                Err(error) => {
                    // Where the work failed, its error says more than one of the roll-back.
                    if let Err(error) = connection.roll_back() {
                        log::warn!("roll-back: {error:?}");
                    }
                    Err(error)
                }
            };
            match outcome {
                Err(WriteError::Store(StoreError::Contention(message))) if attempt >= ATTEMPTS => {
                    return Err(StoreError::Unavailable(message).into());
                }
                Err(WriteError::Store(StoreError::Contention(_))) => attempt += 1,
                outcome => return outcome,
            }
            begin(connection)?;
        }
    })?;
    match end {
        End::Kept(value) => Ok(value),
        End::Cut(done, error) => match commit_outcome::of_transaction(pool, done.id, done.now) {
            CommitOutcome::Kept => Ok(done.value),
            CommitOutcome::Undone => Err(error.into()),
            CommitOutcome::Unknown => Err(StoreError::Uncertain(format!("{error:?}")).into()),
        },
    }
}

/// The right to a write that waits: the write_queue's, to run it, or that of whoever waited long enough and takes it back.
#[derive(Clone, Default)]
struct Claim(Arc<AtomicBool>);

impl Claim {
    /// Takes it, unless the other has.
    fn take(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }
}

/// A write in the write_queue, and who waits for it.
struct Waiting<F, T, R> {
    work: F,
    author: Author,
    clock: Clock,
    is_long: bool,
    claim: Claim,
    outcome: Option<Result<T, WriteError<R>>>,
    reply: oneshot::Sender<Result<T, WriteError<R>>>,
}

impl<F, T, R> Job for Waiting<F, T, R>
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
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn settle(self: Box<Self>, kept: Result<(), Loss>) {
        let outcome = match (kept, self.outcome) {
            // Even where it was refused: what it was refused for may be the work of a neighbour that was lost as well.
            (Err(loss), _) => Err(StoreError::from(loss).into()),
            (Ok(()), Some(outcome)) => outcome,
            // It was taken back.
            (Ok(()), None) => Err(StoreError::Unavailable("the writes before it took too long".to_owned()).into()),
        };
        // Whoever waited may have gone; the change stands all the same.
        let _ = self.reply.send(outcome);
    }
}
