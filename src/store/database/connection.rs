//! One connection type for both databases: opening, transactions and snapshots.

use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{Connection as _, PgConnection, RunQueryDsl, SqliteConnection};

use crate::store::database::error::{StoreError, StoreResult};
use crate::store::database::url::DatabaseUrl;

pub use enumeration::EitherConnection as Connection;

mod enumeration {
    use diesel::{PgConnection, SqliteConnection};

    /// A connection to either database.
    #[derive(diesel::MultiConnection)]
    pub enum EitherConnection {
        /// The embedded file.
        Sqlite(SqliteConnection),
        /// The server.
        Postgres(PgConnection),
    }
}

/// The size of SQLite's page cache of a connection. The operating system caches the file too, so a miss is cheap.
#[derive(Clone, Copy, Debug)]
pub enum Pages {
    /// For a connection that reads, one of many.
    Few,
    /// For the connection that writes: the pages that a batch changes.
    Some,
    /// For the connection that writes during an import, whose rows touch pages all over the indexes.
    Many,
}

impl Connection {
    /// Opens a connection whose statements wait for a lock as long as `lock_timeout`. The URL's scheme chooses the database; Diesel
    /// itself would try one after the other and hide the real error.
    pub fn open(url: &DatabaseUrl, lock_timeout: Duration) -> StoreResult<Self> {
        let milliseconds = lock_timeout.as_millis();
        match url {
            DatabaseUrl::Sqlite(path) => {
                let path = path.to_str().ok_or_else(|| StoreError::Unavailable("the path is not UTF-8".to_owned()))?;
                make_private(path)?;
                let mut connection = SqliteConnection::establish(path).map_err(unreachable)?;
                // busy_timeout comes first, since the other pragmas may have to wait. With synchronous = FULL, acknowledged writes
                // survive a power cut. With secure_delete, erased data is gone from the file too. journal_size_limit truncates the
                // log, which a large import fills, when it starts anew.
                connection.batch_execute(&format!(
                    "PRAGMA busy_timeout = {milliseconds}; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                     PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON; \
                     PRAGMA journal_size_limit = 33554432;"
                ))?;
                switch_to_wal(&mut connection, lock_timeout)?;
                let mut connection = Self::Sqlite(connection);
                connection.keep_pages(Pages::Few)?;
                Ok(connection)
            }
            DatabaseUrl::Postgres(url) => {
                let mut connection = PgConnection::establish(&with_time_limits(url)).map_err(unreachable)?;
                connection.batch_execute(&format!(
                    "SET lock_timeout = {milliseconds}; SET TIME ZONE 'UTC'; SET client_min_messages = warning; \
                     SET default_transaction_isolation = 'read committed';"
                ))?;
                Ok(Self::Postgres(connection))
            }
        }
    }

    /// Opens a connection that writes. Fails for a read-only file: SQLite would open it without an error, and the connection would stay
    /// read-only after the file becomes writable.
    pub fn open_to_write(url: &DatabaseUrl, lock_timeout: Duration) -> StoreResult<Self> {
        let mut connection = Self::open(url, lock_timeout)?;
        connection.acquire_write_lock()?;
        connection.keep_pages(Pages::Some)?;
        Ok(connection)
    }

    /// Takes the write lock and releases it.
    fn acquire_write_lock(&mut self) -> StoreResult<()> {
        Ok(self.batch_execute("DELETE FROM regions WHERE FALSE")?)
    }

    /// Whether the database is Postgres, and not SQLite.
    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Whether a table of this name exists.
    pub fn has_table(&mut self, name: &str) -> StoreResult<bool> {
        #[derive(diesel::QueryableByName)]
        struct Found {
            #[diesel(sql_type = diesel::sql_types::Bool)]
            any: bool,
        }
        let sql = match self {
            Self::Sqlite(_) => "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1) AS any",
            Self::Postgres(_) => "SELECT to_regclass($1) IS NOT NULL AS any",
        };
        let found: Found = diesel::sql_query(sql).bind::<diesel::sql_types::Text, _>(name).get_result(self)?;
        Ok(found.any)
    }

