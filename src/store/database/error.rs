//! Errors of the store, and the translation of database errors.

use std::convert::Infallible;
use std::fmt;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::domain::{Text, Violation};

/// An error of the store. The first four, and `BadCursor`, are errors of the request.
#[derive(Clone, Debug)]
pub enum StoreError {
    /// The record does not exist. The text names it.
    NotFound(Text),
    /// Another record has this unique value. Holds the member's name (`register_number`).
    DuplicateKey(&'static str),
    /// Other records refer to the record; the text names them.
    HasRecords(Text),
    /// A rule of the domain that only the store can check (an unknown region, a sum that grows too large).
    Invalid(Vec<Violation>),
    /// The database cannot be reached, is full, or too busy: the same request may succeed later.
    Unavailable(String),
    /// A cursor whose sort value cannot be read.
    BadCursor,
    /// The connection was lost during COMMIT, and the outcome is unknown.
    Uncertain(String),
    /// A conflict with another writer: the transaction is repeated, and [`StoreError::Unavailable`] when it fails again.
    Contention(String),
    /// A fault of the program. The message is for the log, never for a client.
    Internal(String),
}

/// A result of the store.
pub type StoreResult<T> = Result<T, StoreError>;

/// An error of a write: of the store, or a refusal by the caller within the transaction (a stale `If-Match`).
#[derive(Debug)]
pub enum WriteError<R> {
    Store(StoreError),
    /// Refused by the caller.
    Refused(R),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(message) | Self::Internal(message) => f.write_str(message),
            other => write!(f, "{other:?}"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<WriteError<Infallible>> for StoreError {
    fn from(WriteError::Store(error): WriteError<Infallible>) -> Self {
        error
    }
}

impl<R> From<StoreError> for WriteError<R> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Parts of constraint names that identify a unique member: `cooperatives.nib` (SQLite) or `cooperatives_nib_key` (Postgres). A value of
/// a unique member that is not here would be 503 where it is taken, and not 409; a test of `maintenance::migrations` names that member.
const UNIQUE_MEMBERS: [&str; 6] =
    ["register_number", "nik_koperasi", "identity_number", "bps_code", "nib", "trainings_code"];

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        let DieselError::DatabaseError(kind, info) = &error else {
            return match error {
                DieselError::BrokenTransactionManager | DieselError::AlreadyInTransaction => {
                    Self::Unavailable(error.to_string())
                }
                // The error of the commit is more useful than that of the roll-back after it.
                DieselError::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
                other => Self::Internal(other.to_string()),
            };
        };
        let message = info.message().to_owned();
        match kind {
            DatabaseErrorKind::UniqueViolation => {
                let constraint = info.constraint_name().unwrap_or(&message).replace('.', "_");
                match UNIQUE_MEMBERS.into_iter().find(|member| constraint.contains(member)) {
                    Some("trainings_code") => Self::DuplicateKey("code"),
                    Some(member) => Self::DuplicateKey(member),
                    // Two writers create the same natural key at once: the second finds the record of the first when it is repeated.
                    None => Self::Contention(message),
                }
            }
            // A record that was checked a moment ago is gone.
            DatabaseErrorKind::ForeignKeyViolation | DatabaseErrorKind::SerializationFailure => {
                Self::Contention(message)
            }
            // A read-only transaction means a standby: a fail-over is in progress.
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::ReadOnlyTransaction => Self::Unavailable(message),
            _ if message.contains("deadlock detected") => Self::Contention(message),
            _ if TRANSIENT.iter().any(|text| message.contains(text)) => Self::Unavailable(message),
            _ => Self::Internal(format!("{kind:?}: {message}")),
        }
    }
}

/// Texts of errors that pass, or that an operator can end, and for which Diesel has no kind.
const TRANSIENT: [&str; 16] = [
    "lock timeout",
    "statement timeout",
    "database is locked",
    "database table is locked",
    "database or disk is full",
    "disk I/O error",
    "readonly database",
    "unable to open database file",
    "No space left on device",
    "the database system is",
    "terminating connection",
    "server closed the connection",
    "no connection to the server",
    "could not connect",
    "could not receive data",
    "SSL",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_the_commit_wins_over_that_of_the_roll_back() {
        let closed =
            || Box::new(DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, Box::new("gone".to_owned())));
        let error = DieselError::RollbackErrorOnCommit { rollback_error: closed(), commit_error: closed() };
        assert!(matches!(StoreError::from(error), StoreError::Unavailable(message) if message == "gone"));
    }
}
