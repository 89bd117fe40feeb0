//! The connection pool: fair turns in front of r2d2, and reconnection after the server was away.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::database::url::DatabaseUrl;
use crate::store::engine::circuit_breaker::{CircuitBreaker, NO_ANSWER};
use crate::store::engine::counters::Counters;
use crate::store::engine::session::Session;

/// The number of connections that no writer takes, where the pool has more.
const RESERVED_FOR_READERS: u32 = 2;

/// The interval at which a waiting request checks whether the database is still reachable.
const CHECK_INTERVAL: Duration = Duration::from_millis(100);

/// The longest time between a failed attempt to connect and the next one.
const RETRY_INTERVAL: Duration = Duration::from_millis(500);

/// The pool. Clones share connections.
#[derive(Clone)]
pub struct Pool {
    connections: r2d2::Pool<Manager>,
    /// One permit per connection. r2d2 alone gives a returned connection to the fastest thread, which is the one that returned
    /// it; other threads waited a hundred times as long. The semaphore is fair.
    permits: Arc<Semaphore>,
    /// Fewer permits, since writers can wait for one another's locks and readers wait for nobody's.
    write_permits: Arc<Semaphore>,
    circuit_breaker: CircuitBreaker,
    /// The longest wait of a request for a permit, and then for a connection; as long as a statement waits for a lock.
    lock_timeout: Duration,
    counters: Counters,
}

/// A connection that returns to the pool when it is dropped.
pub type Pooled = r2d2::PooledConnection<Manager>;

/// The right to take one connection.
pub type Permit = OwnedSemaphorePermit;

/// Opens connections for r2d2.
#[derive(Debug)]
pub struct Manager {
    url: DatabaseUrl,
    lock_timeout: Duration,
    circuit_breaker: CircuitBreaker,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Session;
    type Error = StoreError;

    fn connect(&self) -> StoreResult<Session> {
        let began = Instant::now();
        let opened = Connection::open(&self.url, self.lock_timeout);
        match &opened {
            Ok(_) if self.circuit_breaker.record_success() => log::info!("the database is reachable again"),
            Err(error) if self.circuit_breaker.record_failure(began) => {
                log::error!("cannot connect to the database: {error}");
            }
            _ => {}
        }
        opened.map(Session::from)
    }

    fn is_valid(&self, session: &mut Session) -> StoreResult<()> {
        session.ping()
    }

    fn has_broken(&self, session: &mut Session) -> bool {
        session.is_discarded() || session.is_worn() || session.is_broken()
    }
}

impl Pool {
    /// Builds a pool of at most `size` connections, which are opened when first needed.
    pub fn build(url: &DatabaseUrl, lock_timeout: Duration, size: u32, counters: Counters) -> Self {
        let circuit_breaker = CircuitBreaker::default();
        let manager = Manager { url: url.clone(), lock_timeout, circuit_breaker: circuit_breaker.clone() };
        let connections = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            // r2d2 retries after at most half of this time. `take` has a time limit of its own.
            .connection_timeout(RETRY_INTERVAL * 2)
            // The manager logs the first failure, and not each.
            .error_handler(Box::new(r2d2::NopErrorHandler))
            // A ping before each use would double the time of a short statement; see `on_live`.
            .test_on_check_out(false)
            .build_unchecked(manager);
        let permits = |count: u32| Arc::new(Semaphore::new(usize::try_from(count).unwrap_or(Semaphore::MAX_PERMITS)));
        Self {
            connections,
            permits: permits(size),
            write_permits: permits(size.saturating_sub(RESERVED_FOR_READERS).max(1)),
            circuit_breaker,
            lock_timeout,
            counters,
        }
    }

    /// Takes a connection that is free now, unless others wait for one.
    pub fn try_get(&self) -> Option<(Permit, Pooled)> {
        let permit = Arc::clone(&self.permits).try_acquire_owned().ok()?;
        Some((permit, self.connections.try_get()?))
    }

    /// Waits for a permit in the order of arrival, without blocking a thread. Fails at once while the database is unreachable.
    pub async fn permit(&self) -> StoreResult<Permit> {
        self.permit_of(&self.permits, Instant::now() + self.lock_timeout).await
    }

    /// Waits for the permits of a writer: one among the writers, which leaves connections to readers, and one of the pool.
    pub async fn permits_to_write(&self) -> StoreResult<[Permit; 2]> {
        let deadline = Instant::now() + self.lock_timeout;
        let among_writers = self.permit_of(&self.write_permits, deadline).await?;
        Ok([among_writers, self.permit_of(&self.permits, deadline).await?])
    }

