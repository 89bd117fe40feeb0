//! Runs one transaction on one connection: repeats it after a conflict, and resolves an ambiguous COMMIT.

use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult, WriteError};
use crate::store::engine::clock::Clock;
use crate::store::engine::commit_outcome;
use crate::store::engine::commit_outcome::{CommitOutcome, Query};
use crate::store::engine::tx::{Done, Tx};
use crate::store::models::actor::Author;

/// The number of attempts of a transaction that conflicts with others.
const ATTEMPTS: u32 = 3;

/// The end of a transaction whose work succeeded.
pub enum Ending<T> {
    Committed(T),
    /// The connection was lost during COMMIT on Postgres, so the outcome is open. The connection must not be used again.
    ConnectionLost(Done<T>, StoreError),
}

/// Runs `work` in the transaction that has begun on the connection, and commits it. Repeats both after a serialisation failure or a
/// deadlock.
pub fn run<T, R>(
    connection: &mut Connection,
    author: &Author,
    clock: &Clock,
    work: impl Fn(&mut Tx<'_>) -> Result<T, WriteError<R>>,
) -> Result<Ending<T>, WriteError<R>> {
    let mut attempt = 1;
    loop {
        match run_once(connection, author, clock, &work) {
            Err(WriteError::Store(StoreError::Contention(message))) if attempt >= ATTEMPTS => {
                return Err(StoreError::Unavailable(message).into());
            }
            Err(WriteError::Store(StoreError::Contention(_))) => attempt += 1,
            outcome => return outcome,
        }
        connection.begin_write()?;
    }
}

fn run_once<T, R>(
    connection: &mut Connection,
    author: &Author,
    clock: &Clock,
    work: impl Fn(&mut Tx<'_>) -> Result<T, WriteError<R>>,
) -> Result<Ending<T>, WriteError<R>> {
    let done = Tx::run(connection, author, clock, work).inspect_err(|_| {
        // The error of the work is more useful to the caller than one of the roll-back.
        if let Err(error) = connection.roll_back() {
            log::warn!("roll-back: {error:?}");
        }
    })?;
    match connection.commit() {
        Ok(()) => Ok(Ending::Committed(done.value)),
        Err(error) if connection.is_postgres() && !matches!(error, StoreError::Contention(_)) => {
            Ok(Ending::ConnectionLost(done, error))
        }
        Err(error) => Err(error.into()),
    }
}

/// Turns the ending into a result: asks the server on a new connection where the outcome is open.
pub fn resolve<T>(
    ending: Ending<T>,
    on_new_connection: impl Fn(&Query<'_>) -> StoreResult<Option<CommitOutcome>>,
) -> StoreResult<T> {
    match ending {
        Ending::Committed(value) => Ok(value),
        Ending::ConnectionLost(done, error) => {
            match commit_outcome::of_transaction(on_new_connection, done.id, done.now) {
                CommitOutcome::Committed => Ok(done.value),
                CommitOutcome::RolledBack => Err(error),
                CommitOutcome::Unknown => Err(StoreError::Uncertain(format!("{error:?}"))),
            }
        }
    }
}