    /// Begins a transaction that will write. On SQLite it takes the write lock at once, since a deferred transaction fails under
    /// contention.
    pub fn begin_write(&mut self) -> StoreResult<()> {
        Ok(match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
        }?)
    }

    /// Runs work that reads, with every statement in the same state of the database.
    pub fn snapshot<T>(&mut self, work: impl FnOnce(&mut Self) -> StoreResult<T>) -> StoreResult<T> {
        self.begin_snapshot()?;
        let outcome = work(self);
        // Where the work failed, its error is more useful than one of the roll-back.
        let ended = self.roll_back();
        outcome.and_then(|value| ended.map(|()| value))
    }

    fn begin_snapshot(&mut self) -> StoreResult<()> {
        Ok(match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
            Self::Postgres(c) => {
                AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            }
        }?)
    }

    /// Begins a savepoint within a transaction.
    pub fn begin_savepoint(&mut self) -> StoreResult<()> {
        Ok(<Self as diesel::Connection>::TransactionManager::begin_transaction(self)?)
    }

    /// Commits the innermost savepoint or transaction.
    pub fn commit(&mut self) -> StoreResult<()> {
        Ok(<Self as diesel::Connection>::TransactionManager::commit_transaction(self)?)
    }

    /// Rolls the innermost savepoint or transaction back.
    pub fn roll_back(&mut self) -> StoreResult<()> {
        Ok(<Self as diesel::Connection>::TransactionManager::rollback_transaction(self)?)
    }

    /// Whether the connection can no longer be used.
    pub fn is_broken(&mut self) -> bool {
        diesel::r2d2::R2D2Connection::is_broken(self)
    }

    /// Sets the size of SQLite's page cache of this connection. Does nothing on Postgres, whose server has one cache for all.
    pub fn keep_pages(&mut self, pages: Pages) -> StoreResult<()> {
        let kibibytes = match pages {
            Pages::Few => 500,
            Pages::Some => 2_000,
            Pages::Many => 16_000,
        };
        match self {
            Self::Sqlite(connection) => Ok(connection.batch_execute(&format!("PRAGMA cache_size = -{kibibytes}"))?),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Moves SQLite's write-ahead log into the file and empties the log.
    pub fn checkpoint(&mut self) -> StoreResult<()> {
        Ok(self.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?)
    }

    /// Sends a statement to the database and waits for the answer.
    pub fn ping(&mut self) -> StoreResult<()> {
        Ok(self.batch_execute("SELECT 1")?)
    }
}

/// Creates the file, if it is new, with access for its owner only, since it will hold identity numbers. SQLite gives the files beside it
/// the same mode.
fn make_private(path: &str) -> StoreResult<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(StoreError::Unavailable(error.to_string()))
        }
        _ => Ok(()),
    }
}

/// Switches to WAL mode. SQLite itself does not wait when two processes start at once and both switch.
fn switch_to_wal(connection: &mut SqliteConnection, timeout: Duration) -> StoreResult<()> {
    let deadline = Instant::now() + timeout;
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL").map_err(StoreError::from) {
            Err(StoreError::Unavailable(_)) if Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(10));
            }
            outcome => return outcome,
        }
    }
}

/// Time limits of a connection to Postgres. Without them, libpq waits for a server that is gone or silent for ever, or for the quarter of
/// an hour of the system's TCP. In seconds, except the last, which is in milliseconds.
const TIME_LIMITS: [(&str, &str); 5] = [
    ("connect_timeout", "5"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "15000"),
];

/// Adds the time limits that the URL does not set.
fn with_time_limits(url: &str) -> String {
    let mut limited = url.to_owned();
    let named = url.split_once('?').map_or("", |(_, query)| query);
    for (name, value) in TIME_LIMITS {
        if !named.split('&').any(|parameter| parameter.split('=').next() == Some(name)) {
            let separator = if limited.contains('?') { '&' } else { '?' };
            limited.push_str(&format!("{separator}{name}={value}"));
        }
    }
    limited
}