    async fn permit_of(&self, permits: &Arc<Semaphore>, deadline: Instant) -> StoreResult<Permit> {
        if let Ok(permit) = Arc::clone(permits).try_acquire_owned() {
            return Ok(permit);
        }
        self.require_reachable()?;
        let start = Instant::now();
        let permit = tokio::time::timeout_at(deadline.into(), Arc::clone(permits).acquire_owned()).await;
        self.counters.pool_wait(start);
        match permit {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(StoreError::Unavailable("no connection became free".to_owned())),
        }
    }

    /// Returns the largest number of connections, the current number, and the number of idle ones.
    pub fn state(&self) -> (u64, u64, u64) {
        let state = self.connections.state();
        (self.connections.max_size().into(), state.connections.into(), state.idle_connections.into())
    }

    /// Fails when there is no connection and none can be opened. An open connection may become free soon.
    fn require_reachable(&self) -> StoreResult<()> {
        match self.circuit_breaker.is_open() && self.connections.state().connections == 0 {
            true => Err(StoreError::Unavailable("the database is away".to_owned())),
            false => Ok(()),
        }
    }

    /// Waits for a free connection. Fails at once while the database is unreachable, since waiting requests would hold up later ones.
    fn take(&self) -> StoreResult<Pooled> {
        let deadline = Instant::now() + self.lock_timeout;
        loop {
            self.require_reachable()?;
            match self.connections.get_timeout(CHECK_INTERVAL) {
                Ok(session) => return Ok(session),
                Err(error) if Instant::now() >= deadline => return Err(StoreError::Unavailable(error.to_string())),
                Err(_) => {}
            }
        }
    }

    /// Takes a connection that has just answered a ping. Connections that do not answer are dropped on the way.
    pub fn take_live(&self) -> StoreResult<Pooled> {
        let deadline = Instant::now() + self.lock_timeout;
        loop {
            let mut session = self.take()?;
            match session.ping() {
                Ok(()) => return Ok(session),
                Err(error) if Instant::now() >= deadline => return Err(error),
                Err(_) => {}
            }
        }
    }

    /// Runs `first` on a connection, and then `rest` with its result.
    ///
    /// A connection that was cut since its last use fails at its first statement. Then `first` runs once more on a live connection, so
    /// it must be safe to run twice.
    pub fn on_live<T, E: From<StoreError>, U>(
        &self,
        first: impl Fn(&mut Session) -> Result<T, E>,
        rest: impl FnOnce(&mut Session, T) -> Result<U, E>,
    ) -> Result<U, E> {
        let mut session = self.take()?;
        let began = Instant::now();
        let value = match first(&mut session) {
            Err(_) if session.is_postgres() && is_cut(&mut session, began.elapsed()) => {
                drop(session);
                session = self.take_live()?;
                first(&mut session)?
            }
            outcome => outcome?,
        };
        rest(&mut session, value)
    }

    /// Runs work that reads: [`Pool::on_live`] without a second step.
    pub fn read<T, E: From<StoreError>>(&self, work: impl Fn(&mut Session) -> Result<T, E>) -> Result<T, E> {
        self.on_live(work, |_, value| Ok(value))
    }
}

/// Whether a failed statement failed because its connection was cut. Diesel does not report this after every statement.
fn is_cut(session: &mut Session, took: Duration) -> bool {
    if took < NO_ANSWER {
        return session.is_broken() || session.ping().is_err();
    }
    // The server does not answer: another connection would do no better, and a ping would take as long again.
    session.discard();
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool_of_one(folder: &std::path::Path, lock_timeout: Duration) -> Pool {
        Pool::build(&DatabaseUrl::Sqlite(folder.join("iku.db")), lock_timeout, 1, Counters::default())
    }

    fn run<T>(test: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(test)
    }

    #[test]
    fn a_returned_connection_goes_to_the_request_that_waits_longest() {
        let folder = tempfile::tempdir().unwrap();
        let pool = pool_of_one(folder.path(), Duration::from_secs(5));
        drop(pool.take().unwrap());
        run(async {
            let (permit, connection) = pool.try_get().expect("it is free");
            let waiting = tokio::spawn({
                let pool = pool.clone();
                async move { pool.permit().await.is_ok() }
            });
            tokio::task::yield_now().await;
            drop((connection, permit));
            assert!(pool.try_get().is_none(), "another request waits");
            assert!(waiting.await.unwrap());
            assert!(pool.try_get().is_some());
        });
    }

    #[test]
    fn a_request_waits_for_a_permit_as_long_as_the_lock_timeout() {
        let folder = tempfile::tempdir().unwrap();
        let pool = pool_of_one(folder.path(), Duration::from_millis(50));
        run(async {
            let held = pool.permit().await.unwrap();
            assert!(matches!(pool.permit().await, Err(StoreError::Unavailable(_))));
            drop(held);
            assert!(pool.permit().await.is_ok());
        });
    }
}
