//! One connection type over both databases, and how each is opened.

use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{Connection as _, PgConnection, RunQueryDsl, SqliteConnection};

use crate::store::database::error::{StoreError, StoreResult};
use crate::store::database::url::DatabaseUrl;

pub(crate) use enumeration::EitherConnection as Connection;

#[allow(missing_docs, unreachable_pub, clippy::all, clippy::expect_used, clippy::panic)]
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

/// How connections behave.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionOptions {
    /// How long a statement waits for a lock before it is given up.
    pub lock_timeout: Duration,
}

/// How many pages of its file SQLite keeps for a connection. The system keeps them too, so that one that is not here is not far.
#[derive(Clone, Copy, Debug)]
pub enum Pages {
    /// For one of many that read.
    Few,
    /// For the one that writes: what a batch changes.
    Some,
    /// For the one that writes while a file comes in, whose rows go to pages all over the indexes.
    Many,
}

impl Connection {
    /// Opens a connection. The scheme decides: Diesel's own way tries one after the other and hides the real error.
    pub fn open(url: &DatabaseUrl, options: &ConnectionOptions) -> StoreResult<Self> {
        let milliseconds = options.lock_timeout.as_millis();
        match url {
            DatabaseUrl::Sqlite(path) => {
                let path = path.to_str().ok_or_else(|| StoreError::Unavailable("the path is not UTF-8".to_owned()))?;
                make_private(path)?;
                let mut connection = SqliteConnection::establish(path).map_err(unreachable)?;
                // busy_timeout comes first: the others may have to wait. FULL: what is acknowledged survives a power cut.
                // secure_delete: what is erased is gone from the file too. journal_size_limit: the log that a large file filled is
                // cut when it is next begun anew.
                connection.batch_execute(&format!(
                    "PRAGMA busy_timeout = {milliseconds}; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                     PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON; \
                     PRAGMA journal_size_limit = 33554432;"
                ))?;
                switch_to_wal(&mut connection, options.lock_timeout)?;
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

    /// As [`Connection::open`], and fails where a file may only be read: SQLite opens that too, without a word, and it stays so
    /// when the file no longer is.
    pub fn open_to_write(url: &DatabaseUrl, options: &ConnectionOptions) -> StoreResult<Self> {
        let mut connection = Self::open(url, options)?;
        connection.acquire_write_lock()?;
        connection.keep_pages(Pages::Some)?;
        Ok(connection)
    }

    /// Takes the right to write, and does nothing with it.
    fn acquire_write_lock(&mut self) -> StoreResult<()> {
        Ok(self.batch_execute("DELETE FROM regions WHERE FALSE")?)
    }

    /// Whether this is the server.
    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Whether there is a table of this name.
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

    /// Begins a transaction that will write. On SQLite it takes the write lock at once: a deferred one fails under contention.
    pub fn begin_write(&mut self) -> StoreResult<()> {
        Ok(match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
        }?)
    }

    /// Begins a transaction in which every statement sees the same state.
    pub fn begin_snapshot(&mut self) -> StoreResult<()> {
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

    /// Keeps what the innermost savepoint or transaction did.
    pub fn commit(&mut self) -> StoreResult<()> {
        Ok(<Self as diesel::Connection>::TransactionManager::commit_transaction(self)?)
    }

    /// Undoes what the innermost savepoint or transaction did.
    pub fn roll_back(&mut self) -> StoreResult<()> {
        Ok(<Self as diesel::Connection>::TransactionManager::rollback_transaction(self)?)
    }

    /// Whether the connection can no longer be used.
    pub fn is_broken(&mut self) -> bool {
        diesel::r2d2::R2D2Connection::is_broken(self)
    }

    /// How much of the file SQLite keeps in memory for this connection. Nothing to Postgres, which does so by itself.
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

    /// Moves what stands in SQLite's write-ahead log into the file and empties the log.
    pub fn checkpoint(&mut self) -> StoreResult<()> {
        Ok(self.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?)
    }

    /// Reaches the database and comes back.
    pub fn ping(&mut self) -> StoreResult<()> {
        Ok(self.batch_execute("SELECT 1")?)
    }
}

/// A new file is for its owner alone, since it will hold identity numbers; SQLite gives its companions the same mode.
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

/// SQLite does not wait by itself when two that start at once both make this switch.
fn switch_to_wal(connection: &mut SqliteConnection, patience: Duration) -> StoreResult<()> {
    let deadline = Instant::now() + patience;
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL").map_err(StoreError::from) {
            Err(StoreError::Unavailable(_)) if Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(10));
            }
            outcome => return outcome,
        }
    }
}

/// What libpq takes without saying how long to wait for a server whose machine is gone, or that accepts and is silent: for ever,
/// or what the system's TCP takes, a quarter of an hour. Seconds, but for the last: milliseconds.
const TIME_LIMITS: [(&str, &str); 5] = [
    ("connect_timeout", "5"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "15000"),
];

/// The URL with the time limits that it does not name itself.
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

/// The first line of what the database says: libpq repeats itself and names its socket files.
fn unreachable(error: diesel::ConnectionError) -> StoreError {
    let text = error.to_string();
    StoreError::Unavailable(text.lines().next().unwrap_or_default().trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_only_be_read_is_found_out_by_writing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("iku.db");
        let options = ConnectionOptions { lock_timeout: Duration::from_secs(5) };
        let url = DatabaseUrl::Sqlite(file.clone());
        crate::store::maintenance::migrations::run(&mut Connection::open(&url, &options).unwrap()).unwrap();
        Connection::open_to_write(&url, &options).unwrap();
        // What SQLite makes of a file without the permission, too; root would have it all the same.
        let read_only = SqliteConnection::establish(&format!("file:{}?mode=ro", file.display())).unwrap();
        let mut read_only = Connection::Sqlite(read_only);
        read_only.begin_write().unwrap();
        let refused = read_only.acquire_write_lock();
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    }

    /// A `kill -9` leaves what the system has in memory, so no test with one would see that a power cut loses what was acknowledged.
    #[test]
    fn what_is_acknowledged_is_on_the_disk_and_what_is_erased_is_gone() {
        #[derive(diesel::QueryableByName)]
        struct Setting {
            #[diesel(sql_type = diesel::sql_types::Text)]
            value: String,
        }
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        let options = ConnectionOptions { lock_timeout: Duration::from_secs(5) };
        crate::store::maintenance::migrations::run(&mut Connection::open(&url, &options).unwrap()).unwrap();
        let mut connection = Connection::open_to_write(&url, &options).unwrap();
        // After an import, too, which has more pages for a while. FULL is 2.
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

    /// Without these, which stand in `.cargo/config.toml`, all is as right and half as fast.
    #[test]
    fn sqlite_is_compiled_as_it_should_be() {
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