/// The first line of the error: libpq repeats itself and names its socket files.
fn unreachable(error: diesel::ConnectionError) -> StoreError {
    let text = error.to_string();
    StoreError::Unavailable(text.lines().next().unwrap_or_default().trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

    /// A new database with the one table that taking the write lock needs.
    fn with_regions(folder: &tempfile::TempDir) -> DatabaseUrl {
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        let mut connection = Connection::open(&url, LOCK_TIMEOUT).unwrap();
        connection.batch_execute("CREATE TABLE regions (code TEXT PRIMARY KEY)").unwrap();
        url
    }

    #[test]
    fn the_write_lock_of_a_read_only_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("iku.db");
        let url = with_regions(&folder);
        Connection::open_to_write(&url, LOCK_TIMEOUT).unwrap();
        // SQLite opens a file without write permission in this mode too; root has the permission anyway.
        let read_only = SqliteConnection::establish(&format!("file:{}?mode=ro", file.display())).unwrap();
        let mut read_only = Connection::Sqlite(read_only);
        read_only.begin_write().unwrap();
        let refused = read_only.acquire_write_lock();
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    }

    /// A test with `kill -9` cannot see that a power cut would lose acknowledged writes, since the system's memory survives the kill.
    #[test]
    fn a_connection_that_writes_is_durable_and_erases_securely() {
        #[derive(diesel::QueryableByName)]
        struct Setting {
            #[diesel(sql_type = diesel::sql_types::Text)]
            value: String,
        }
        let folder = tempfile::tempdir().unwrap();
        let mut connection = Connection::open_to_write(&with_regions(&folder), LOCK_TIMEOUT).unwrap();
        // Also after an import, which has a larger cache. FULL is 2.
        connection.keep_pages(Pages::Many).unwrap();
        connection.keep_pages(Pages::Some).unwrap();
        for (name, wanted) in [
            ("synchronous", "2"),
            ("journal_mode", "wal"),
            ("foreign_keys", "1"),
            ("secure_delete", "1"),
            ("trusted_schema", "0"),
        ] {
            let query = format!("SELECT CAST({name} AS TEXT) AS value FROM pragma_{name}");
            let found: Setting = diesel::RunQueryDsl::get_result(diesel::sql_query(query), &mut connection).unwrap();
            assert_eq!(found.value, wanted, "{name}");
        }
    }

    /// Without these options of `.cargo/config.toml`, the service is correct and half as fast.
    #[test]
    fn sqlite_is_compiled_with_the_options_of_cargo_config() {
        #[derive(diesel::QueryableByName)]
        struct CompileOption {
            #[diesel(sql_type = diesel::sql_types::Text)]
            compile_options: String,
        }
        let mut connection = SqliteConnection::establish(":memory:").unwrap();
        let options: Vec<CompileOption> =
            diesel::RunQueryDsl::load(diesel::sql_query("PRAGMA compile_options"), &mut connection).unwrap();
        for wanted in ["ENABLE_QPSG", "THREADSAFE=2", "DEFAULT_MEMSTATUS=0", "STMTJRNL_SPILL=122880"] {
            assert!(options.iter().any(|option| option.compile_options == wanted), "SQLite lacks {wanted}");
        }
    }

    #[test]
    fn time_limits_are_added_where_the_url_names_none() {
        let limited = with_time_limits("postgres://iku@db/iku");
        assert!(limited.starts_with("postgres://iku@db/iku?connect_timeout=5&"), "{limited}");
        let limited = with_time_limits("postgres://iku@db/iku?connect_timeout=60&sslmode=disable");
        assert!(
            limited.starts_with("postgres://iku@db/iku?connect_timeout=60&sslmode=disable&keepalives_idle="),
            "{limited}"
        );
        assert_eq!(limited.matches("connect_timeout").count(), 1, "{limited}");
    }
}
