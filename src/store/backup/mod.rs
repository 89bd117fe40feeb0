//! Backups: everything that the database holds, in one file from which either kind of database can be restored.
//!
//! A file is compressed text with a JSON value on each line: a header; for each table its columns with their kinds, its rows and their
//! digest; the last id of each table; and the digests of all. Rows are the same from both databases, so that two backups of the same records
//! differ in the header alone. Reading and writing hold a few rows at a time in memory.

pub(crate) mod dump;
pub(crate) mod reader;
pub(crate) mod restore;
pub(crate) mod row;
pub(crate) mod tables;
pub(crate) mod writer;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::store::database::error::StoreError;

/// The summary of a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// When it was made: RFC 3339, in UTC.
    pub created_at: String,
    /// The version of the program that made it.
    pub application: String,
    /// The last migration of the database.
    pub schema: String,
    /// The number of rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// SHA-256 of everything but the header: the same for the same records.
    pub content: String,
}

impl Summary {
    /// Whether this program knows its schema, and can restore it.
    pub fn is_of_known_schema(&self) -> bool {
        crate::store::maintenance::migrations::is_known(&self.schema)
    }
}

/// A reason why a backup is not made or not restored.
#[derive(Debug)]
pub enum BackupError {
    /// The database failed.
    Store(StoreError),
    /// The file cannot be read or written.
    File(PathBuf, std::io::Error),
    /// The file is no backup, is incomplete, or was changed since.
    Damaged(String),
    /// The file is of a later version.
    OtherVersion(String),
    /// The database already has records.
    NotEmpty(String),
}

impl std::fmt::Display for BackupError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(StoreError::Unavailable(why) | StoreError::Internal(why) | StoreError::Contention(why)) => {
                write!(f, "The database cannot be used: {why}")
            }
            Self::Store(other) => write!(f, "The database cannot be used: {other:?}"),
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Damaged(why) => write!(f, "The backup is damaged: {why}"),
            Self::OtherVersion(why) => write!(f, "The backup is of a later version: {why}"),
            Self::NotEmpty(what) => {
                write!(
                    f,
                    "A backup can only be restored into an empty database, and this one has {what}; name a new one."
                )
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

/// The name and the version of the file format.
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
