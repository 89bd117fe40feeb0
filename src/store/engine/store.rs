//! TODO head

use std::sync::Arc;
use std::time::Duration;

use crate::store::database::connection::{Connection, ConnectionOptions};
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::database::url::DatabaseUrl;
use crate::store::engine::clock::Clock;
use crate::store::engine::counters::{Counters, Gauges};
use crate::store::engine::key_use_map::KeyUse;
use crate::store::engine::pool::Pool;
use crate::store::engine::single_flight::SingleFlight;
use crate::store::engine::write_queue::WriteQueue;
use crate::store::engine::{clock, pool};
use crate::store::evidence::cached::{CachedEvidence, Span};
use crate::store::maintenance::migrations;

/// How the store is opened.
#[derive(Clone, Copy, Debug)]
pub struct StoreOptions {
    /// Connections that read (SQLite), or read and write (Postgres).
    pub pool_size: u32,
    /// Writes that may wait on SQLite; more are answered as unavailable.
    pub write_queue: usize,
    /// How long a statement waits for a lock, a request for a connection, and on SQLite a write for those before it. An import waits
    /// twice as long for another.
    pub lock_timeout: Duration,
}

/// The way to the data. Cheap to clone; all clones share connections.
#[derive(Clone)]
pub struct Store {
    pub pool: Pool,
    /// Of SQLite only.
    pub write_queue: Option<WriteQueue>,
    pub clock: Clock,
    /// Of use on Postgres only.
    pub single_flight: SingleFlight,
    pub key_use: KeyUse,
    pub counters: Counters,
    /// See [`StoreOptions`].
    pub lock_timeout: Duration,
}

impl Store {
    /// Opens the database to serve it, creating an SQLite file that is not there, and brings its schema up to date. Blocks.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] with a sentence for the operator when the database cannot be reached or is of a later version.
    pub fn open_to_serve(url: &DatabaseUrl, options: StoreOptions) -> StoreResult<Self> {
        Self::open_with(url, options, migrations::run)
    }

    /// Opens the database for a command that may fill a new one: makes an SQLite file that is not there, and the schema where there
    /// is none at all. A schema of another version is left as it is, since a service of that version may be at work. Blocks.
    ///
    /// # Errors
    /// As [`Store::open_to_serve`], and where the schema is of an earlier version.
    pub fn open(url: &DatabaseUrl, options: StoreOptions) -> StoreResult<Self> {
        Self::open_with(url, options, migrations::run_or_require)
    }

    /// [`Store::open`] for a command that has no use for a new, empty database, and makes none.
    ///
    /// # Errors
    /// As [`Store::open`], and where the SQLite file or the schema is not there.
    pub fn open_existing(url: &DatabaseUrl, options: StoreOptions) -> StoreResult<Self> {
        match url {
            DatabaseUrl::Sqlite(path) if !path.exists() => {
                Err(StoreError::Unavailable("there is no such file".to_owned()))
            }
            // One connection, and no spare: one that is still being opened in the background when the process ends crashes
            // in OpenSSL.
            _ => Self::open_with(url, StoreOptions { pool_size: 1, ..options }, migrations::require),
        }
    }

    pub fn open_with(
        url: &DatabaseUrl,
        options: StoreOptions,
        schema: fn(&mut Connection) -> StoreResult<()>,
    ) -> StoreResult<Self> {
        let connection_options = ConnectionOptions { lock_timeout: options.lock_timeout };
        // On a connection of its own, whose error is the database's own words and not the pool's.
        let mut first = Connection::open(url, &connection_options)?;
        schema(&mut first)?;
        let clock = Clock::after(clock::latest_change(&mut first)?);
        drop(first);
        let counters = Counters::default();
        let write_queue = match url {
            DatabaseUrl::Sqlite(_) => {
                Some(WriteQueue::start(url.clone(), connection_options, options.write_queue, counters.clone())?)
            }
            DatabaseUrl::Postgres(_) => None,
        };
        let pool = pool::build(url, connection_options, options.pool_size, counters.clone());
        let (single_flight, key_use) = (SingleFlight::default(), KeyUse::default());
        Ok(Self { pool, write_queue, clock, single_flight, key_use, counters, lock_timeout: options.lock_timeout })
    }

