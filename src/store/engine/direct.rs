//! One connection without pool and write queue, for a command and for the start of the service.

use std::convert::Infallible;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreResult, WriteError};
use crate::store::database::url::DatabaseUrl;
use crate::store::engine::clock;
use crate::store::engine::clock::Clock;
use crate::store::engine::transaction;
use crate::store::engine::tx::Tx;
use crate::store::models::actor::Author;

/// A single connection that reads and writes, one after the other. Its functions block.
pub struct DirectConnection {
    connection: Connection,
    /// The database.
    pub url: DatabaseUrl,
    /// How long a statement waits for a lock.
    pub lock_timeout: Duration,
    /// The time of transactions.
    pub clock: Clock,
}

impl DirectConnection {
    /// Opens the database, and has `prepare` create, update or check the schema.
    pub fn open(
        url: &DatabaseUrl,
        lock_timeout: Duration,
        prepare: fn(&mut Connection) -> StoreResult<()>,
    ) -> StoreResult<Self> {
        let mut connection = Connection::open(url, lock_timeout)?;
        prepare(&mut connection)?;
        let clock = Clock::after(clock::latest_change(&mut connection)?);
        Ok(Self { connection, url: url.clone(), lock_timeout, clock })
    }

    /// Runs `work` in a transaction, and commits it when `work` succeeds. `work` may run more than once, after a conflict on Postgres.
    ///
    /// # Errors
    /// What `work` returns; `Unavailable` when the change cannot be stored, and `Uncertain` when the connection was lost during COMMIT
    /// and the outcome is unknown.
    pub fn write<T>(
        &mut self,
        author: impl Into<Author>,
        work: impl Fn(&mut Tx<'_>) -> StoreResult<T>,
    ) -> StoreResult<T> {
        Ok(self.try_write(author, |tx| work(tx).map_err(WriteError::<Infallible>::Store))?)
    }

    /// [`DirectConnection::write`] for work that its caller may refuse within the transaction.
    pub fn try_write<T, R>(
        &mut self,
        author: impl Into<Author>,
        work: impl Fn(&mut Tx<'_>) -> Result<T, WriteError<R>>,
    ) -> Result<T, WriteError<R>> {
        self.connection.begin_write()?;
        let ending = transaction::run(&mut self.connection, &author.into(), &self.clock, work)?;
        let resolved =
            transaction::resolve(ending, |query| query(&mut Connection::open(&self.url, self.lock_timeout)?));
        Ok(resolved?)
    }
}

impl Deref for DirectConnection {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for DirectConnection {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}
