//! Backups: everything that the database holds, in one file that either kind of database can be made from.
//!
//! A file is text, compressed, a JSON value on each line: a header; of each table its columns with their kinds, its rows and their
//! digest; where each count of ids stood; and the digests of all. Rows are the same from both databases, so two backups of the same
//! records differ in the header alone. Reading and writing hold a few rows at a time.

pub(crate) mod dump;
pub(crate) mod reader;
pub(crate) mod restore;
pub(crate) mod row;
pub(crate) mod tables;
pub(crate) mod writer;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::store::database::error::StoreError;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// When it was made: RFC 3339, in UTC.
    pub created_at: String,
    /// By which version of the program.
    pub application: String,
    /// The last migration of the database that it was made of.
    pub schema: String,
    /// How many rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// SHA-256 of all but the header: the same for the same records.
    pub content: String,
}

impl Summary {
    /// Whether this program can restore it: whether its schema is one that this program knows.
    pub fn is_of_known_schema(&self) -> bool {
        crate::store::maintenance::migrations::is_known(&self.schema)
    }
}

/// Why there is no backup, or why it is not restored.
#[derive(Debug)]
pub enum BackupError {
    /// The database.
    Store(StoreError),
    /// The file cannot be read or written.
    File(PathBuf, std::io::Error),
    /// The file is not one that this program wrote, or not all of it, or was changed since.
    Damaged(String),
    /// The file is a later version's.
    OtherVersion(String),
    /// The database holds something already.
    NotEmpty(String),
}

impl std::fmt::Display for BackupError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(StoreError::Unavailable(why) | StoreError::Internal(why) | StoreError::Contention(why)) => {
                write!(f, "cannot use the database: {why}")
            }
            Self::Store(other) => write!(f, "cannot use the database: {other:?}"),
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Damaged(why) => write!(f, "the backup is damaged: {why}"),
            Self::OtherVersion(why) => write!(f, "the backup is a later version's: {why}"),
            Self::NotEmpty(what) => {
                write!(f, "a backup is restored into an empty database, and this one holds {what}; name a new one")
            }
        }
    }
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<diesel::result::Error> for BackupError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The name and the version of the form of file.
const FORMAT: (&str, u64) = ("iku backup", 1);

/// The latest migration of this database.
fn schema(connection: &mut crate::store::database::connection::Connection) -> Result<String, BackupError> {
    use diesel::{RunQueryDsl, sql_types::Text};
    #[derive(diesel::QueryableByName)]
    struct Latest {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let latest: Latest =
        diesel::sql_query("SELECT MAX(version) AS version FROM __diesel_schema_migrations").get_result(connection)?;
    Ok(latest.version)
}
