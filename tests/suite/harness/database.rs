//! A fresh, empty database for one test, dropped with the last server on it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::{Connection, PgConnection, RunQueryDsl};
use tempfile::TempDir;

/// The kind of database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// The database of one test.
pub(super) enum Database {
    Sqlite { directory: TempDir },
    Postgres { admin_url: String, name: String },
}

impl Database {
    pub(super) fn create(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => Self::Sqlite { directory: TempDir::new().expect("a temporary directory") },
            Backend::Postgres => {
                let admin_url = admin_url();
                let name = fresh_name();
                execute(&admin_url, &format!("CREATE DATABASE {name}"));
                Self::Postgres { admin_url, name }
            }
        }
    }

    pub(super) fn backend(&self) -> Backend {
        match self {
            Self::Sqlite { .. } => Backend::Sqlite,
            Self::Postgres { .. } => Backend::Postgres,
        }
    }

    pub(super) fn url(&self) -> String {
        match self {
            Self::Sqlite { directory } => format!("sqlite:{}", file(directory).display()),
            Self::Postgres { admin_url, name } => with_patience(&with_database(admin_url, name)),
        }
    }

    /// The directory of the SQLite files, for tests that inspect them.
    pub(super) fn directory(&self) -> Option<&Path> {
        match self {
            Self::Sqlite { directory } => Some(directory.path()),
            Self::Postgres { .. } => None,
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.destroy();
    }
}

impl Database {
    pub(super) fn destroy(&self) {
        if let Self::Postgres { admin_url, name } = self {
            // Not `execute`, since a second panic while a failed test unwinds would hide the first.
            if let Ok(mut connection) = PgConnection::establish(admin_url) {
                let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                let _ = diesel::sql_query(drop).execute(&mut connection);
            }
        }
    }
}

/// The server on which tests create databases. Without it tests fail instead of being skipped: success means both
/// databases.
pub(super) fn admin_url() -> String {
    std::env::var("IKU_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("IKU_TEST_POSTGRES is not set: start the tests with `tests/run`, which starts a Postgres")
    })
}

fn file(directory: &TempDir) -> PathBuf {
    directory.path().join("iku.db")
}

fn fresh_name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock after 1970");
    format!("iku_test_{}_{}_{number}", std::process::id(), now.subsec_nanos())
}

fn execute(url: &str, sql: &str) {
    let mut connection = PgConnection::establish(url).expect("the Postgres of IKU_TEST_POSTGRES to be reached");
    diesel::sql_query(sql).execute(&mut connection).expect("the statement to be run");
}

/// The service itself waits five seconds for a server, which on a busy machine may not suffice.
fn with_patience(url: &str) -> String {
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}connect_timeout=60")
}

/// The URL with the database in its path replaced; a query is kept.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let (server, _) =
        address.rsplit_once('/').expect("a URL with a database, such as postgres://user@host:port/postgres");
    match query {
        Some(query) => format!("{server}/{name}?{query}"),
        None => format!("{server}/{name}"),
    }
}
