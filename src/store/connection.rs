//! One connection type over both databases, and how each is opened.

use super::{DatabaseUrl, StoreError, StoreResult};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{Connection as _, PgConnection, SqliteConnection};
use std::time::{Duration, Instant};

pub use enumeration::EitherConnection as Connection;

#[allow(missing_docs, unreachable_pub, clippy::all, clippy::expect_used, clippy::panic)]
mod enumeration {
    use diesel::{PgConnection, SqliteConnection};

    /// A connection to either database.
    #[derive(diesel::MultiConnection)]
    pub enum EitherConnection {
        /// The embedded file.
        Sqlite(SqliteConnection),
        /// The server.
        Postgres(PgConnection),
    }
}

/// How connections behave.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionOptions {
    /// How long a statement waits for a lock before it is given up.
    pub lock_timeout: Duration,
}

impl Connection {
    /// Opens a connection. The scheme decides: Diesel's own way tries one after the other and hides the real error.
    pub(super) fn open(url: &DatabaseUrl, options: &ConnectionOptions) -> StoreResult<Self> {
        let milliseconds = options.lock_timeout.as_millis();
        match url {
            DatabaseUrl::Sqlite(path) => {
                let path = path.to_str().ok_or_else(|| StoreError::Unavailable("the path is not UTF-8".to_owned()))?;
                let mut connection = SqliteConnection::establish(path).map_err(unreachable)?;
                // busy_timeout comes first: the others may have to wait. FULL: what is acknowledged survives a power cut.
                connection.batch_execute(&format!(
                    "PRAGMA busy_timeout = {milliseconds}; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                     PRAGMA trusted_schema = OFF;"
                ))?;
                switch_to_wal(&mut connection, options.lock_timeout)?;
                Ok(Self::Sqlite(connection))
            }
            DatabaseUrl::Postgres(url) => {
                let mut connection = PgConnection::establish(url).map_err(unreachable)?;
                connection.batch_execute(&format!(
                    "SET lock_timeout = {milliseconds}; SET TIME ZONE 'UTC'; SET client_min_messages = warning; \
                     SET default_transaction_isolation = 'read committed';"
                ))?;
                Ok(Self::Postgres(connection))
            }
        }
    }

    /// Whether this is the server.
    pub(super) fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Begins a transaction that will write. On SQLite it takes the write lock at once: a deferred one fails under contention.
    pub(super) fn begin_write(&mut self) -> StoreResult<()> {
        Ok(match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
        }?)
    }

    /// Begins a transaction in which every statement sees the same state.
    pub(super) fn begin_snapshot(&mut self) -> StoreResult<()> {
        Ok(match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
            Self::Postgres(c) => {
                AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            }
        }?)
    }

    /// Begins a savepoint within a transaction.
    pub(super) fn begin_savepoint(&mut self) -> StoreResult<()> {
        Ok(<Self as diesel::Connection>::TransactionManager::begin_transaction(self)?)
    }

    /// Keeps what the innermost savepoint or transaction did.
    pub(super) fn commit(&mut self) -> StoreResult<()> {
        Ok(<Self as diesel::Connection>::TransactionManager::commit_transaction(self)?)
    }

    /// Undoes what the innermost savepoint or transaction did.
    pub(super) fn roll_back(&mut self) -> StoreResult<()> {
        Ok(<Self as diesel::Connection>::TransactionManager::rollback_transaction(self)?)
    }

    /// Whether the connection can no longer be used.
    pub(super) fn is_broken(&mut self) -> bool {
        diesel::r2d2::R2D2Connection::is_broken(self)
    }

    /// Reaches the database and comes back.
    pub(super) fn ping(&mut self) -> StoreResult<()> {
        Ok(self.batch_execute("SELECT 1")?)
    }
}

/// SQLite does not wait by itself when two that start at once both make this switch.
fn switch_to_wal(connection: &mut SqliteConnection, patience: Duration) -> StoreResult<()> {
    let deadline = Instant::now() + patience;
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL").map_err(StoreError::from) {
            Err(StoreError::Unavailable(_)) if Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(10));
            }
            outcome => return outcome,
        }
    }
}

/// The first line of what the database says: libpq repeats itself and names its socket files.
fn unreachable(error: diesel::ConnectionError) -> StoreError {
    let text = error.to_string();
    StoreError::Unavailable(text.lines().next().unwrap_or_default().trim().to_owned())
}
