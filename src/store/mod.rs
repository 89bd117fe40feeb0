//! The store: Diesel and nothing above it. Keeps the records, and with every write the totals that follow from them.

pub mod backup;
pub mod bulk;
pub mod changes;
mod clock;
mod connection;
pub mod cooperative_reports;
pub mod cooperatives;
mod error;
pub mod evidence;
mod expectations;
pub mod figures;
pub mod idempotency;
pub mod keys;
mod lane;
mod listing;
mod migrations;
pub mod participants;
mod pool;
pub mod records;
pub mod regions;
mod schema;
pub mod totals;
pub mod trainings;
mod types;
pub mod umkm;
pub mod umkm_reports;
mod url;
pub mod verify;
mod write;

pub use connection::{Connection, ConnectionOptions};
pub use error::{StoreError, StoreResult, WriteError};
pub use listing::{Keyset, Listing, Position, SortKey};
pub use url::DatabaseUrl;
pub use write::{Actor, Author, Tx};

use clock::Clock;
use lane::Lane;
use pool::Pool;
use std::time::Duration;

/// How the store is opened.
#[derive(Clone, Copy, Debug)]
pub struct StoreOptions {
    /// Connections that read (SQLite), or read and write (Postgres).
    pub pool_size: u32,
    /// Writes that may wait on SQLite; more are answered as unavailable.
    pub write_queue: usize,
    /// How long a statement waits for a lock.
    pub lock_timeout: Duration,
}

/// The way to the data. Cheap to clone; all clones share connections.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
    /// Of SQLite only.
    lane: Option<Lane>,
    clock: Clock,
}

impl Store {
    /// Opens the database, creating an SQLite file that is not there, and brings its schema up to date. Blocks.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] with a sentence for the operator when the database cannot be reached or is of a later version.
    pub fn open(url: &DatabaseUrl, options: StoreOptions) -> StoreResult<Self> {
        let connection_options = ConnectionOptions { lock_timeout: options.lock_timeout };
        // On a connection of its own, whose error is the database's own words and not the pool's.
        let mut first = Connection::open(url, &connection_options)?;
        migrations::run(&mut first)?;
        let clock = Clock::after(clock::latest_change(&mut first)?);
        drop(first);
        let lane = match url {
            DatabaseUrl::Sqlite(_) => Some(Lane::start(url.clone(), connection_options, options.write_queue)?),
            DatabaseUrl::Postgres(_) => None,
        };
        Ok(Self { pool: pool::build(url, connection_options, options.pool_size), lane, clock })
    }

    /// [`Store::open`] for a command that has no use for a new, empty database.
    ///
    /// # Errors
    /// As [`Store::open`], and where the SQLite file is not there.
    pub fn open_existing(url: &DatabaseUrl, options: StoreOptions) -> StoreResult<Self> {
        match url {
            DatabaseUrl::Sqlite(path) if !path.exists() => {
                Err(StoreError::Unavailable("there is no such file".to_owned()))
            }
            // One connection, and no spare: one that is still being opened in the background when the process ends crashes
            // in OpenSSL.
            _ => Self::open(url, StoreOptions { pool_size: 1, ..options }),
        }
    }

    /// Whether the database can be reached.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it can't.
    pub async fn ping(&self) -> StoreResult<()> {
        self.read(Connection::ping).await
    }

    /// Runs one statement that reads.
    ///
    /// # Errors
    /// Those of `work`, and [`StoreError::Unavailable`] when no connection is to be had.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        let pool = self.pool.clone();
        blocking(move || {
            let mut connection = pool::take(&pool)?;
            work(&mut connection)
        })
        .await
    }

    /// Runs one statement that reads little and is always quick: by its key, or the evidence of two years.
    ///
    /// On SQLite it runs at once, since handing it to another thread would take longer than the work itself. On Postgres it
    /// waits for the network, and goes where waiting holds nobody up, as in [`Store::read`].
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn lookup<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        if self.lane.is_some()
            && let Some(mut connection) = self.pool.try_get()
        {
            return work(&mut connection);
        }
        self.read(work).await
    }

    /// Runs statements that read, all of which see the same state of the database.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn snapshot<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        self.read(move |connection| snapshot(connection, work)).await
    }
}

fn snapshot<T>(connection: &mut Connection, work: impl FnOnce(&mut Connection) -> StoreResult<T>) -> StoreResult<T> {
    connection.begin_snapshot()?;
    let outcome = work(connection);
    // There is nothing to keep; and where the work failed, its error says more than one of the roll-back.
    let ended = connection.roll_back();
    outcome.and_then(|value| ended.map(|()| value))
}

/// Off the thread that serves requests; a panic there fails this request alone.
async fn blocking<T: Send + 'static, E: From<StoreError> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(error) => Err(StoreError::Internal(format!("a database task ended early: {error}")).into()),
    }
}
