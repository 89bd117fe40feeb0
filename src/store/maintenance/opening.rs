//! Opens the database, and says for each purpose whether the schema may be created or updated.

use std::time::Duration;

use crate::store::database::error::{StoreError, StoreResult};
use crate::store::database::url::DatabaseUrl;
use crate::store::engine::direct::DirectConnection;
use crate::store::maintenance::migrations;

/// Opens the database for the service: creates a new SQLite file, and brings the schema up to date.
///
/// # Errors
/// [`StoreError::Unavailable`] with a sentence for the operator when the database cannot be reached or has a later schema.
pub fn to_serve(url: &DatabaseUrl, lock_timeout: Duration) -> StoreResult<DirectConnection> {
    DirectConnection::open(url, lock_timeout, migrations::run)
}

/// Opens the database for a command that may fill a new one: creates a new SQLite file, and the schema where there is none. A schema of
/// another version is left unchanged, since a service of that version may be running.
///
/// # Errors
/// As [`to_serve`], and where the schema is of an earlier version.
pub fn existing_or_new(url: &DatabaseUrl, lock_timeout: Duration) -> StoreResult<DirectConnection> {
    DirectConnection::open(url, lock_timeout, migrations::run_or_require)
}

/// Opens the database for a command that needs one with tables, and creates none.
///
/// # Errors
/// As [`existing_or_new`], and where the SQLite file or the schema does not exist.
pub fn existing(url: &DatabaseUrl, lock_timeout: Duration) -> StoreResult<DirectConnection> {
    match url {
        DatabaseUrl::Sqlite(path) if !path.exists() => Err(StoreError::Unavailable("there is no such file".to_owned())),
        _ => DirectConnection::open(url, lock_timeout, migrations::require),
    }
}