    /// [`Store::open`] for a command, which does one thing and ends. It has one connection and no spare: one that is still
    /// being opened in the background when the process ends crashes in OpenSSL.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_for_command(url: &DatabaseUrl, options: StoreOptions) -> StoreResult<Self> {
        Self::open(url, StoreOptions { pool_size: 1, ..options })
    }

    /// Whether the database is the embedded one, SQLite, with its write write_queue.
    pub fn is_embedded(&self) -> bool {
        self.write_queue.is_some()
    }

    /// How long an import waits for its turn, and then for one of another instance: twice as long as a statement for a lock.
    pub fn import_patience(&self) -> Duration {
        self.lock_timeout.saturating_mul(2)
    }

    /// Leaves the SQLite file complete by itself, so that it may be copied: what stands in the write-ahead log is moved into
    /// it. Blocks. To be called when nothing reads or writes any more; while another process does, some may be left there.
    pub fn settle(&self) {
        let settled = pool::on_live(&self.pool, |connection| connection.checkpoint(), |_, ()| Ok(()));
        if let Err(error) = settled {
            log::warn!("the write-ahead log stays beside the file: {error:?}");
        }
    }

    /// What there is to be told of connections and commits.
    pub fn gauges(&self) -> Gauges {
        let (pool_size, pool_connections, pool_idle) = self.pool.state();
        Gauges { pool_size, pool_connections, pool_idle, ..self.counters.gauges() }
    }

    /// Runs one statement that reads. It may be run twice, where the first connection turns out to be gone.
    ///
    /// # Errors
    /// Those of `work`, and [`StoreError::Unavailable`] when no connection is to be had.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Connection) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        self.in_turn(move |pool| pool::on_live(pool, |reader| work(reader), |_, value| Ok(value))).await
    }

    /// [`Store::read`] for the command line, where blocking is right.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn read_blocking<T>(&self, work: impl FnOnce(&mut Connection) -> StoreResult<T>) -> StoreResult<T> {
        work(&mut *pool::take_live(&self.pool)?)
    }

    /// Runs one statement that reads little and is always quick: by its key.
    ///
    /// On SQLite it runs at once, since handing it to another thread would take longer than the work itself. On Postgres it
    /// waits for the network, and goes where waiting holds nobody up, as in [`Store::read`].
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn lookup<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Connection) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        if self.write_queue.is_some()
            && let Some((_turn, mut connection)) = self.pool.try_get()
        {
            return work(&mut connection);
        }
        self.read(work).await
    }

    /// The evidence of two years, as it is now; see [`evidence::read`]. Shared with whoever asks for the same: on SQLite as
    /// long as it stands unchanged, on Postgres with those who wait for it.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn evidence(&self, span: Span) -> StoreResult<Arc<CachedEvidence>> {
        if self.write_queue.is_none() {
            return self.single_flight.ask(&self.pool, span).await;
        }
        if let Some((_turn, mut reader)) = self.pool.try_get() {
            return reader.evidence(&span);
        }
        self.in_turn(move |pool| pool::on_live(pool, |reader| reader.evidence(&span), |_, known| Ok(known))).await
    }

    /// Runs what takes a connection when it is its turn, off the thread that serves requests.
    pub async fn in_turn<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        work: impl FnOnce(&Pool) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let turn = self.pool.turn().await?;
        let pool = self.pool.clone();
        blocking(move || {
            let outcome = work(&pool);
            drop(turn);
            outcome
        })
        .await
    }

    /// Runs statements that read, all of which see the same state of the database.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn snapshot<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Connection) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        self.read(move |connection| snapshot(connection, &work)).await
    }
}

impl Store {
    /// [`Store::snapshot`] for the command line, where blocking is right.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn snapshot_blocking<T>(&self, work: impl FnOnce(&mut Connection) -> StoreResult<T>) -> StoreResult<T> {
        let mut connection = pool::take_live(&self.pool)?;
        snapshot(&mut connection, work)
    }
}

pub fn snapshot<T>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> StoreResult<T>,
) -> StoreResult<T> {
    connection.begin_snapshot()?;
    let outcome = work(connection);
    // There is nothing to keep; and where the work failed, its error says more than one of the roll-back.
    let ended = connection.roll_back();
    outcome.and_then(|value| ended.map(|()| value))
}

/// Off the thread that serves requests; a panic there fails this request alone.
pub async fn blocking<T: Send + 'static, E: From<StoreError> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(error) => Err(StoreError::Internal(format!("a database task ended early: {error}")).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_one_connection_and_no_spare() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        let options = StoreOptions { pool_size: 8, write_queue: 16, lock_timeout: Duration::from_secs(5) };
        for store in [Store::open_for_command(&url, options), Store::open_existing(&url, options)] {
            assert_eq!(store.unwrap().gauges().pool_size, 1);
        }
    }
}
