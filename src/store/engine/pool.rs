//! Pooled connections.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::store::database::connection::{Connection, ConnectionOptions};
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::database::url::DatabaseUrl;
use crate::store::engine::counters::Counters;
use crate::store::engine::session::Session;

/// Clones share connections.
#[derive(Clone)]
pub struct Pool {
    connections: r2d2::Pool<Manager>,
    /// As many as there may be connections. The pool itself gives one that comes back to whoever is quickest, which is the thread that
    /// gave it back: others waited for a hundred times as long.
    turns: Arc<Semaphore>,
    /// Fewer: writers may wait for one another's locks, and readers wait for nobody's.
    write_turns: Arc<Semaphore>,
    /// As the manager's.
    circuit_breaker: Arc<Mutex<CircuitBreaker>>,
    /// How long a request waits for a turn, and then for a connection, before it is answered 503: as long as a statement for a lock.
    patience: Duration,
    counters: Counters,
}

/// A connection that goes back to the pool.
pub type Pooled = r2d2::PooledConnection<Manager>;

/// The right to take one connection.
pub type Permit = OwnedSemaphorePermit;

impl Pool {
    /// A connection that is free at this moment, when it is nobody else's turn.
    pub fn try_get(&self) -> Option<(Permit, Pooled)> {
        let turn = Arc::clone(&self.turns).try_acquire_owned().ok()?;
        Some((turn, self.connections.try_get()?))
    }

    /// Waits for a turn, in the order of those who wait. No thread waits, and while the database is away nobody does.
    pub async fn turn(&self) -> StoreResult<Permit> {
        self.turn_among(&self.turns, Instant::now() + self.patience).await
    }

    /// As [`Pool::turn`], for one who writes: at most so many have one at a time that some connections are left to those who read,
    /// unless there is only one.
    pub async fn write_turn(&self) -> StoreResult<[Permit; 2]> {
        let deadline = Instant::now() + self.patience;
        let among_writers = self.turn_among(&self.write_turns, deadline).await?;
        Ok([among_writers, self.turn_among(&self.turns, deadline).await?])
    }

    async fn turn_among(&self, turns: &Arc<Semaphore>, deadline: Instant) -> StoreResult<Permit> {
        if let Ok(turn) = Arc::clone(turns).try_acquire_owned() {
            return Ok(turn);
        }
        if self.is_away() {
            return Err(away());
        }
        let start = Instant::now();
        let turn = tokio::time::timeout_at(deadline.into(), Arc::clone(turns).acquire_owned()).await;
        self.counters.pool_wait(start);
        match turn {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(StoreError::Unavailable("no connection became free".to_owned())),
        }
    }

    /// How many connections there may be, there are, and are free.
    pub fn state(&self) -> (u64, u64, u64) {
        let state = self.connections.state();
        (self.connections.max_size().into(), state.connections.into(), state.idle_connections.into())
    }

    /// Whether there is no connection and none to be had. One that is there may be free soon, though no more can be opened.
    fn is_away(&self) -> bool {
        locked(&self.circuit_breaker).is_certain() && self.connections.state().connections == 0
    }
}

/// Opens connections for the pool.
#[derive(Debug)]
pub struct Manager {
    url: DatabaseUrl,
    options: ConnectionOptions,
    /// The pool goes on trying, so this ends by itself.
    circuit_breaker: Arc<Mutex<CircuitBreaker>>,
}

/// What attempts to connect have come to since one last succeeded.
#[derive(Debug, Default)]
struct CircuitBreaker {
    failures: u32,
    last: Option<Instant>,
    succeeded: Option<Instant>,
}

impl CircuitBreaker {
    /// One that began at `began` failed. Whether it is the first.
    fn failed(&mut self, began: Instant) -> bool {
        if self.succeeded.is_some_and(|succeeded| began <= succeeded) {
            // The server was away then, and is back: another has found that out meanwhile.
            return false;
        }
        let is_first = self.failures == 0;
        let now = Instant::now();
        if now.duration_since(began) >= IN_VAIN {
            // Whoever waited for this has waited enough.
            self.failures = SURE;
        } else if self.last.is_none_or(|last| began > last) {
            self.failures = self.failures.saturating_add(1);
        }
        self.last = Some(now);
        is_first
    }

