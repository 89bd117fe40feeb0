//! What can go wrong in the store.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::domain::{Text, Violation};

/// Why the store could not do what was asked. All but the last four are the caller's to mend.
#[derive(Clone, Debug)]
pub enum StoreError {
    /// The record is not there. The text names what was looked for.
    NotFound(Text),
    /// Another record has this unique value already. Holds the member's name (`register_number`).
    DuplicateKey(&'static str),
    /// The record has others that depend on it; the text says which.
    HasRecords(Text),
    /// A rule of the domain that only the store can check (an unknown region, a sum that grows too large).
    Invalid(Vec<Violation>),
    /// The database cannot be reached, is full, or too busy: the same request may succeed later.
    Unavailable(String),
    /// A cursor whose sort value can not be read.
    BadCursor,
    /// The server was lost while it kept a change: it may be there or not, and nobody can tell.
    Uncertain(String),
    /// Another writer came in between: the transaction is repeated, and [`StoreError::Unavailable`] when that does not help.
    Contention(String),
    /// A fault of ours. The message is for the log, never for a client.
    Internal(String),
}

/// The store's result.
pub type StoreResult<T> = Result<T, StoreError>;

/// How a write can fail: in the store, or refused by its caller within the transaction (a stale `If-Match`).
#[derive(Debug)]
pub enum WriteError<R> {
    /// The store.
    Store(StoreError),
    /// The caller.
    Refused(R),
}

impl<R> From<StoreError> for WriteError<R> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Members that are unique, by the text that names their constraint: `cooperatives.nib` (SQLite) or `cooperatives_nib_key` (Postgres).
const UNIQUE_MEMBERS: [&str; 6] =
    ["register_number", "nik_koperasi", "identity_number", "bps_code", "nib", "trainings_code"];

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        let DieselError::DatabaseError(kind, info) = &error else {
            return match error {
                DieselError::BrokenTransactionManager | DieselError::AlreadyInTransaction => {
                    Self::Unavailable(error.to_string())
                }
                // Why it could not be kept says more than why the roll-back after it failed too (the connection is gone).
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
                    // Two that create the same natural key at once: the second finds the first when it tries again.
                    None => Self::Contention(message),
                }
            }
            // What was checked a moment ago is gone.
            DatabaseErrorKind::ForeignKeyViolation | DatabaseErrorKind::SerializationFailure => {
                Self::Contention(message)
            }
            // The last is a standby: a fail-over is under way.
            DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::ReadOnlyTransaction => Self::Unavailable(message),
            _ if message.contains("deadlock detected") => Self::Contention(message),
            _ if IS_PASSING.iter().any(|text| message.contains(text)) => Self::Unavailable(message),
            _ => Self::Internal(format!("{kind:?}: {message}")),
        }
    }
}

/// What the databases say of states that pass or that an operator mends, and that Diesel has no kind for.
const IS_PASSING: [&str; 16] = [
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
    fn a_commit_s_own_error_counts() {
        let closed =
            || Box::new(DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, Box::new("gone".to_owned())));
        let error = DieselError::RollbackErrorOnCommit { rollback_error: closed(), commit_error: closed() };
        assert!(matches!(StoreError::from(error), StoreError::Unavailable(message) if message == "gone"));
    }
}
