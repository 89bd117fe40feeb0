//! Handle to the database: pool, write queue, clock, shared reads and counters. Here are the reads; `write` has the writes.

use std::sync::Arc;
use std::time::Duration;

use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::database::url::DatabaseUrl;
use crate::store::engine::clock::Clock;
use crate::store::engine::counters::{Counters, Gauges};
use crate::store::engine::direct::DirectConnection;
use crate::store::engine::key_use::KeyUse;
use crate::store::engine::pool::Pool;
use crate::store::engine::single_flight::SingleFlight;
use crate::store::engine::write_queue::WriteQueue;
use crate::store::evidence::cached::{CachedEvidence, Span};

/// How the store is opened.
#[derive(Clone, Copy, Debug)]
pub struct StoreOptions {
    /// The number of connections that read (SQLite), or read and write (Postgres).
    pub pool_size: u32,
    /// The longest queue of writes on SQLite; further writes are answered as unavailable.
    pub write_queue: usize,
    /// How long a statement waits for a lock, a request for a connection, and on SQLite a write for the writes before it.
    pub lock_timeout: Duration,
}

impl StoreOptions {
    /// How long an import waits for another import, first of this process and then of another instance.
    pub fn import_timeout(&self) -> Duration {
        self.lock_timeout.saturating_mul(2)
    }
}

/// Handle to the database. Cheap to clone; all clones share connections.
#[derive(Clone)]
pub struct Store {
    pub pool: Pool,
    /// On SQLite only.
    pub write_queue: Option<WriteQueue>,
    pub clock: Clock,
    /// Used on Postgres only.
    pub single_flight: SingleFlight,
    pub key_use: KeyUse,
    pub counters: Counters,
    pub options: StoreOptions,
}

impl Store {
    /// Starts the pool and the write queue of a database that was opened, and whose schema is up to date. Blocks.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the database cannot be written to.
    pub fn start(opened: &DirectConnection, options: StoreOptions) -> StoreResult<Self> {
        let counters = Counters::default();
        let (url, lock_timeout) = (&opened.url, options.lock_timeout);
        let write_queue = match url {
            DatabaseUrl::Sqlite(_) => {
                Some(WriteQueue::start(url.clone(), lock_timeout, options.write_queue, counters.clone())?)
            }
            DatabaseUrl::Postgres(_) => None,
        };
        Ok(Self {
            pool: Pool::build(url, lock_timeout, options.pool_size, counters.clone()),
            write_queue,
            clock: opened.clock.clone(),
            single_flight: SingleFlight::default(),
            key_use: KeyUse::default(),
            counters,
            options,
        })
    }

    /// Whether the database is the embedded one, SQLite, which has a write queue.
    pub fn is_embedded(&self) -> bool {
        self.write_queue.is_some()
    }

    /// Moves SQLite's write-ahead log into the file, which can then be copied. Blocks. To be called when nothing reads or writes any
    /// more; while another process does, a part of the log may remain.
    pub fn checkpoint(&self) {
        if let Err(error) = self.pool.read(|session| session.checkpoint()) {
            log::warn!("the write-ahead log stays beside the file: {error:?}");
        }
    }

    /// The counters, with the state of the pool.
    pub fn gauges(&self) -> Gauges {
        let (pool_size, pool_connections, pool_idle) = self.pool.state();
        Gauges { pool_size, pool_connections, pool_idle, ..self.counters.gauges() }
    }

    /// Runs one statement that reads. It may run twice, where the first connection was cut.
    ///
    /// # Errors
    /// What `work` returns, and [`StoreError::Unavailable`] when no connection becomes free.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Connection) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        self.with_permit(move |pool| pool.read(|session| work(session))).await
    }

    /// Runs one short statement that reads a record by its key.
    ///
    /// On SQLite it runs at once on this thread: handing it to another thread would take longer than the statement. On Postgres it
    /// waits for the network, and so runs as in [`Store::read`].
    pub async fn lookup<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Connection) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        if self.is_embedded()
            && let Some((_permit, mut session)) = self.pool.try_get()
        {
            return work(&mut session);
        }
        self.read(work).await
    }

    /// Returns the current evidence of a span. Requests share it: on SQLite until the database changes, on Postgres with those that
    /// wait for it at the same time.
    pub async fn evidence(&self, span: Span) -> StoreResult<Arc<CachedEvidence>> {
        if !self.is_embedded() {
            return self.single_flight.read(&self.pool, span).await;
        }
        if let Some((_permit, mut session)) = self.pool.try_get() {
            return session.evidence(&span);
        }
        self.with_permit(move |pool| pool.read(|session| session.evidence(&span))).await
    }

    /// Runs statements that read, all in the same state of the database.
    pub async fn snapshot<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Connection) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        self.read(move |connection| connection.snapshot(&work)).await
    }

    /// Runs work that takes a connection, after waiting for a permit, on a thread for blocking work.
    async fn with_permit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Pool) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        let permit = self.pool.permit().await?;
        let pool = self.pool.clone();
        blocking(move || {
            let outcome = work(&pool);
            drop(permit);
            outcome
        })
        .await
    }
}

/// Runs work on a thread for blocking work. A panic there fails this request alone.
pub async fn blocking<T: Send + 'static, E: From<StoreError> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(error) => Err(StoreError::Internal(format!("a database task ended early: {error}")).into()),
    }
}