    /// One succeeded. Whether others had failed before.
    fn succeeded(&mut self) -> bool {
        let had_failed = self.failures > 0;
        *self = Self { succeeded: Some(Instant::now()), ..Self::default() };
        had_failed
    }

    /// Whether the server is away, and not only some connections were cut.
    const fn is_certain(&self) -> bool {
        self.failures >= SURE
    }
}

/// Nothing that could panic is done under this lock.
fn locked(circuit_breaker: &Mutex<CircuitBreaker>) -> MutexGuard<'_, CircuitBreaker> {
    circuit_breaker.lock().unwrap_or_else(PoisonError::into_inner)
}

/// r2d2 wants an error that is one.
#[derive(Debug)]
pub struct ConnectError(String);

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
    type Connection = Session;
    type Error = ConnectError;

    fn connect(&self) -> Result<Session, ConnectError> {
        let began = Instant::now();
        let opened = Connection::open(&self.url, &self.options).map_err(ConnectError::from);
        match &opened {
            Ok(_) if locked(&self.circuit_breaker).succeeded() => {
                log::info!("the database can be reached again");
            }
            Err(error) if locked(&self.circuit_breaker).failed(began) => {
                log::error!("no connection to the database: {error}")
            }
            _ => {}
        }
        opened.map(Session::from)
    }

    fn is_valid(&self, connection: &mut Session) -> Result<(), ConnectError> {
        Ok(connection.ping()?)
    }

    fn has_broken(&self, connection: &mut Session) -> bool {
        connection.is_given_up() || connection.is_worn() || connection.is_broken()
    }
}

/// After so many failures, one after the other, the server is away. One alone, or several at once, may be of connections that were
/// cut while they came about.
const SURE: u32 = 2;

/// What failed only after so long failed because nothing was heard: libpq waits for no shorter time. A connection that was cut shows
/// at once, but on a busy machine that may be much later.
const IN_VAIN: Duration = Duration::from_secs(2);

/// So many connections no writer has, where there are more.
const FOR_READERS: u32 = 2;

/// How often a request that waits looks whether there is anything to wait for.
const LOOK: Duration = Duration::from_millis(100);

/// How long after a failure the next attempt to connect is made, at most: so soon a server that is back is used again.
const RETRY: Duration = Duration::from_millis(500);

/// A pool of at most `size` connections, opened when first needed.
pub fn build(url: &DatabaseUrl, options: ConnectionOptions, size: u32, counters: Counters) -> Pool {
    let circuit_breaker = Arc::<Mutex<CircuitBreaker>>::default();
    let patience = options.lock_timeout;
    let manager = Manager { url: url.clone(), options, circuit_breaker: Arc::clone(&circuit_breaker) };
    let connections = r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        // It tries again after half of this; `take` has a time limit of its own.
        .connection_timeout(RETRY * 2)
        // The manager says what is to be said, and not at every attempt.
        .error_handler(Box::new(r2d2::NopErrorHandler))
        // To ask the server each time whether it is there would double what a short statement takes; see `on_live`.
        .test_on_check_out(false)
        .build_unchecked(manager);
    let turns = |count: u32| Arc::new(Semaphore::new(usize::try_from(count).unwrap_or(Semaphore::MAX_PERMITS)));
    let (turns, write_turns) = (turns(size), turns(size.saturating_sub(FOR_READERS).max(1)));
    Pool { connections, turns, write_turns, circuit_breaker, patience, counters }
}

fn away() -> StoreError {
    StoreError::Unavailable("the database is away".to_owned())
}

/// A connection, as soon as one is free. While the database is away nobody waits: all would wait in vain, and those that come
/// later behind them.
fn take(pool: &Pool) -> StoreResult<Pooled> {
    let deadline = Instant::now() + pool.patience;
    loop {
        if pool.is_away() {
            return Err(away());
        }
        match pool.connections.get_timeout(LOOK) {
            Ok(connection) => return Ok(connection),
            Err(error) if Instant::now() >= deadline => return Err(StoreError::Unavailable(error.to_string())),
            Err(_) => {}
        }
    }
}

/// A connection that was just seen to reach its server. Those that do not are given up on the way.
pub fn take_live(pool: &Pool) -> StoreResult<Pooled> {
    let deadline = Instant::now() + pool.patience;
    loop {
        let mut connection = take(pool)?;
        match connection.ping() {
            Ok(()) => return Ok(connection),
            Err(error) if Instant::now() >= deadline => return Err(error),
            Err(_) => {}
        }
    }
}

