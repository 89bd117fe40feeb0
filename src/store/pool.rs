//! Pooled connections.

use super::connection::ConnectionOptions;
use super::counters::Counters;
use super::{Connection, DatabaseUrl, StoreError, StoreResult};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Clones share connections.
#[derive(Clone)]
pub(super) struct Pool {
    connections: r2d2::Pool<Manager>,
    /// As the manager's.
    away: Arc<AtomicBool>,
    counters: Counters,
}

impl Pool {
    /// A connection that is free at this moment.
    pub(super) fn try_get(&self) -> Option<r2d2::PooledConnection<Manager>> {
        self.connections.try_get()
    }

    /// How many connections there may be, there are, and are free.
    pub(super) fn state(&self) -> (u64, u64, u64) {
        let state = self.connections.state();
        (self.connections.max_size().into(), state.connections.into(), state.idle_connections.into())
    }

    /// Whether there is no connection and none to be had. One that is there may be free soon, though no more can be opened.
    fn is_away(&self) -> bool {
        self.away.load(Ordering::Relaxed) && self.connections.state().connections == 0
    }
}

/// Opens connections for the pool.
#[derive(Debug)]
pub(super) struct Manager {
    url: DatabaseUrl,
    options: ConnectionOptions,
    /// Whether the last attempt to connect failed. The pool goes on trying, so this ends by itself.
    away: Arc<AtomicBool>,
}

/// r2d2 wants an error that is one.
#[derive(Debug)]
pub(super) struct ConnectError(String);

impl std::fmt::Display for ConnectError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConnectError {}

impl From<StoreError> for ConnectError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(message) => Self(message),
            other => Self(format!("{other:?}")),
        }
    }
}

impl r2d2::ManageConnection for Manager {
    type Connection = Connection;
    type Error = ConnectError;

    fn connect(&self) -> Result<Connection, ConnectError> {
        let opened = Connection::open(&self.url, &self.options).map_err(ConnectError::from);
        let was_away = self.away.swap(opened.is_err(), Ordering::Relaxed);
        match &opened {
            Ok(_) if was_away => log::info!("the database can be reached again"),
            Err(error) if !was_away => log::error!("no connection to the database: {error}"),
            _ => {}
        }
        opened
    }

    fn is_valid(&self, connection: &mut Connection) -> Result<(), ConnectError> {
        Ok(connection.ping()?)
    }

    fn has_broken(&self, connection: &mut Connection) -> bool {
        connection.is_broken()
    }
}

/// How long a request waits for a connection before it is answered 503.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a request that waits looks whether there is anything to wait for.
const LOOK: Duration = Duration::from_millis(100);

/// How long after a failure the next attempt to connect is made, at most: so soon a server that is back is used again.
const RETRY: Duration = Duration::from_millis(500);

/// A pool of at most `size` connections, opened when first needed.
pub(super) fn build(url: &DatabaseUrl, options: ConnectionOptions, size: u32, counters: Counters) -> Pool {
    let away = Arc::new(AtomicBool::new(false));
    let manager = Manager { url: url.clone(), options, away: Arc::clone(&away) };
    let connections = r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        // It tries again after half of this; `take` has a time limit of its own.
        .connection_timeout(RETRY * 2)
        // The manager says what is to be said, and not at every attempt.
        .error_handler(Box::new(r2d2::NopErrorHandler))
        // A file does not go away; a server does.
        .test_on_check_out(matches!(url, DatabaseUrl::Postgres(_)))
        .build_unchecked(manager);
    Pool { connections, away, counters }
}

/// A connection, as soon as one is free. While the database is away nobody waits: all would wait in vain, and those that come
/// later behind them.
pub(super) fn take(pool: &Pool) -> StoreResult<r2d2::PooledConnection<Manager>> {
    let start = Instant::now();
    // Looked at and not taken: to take one that is broken throws it away, and with the last of them it would seem that the
    // database is away.
    let is_free = pool.connections.state().idle_connections > 0;
    let taken = wait(pool, start + PATIENCE);
    if !is_free {
        pool.counters.pool_wait(start);
    }
    taken
}

fn wait(pool: &Pool, deadline: Instant) -> StoreResult<r2d2::PooledConnection<Manager>> {
    loop {
        if pool.is_away() {
            return Err(StoreError::Unavailable("the database is away".to_owned()));
        }
        match pool.connections.get_timeout(LOOK) {
            Ok(connection) => return Ok(connection),
            Err(error) if Instant::now() >= deadline => return Err(StoreError::Unavailable(error.to_string())),
            Err(_) => {}
        }
    }
}
