//! Pooled connections.

use super::connection::ConnectionOptions;
use super::{Connection, DatabaseUrl, StoreError, StoreResult};
use std::time::Duration;

pub(super) type Pool = r2d2::Pool<Manager>;

/// Opens connections for the pool.
#[derive(Debug)]
pub(super) struct Manager {
    url: DatabaseUrl,
    options: ConnectionOptions,
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
        Ok(Connection::open(&self.url, &self.options)?)
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

/// A pool of at most `size` connections, opened when first needed.
pub(super) fn build(url: &DatabaseUrl, options: ConnectionOptions, size: u32) -> StoreResult<Pool> {
    let manager = Manager { url: url.clone(), options };
    r2d2::Pool::builder()
        .max_size(size)
        // No spare is opened in the background: one that is still being opened when the process ends crashes in OpenSSL.
        .min_idle(Some(0))
        .connection_timeout(PATIENCE)
        // A file does not go away; a server does.
        .test_on_check_out(matches!(url, DatabaseUrl::Postgres(_)))
        .build(manager)
        .map_err(|error| StoreError::Unavailable(error.to_string()))
}

pub(super) fn take(pool: &Pool) -> StoreResult<r2d2::PooledConnection<Manager>> {
    pool.get().map_err(|error| StoreError::Unavailable(error.to_string()))
}