/// Runs `first` on a connection, and then `rest` with what it gave.
///
/// The server may have gone since the connection was last used, which shows at the first statement. So where that ends the
/// connection, `first` is run once more on one that is live: it must do nothing that may not be done twice.
pub fn on_live<T, E: From<StoreError>, U>(
    pool: &Pool,
    first: impl Fn(&mut Session) -> Result<T, E>,
    rest: impl FnOnce(&mut Session, T) -> Result<U, E>,
) -> Result<U, E> {
    let mut connection = take(pool)?;
    let began = Instant::now();
    let value = match first(&mut connection) {
        Err(_) if connection.is_postgres() && is_cut(&mut connection, began.elapsed()) => {
            drop(connection);
            connection = take_live(pool)?;
            first(&mut connection)?
        }
        outcome => outcome?,
    };
    rest(&mut connection, value)
}

/// Whether a connection whose statement failed was cut while nobody looked. Diesel does not tell after every statement.
fn is_cut(reader: &mut Session, took: Duration) -> bool {
    if took < IN_VAIN {
        return reader.is_broken() || reader.ping().is_err();
    }
    // Another would do no better, and to ask would take as long again; but it is not to be used any more.
    reader.give_up();
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_that_are_cut_together_are_no_outage() {
        let mut circuit_breaker = CircuitBreaker::default();
        let began = Instant::now();
        assert!(circuit_breaker.failed(began), "said once");
        assert!(!circuit_breaker.failed(began) && !circuit_breaker.failed(began));
        assert!(!circuit_breaker.is_certain());
        std::thread::sleep(Duration::from_millis(1));
        assert!(!circuit_breaker.failed(Instant::now()));
        assert!(circuit_breaker.is_certain(), "the next attempt failed too");
    }

    #[test]
    fn one_attempt_in_vain_is_an_outage() {
        let mut circuit_breaker = CircuitBreaker::default();
        let Some(long_ago) = Instant::now().checked_sub(IN_VAIN) else { return };
        circuit_breaker.failed(long_ago);
        assert!(circuit_breaker.is_certain());
    }

    #[test]
    fn what_began_before_the_last_success_is_no_outage() {
        let mut circuit_breaker = CircuitBreaker::default();
        let began = Instant::now();
        assert!(circuit_breaker.failed(began));
        assert!(circuit_breaker.succeeded(), "there was one");
        let Some(long_before) = began.checked_sub(IN_VAIN) else { return };
        for late in [began, long_before] {
            assert!(!circuit_breaker.failed(late) && !circuit_breaker.is_certain(), "it is over");
        }
        assert!(!circuit_breaker.succeeded());
        std::thread::sleep(Duration::from_millis(1));
        assert!(circuit_breaker.failed(Instant::now()), "a new one");
    }

    /// A connection that comes back is that of who waits, not of who is quickest.
    #[test]
    fn who_waits_comes_before_who_comes() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        let options = ConnectionOptions { lock_timeout: Duration::from_secs(5) };
        let pool = build(&url, options, 1, Counters::default());
        drop(take(&pool).unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let (turn, connection) = pool.try_get().expect("nobody has it");
            let waiting = tokio::spawn({
                let pool = pool.clone();
                async move { pool.turn().await.is_ok() }
            });
            tokio::task::yield_now().await;
            drop((connection, turn));
            assert!(pool.try_get().is_none(), "it is the turn of who waited");
            assert!(waiting.await.unwrap());
            assert!(pool.try_get().is_some());
        });
    }

    /// As long as a statement waits for a lock, and no longer.
    #[test]
    fn who_waits_in_vain_is_told_after_the_time_that_was_set() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        let options = ConnectionOptions { lock_timeout: Duration::from_millis(50) };
        let pool = build(&url, options, 1, Counters::default());
        assert_eq!(pool.patience, options.lock_timeout);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let held = pool.turn().await.unwrap();
            let told = pool.turn().await;
            assert!(matches!(told, Err(StoreError::Unavailable(_))));
            drop(held);
            assert!(pool.turn().await.is_ok());
        });
    }
}
