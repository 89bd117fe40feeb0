//! The one way in which anything changes.

use super::changes::{self, Pending};
use super::clock::Clock;
use super::lane::{Job, Loss};
use super::pool::{self, Pool};
use super::reader::Reader;
use super::{Connection, Store, StoreError, StoreResult, WriteError};
use crate::domain::RegionCode;
use chrono::NaiveDateTime;
use diesel::RunQueryDsl;
use std::ops::{Deref, DerefMut};
use tokio::sync::oneshot;

/// Who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The holder of a stored key, by its id.
    Key(i64),
    /// The holder of the admin key that the operator set (`IKU_ADMIN_KEY`).
    SettingsKey,
    /// The service itself or someone at its command line.
    Operator,
}

impl std::fmt::Display for Actor {
    /// As it stands in the database.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(id) => write!(f, "key:{id}"),
            Self::SettingsKey => f.write_str("settings_key"),
            Self::Operator => f.write_str("command_line"),
        }
    }
}

/// Who writes, and in which request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// Who.
    pub actor: Actor,
    /// The id of the request; `None` at the command line.
    pub request_id: Option<String>,
}

impl From<Actor> for Author {
    fn from(actor: Actor) -> Self {
        Self { actor, request_id: None }
    }
}

/// A transaction that writes. Reads through it see its own changes.
pub struct Tx<'c> {
    connection: &'c mut Connection,
    author: &'c Author,
    now: NaiveDateTime,
    /// What was recorded and is not written yet.
    pub(super) pending: Vec<Pending>,
}

impl<'c> Tx<'c> {
    /// Does `work` and then writes down the changes that it recorded: nobody can leave that out.
    fn run<T, R>(
        connection: &'c mut Connection,
        author: &'c Author,
        clock: &Clock,
        work: impl Fn(&mut Tx<'_>) -> Result<T, WriteError<R>>,
    ) -> Result<T, WriteError<R>> {
        let mut tx = Tx { connection, author, now: clock.now(), pending: Vec::new() };
        let value = work(&mut tx)?;
        changes::flush(&mut tx)?;
        Ok(value)
    }

    /// When the transaction began, in UTC: the time of everything it writes. Never earlier than that of one that began before.
    pub fn now(&self) -> NaiveDateTime {
        self.now
    }

    /// Who writes.
    pub fn actor(&self) -> &Actor {
        &self.author.actor
    }

    /// Who writes, and in which request.
    pub fn author(&self) -> &'c Author {
        self.author
    }

    /// Keeps others from changing a row until the transaction ends; they may refer to it meanwhile. On SQLite there is only one writer.
    pub(super) fn lock_row(&mut self, table: &'static str, id: i64) -> StoreResult<()> {
        self.lock("FOR NO KEY UPDATE", table, id)
    }

    /// As [`Tx::lock_row`] for a row that is to go: nobody may come to refer to it either.
    pub(super) fn lock_row_to_delete(&mut self, table: &'static str, id: i64) -> StoreResult<()> {
        self.lock("FOR UPDATE", table, id)
    }

    fn lock(&mut self, strength: &'static str, table: &'static str, id: i64) -> StoreResult<()> {
        if self.is_postgres() {
            diesel::sql_query(format!("SELECT id FROM {table} WHERE id = $1 {strength}"))
                .bind::<diesel::sql_types::BigInt, _>(id)
                .execute(self.connection)?;
        }
        Ok(())
    }

    /// As [`Tx::lock_row`], of a region.
    pub(super) fn lock_region(&mut self, code: &RegionCode) -> StoreResult<()> {
        self.lock_regions("FOR NO KEY UPDATE", code)
    }

    /// As [`Tx::lock_row_to_delete`], of a region.
    pub(super) fn lock_region_to_delete(&mut self, code: &RegionCode) -> StoreResult<()> {
        self.lock_regions("FOR UPDATE", code)
    }

    fn lock_regions(&mut self, strength: &'static str, code: &RegionCode) -> StoreResult<()> {
        if self.is_postgres() {
            diesel::sql_query(format!("SELECT code FROM regions WHERE code = $1 {strength}"))
                .bind::<diesel::sql_types::Text, _>(code.clone())
                .execute(self.connection)?;
        }
        Ok(())
    }
}

impl Deref for Tx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection
    }
}

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
    /// What `work` returns; [`StoreError::Unavailable`] when the write queue is full, the database cannot be reached or cannot
    /// keep the change: nothing of it is kept then.
    pub async fn write<T, R, F>(&self, author: impl Into<Author>, work: F) -> Result<T, WriteError<R>>
    where
        T: Send + 'static,
        R: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, WriteError<R>> + Send + 'static,
    {
        let author = author.into();
        let Some(lane) = &self.lane else {
            let (clock, counters) = (self.clock.clone(), self.counters.clone());
            // Counted there and not here: whoever waits may go, and the change stands all the same.
            return self
                .in_turn(move |pool| {
                    let outcome = in_transaction(pool, &author, &clock, work);
                    match &outcome {
                        Ok(_) => counters.committed(1),
                        Err(WriteError::Store(StoreError::Unavailable(_))) => counters.lost(),
                        Err(_) => {}
                    }
                    outcome
                })
                .await;
        };
        let (reply, answer) = oneshot::channel();
        lane.submit(Box::new(Waiting { work, author, clock: self.clock.clone(), outcome: None, reply }))?;
        match answer.await {
            Ok(outcome) => outcome,
            Err(_) => Err(StoreError::Internal("the write lane dropped a job".to_owned()).into()),
        }
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

fn in_transaction<T, R>(
    pool: &Pool,
    author: &Author,
    clock: &Clock,
    work: impl Fn(&mut Tx<'_>) -> Result<T, WriteError<R>>,
) -> Result<T, WriteError<R>> {
    let begin = |connection: &mut Reader| {
        connection.forget();
        connection.begin_write().map_err(WriteError::Store)
    };
    pool::on_live(pool, begin, |connection, ()| {
        let mut attempt = 1;
        loop {
            let outcome = Tx::run(connection, author, clock, &work);
            let outcome = match outcome {
                Ok(value) => connection.commit().map(|()| value).map_err(WriteError::Store),
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
    })
}

/// A write in the lane, and who waits for it.
struct Waiting<F, T, R> {
    work: F,
    author: Author,
    clock: Clock,
    outcome: Option<Result<T, WriteError<R>>>,
    reply: oneshot::Sender<Result<T, WriteError<R>>>,
}

impl<F, T, R> Job for Waiting<F, T, R>
where
    T: Send,
    R: Send,
    F: Fn(&mut Tx<'_>) -> Result<T, WriteError<R>> + Send,
{
    fn run(&mut self, connection: &mut Connection) -> bool {
        let outcome = Tx::run(connection, &self.author, &self.clock, &self.work);
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn settle(self: Box<Self>, kept: Result<(), Loss>) {
        let outcome = match (kept, self.outcome) {
            // Even where it was refused: what it was refused for may be the work of a neighbour that was lost as well.
            (Err(loss), _) => Err(StoreError::from(loss).into()),
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(StoreError::Internal("a write was never run".to_owned()).into()),
        };
        // Whoever waited may have gone; the change stands all the same.
        let _ = self.reply.send(outcome);
    }
}
