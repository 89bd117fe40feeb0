//! Migrations: the service creates the schema and brings it up to date when it starts. Commands only check it.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::{QueryableByName, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};

use crate::store::database::advisory_lock;
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::maintenance::seed::seed;
use crate::store::schema::migrations::{POSTGRES, SQLITE};

/// Diesel's table of the migrations that were run.
const APPLIED: &str = "__diesel_schema_migrations";

/// Runs the missing migrations in one transaction. Instances that start at once take turns.
///
/// # Errors
/// [`StoreError::Unavailable`] when the schema is of a later version than this program, which then leaves it unchanged.
pub fn run(connection: &mut Connection) -> StoreResult<()> {
    in_turn(connection, run_locked)
}

/// Creates the schema where there is none, and otherwise checks it as [`require`] does.
pub fn run_or_require(connection: &mut Connection) -> StoreResult<()> {
    if applied(connection)?.is_some() {
        return require(connection);
    }
    // Another process may have created it at the same time.
    in_turn(connection, |connection| match applied(connection)? {
        None => run_locked(connection),
        Some(_) => require(connection),
    })
}

/// Checks that the schema is that of this program. Changes nothing, since another program may be using it.
///
/// # Errors
/// [`StoreError::Unavailable`] with a sentence for the operator.
pub fn require(connection: &mut Connection) -> StoreResult<()> {
    let known = known(connection)?;
    let Some(applied) = applied(connection)? else {
        return Err(StoreError::Unavailable(
            "it has no tables yet: the first start of the service creates them, or `iku restore`".to_owned(),
        ));
    };
    refuse_later(connection)?;
    match known.difference(&applied).next() {
        None => Ok(()),
        Some(missing) => Err(StoreError::Unavailable(format!(
            "its schema is an earlier version's (migration {missing} is missing), and this command leaves it as it is: use the \
             program that the service runs, or start the service of this version, which brings the schema up to date"
        ))),
    }
}

/// Whether the schema is that of this program, neither earlier nor later.
pub fn are_as_known(connection: &mut Connection) -> StoreResult<bool> {
    Ok(Some(known(connection)?) == applied(connection)?)
}

/// Whether this program has this migration, and so can create the schema that ends with it.
pub fn is_known(version: &str) -> bool {
    // Both databases have the same versions.
    versions::<diesel::sqlite::Sqlite>(SQLITE).is_ok_and(|known| known.contains(version))
}

/// Drops the schema with all data, and creates it as it was after the migration `last`. In the caller's transaction, under
/// [`lock`].
///
/// # Errors
/// As [`run`].
pub fn begin_anew(connection: &mut Connection, last: &str) -> StoreResult<()> {
    refuse_later(connection)?;
    match connection {
        Connection::Sqlite(c) => c.revert_all_migrations(SQLITE).map_err(failed).map(drop)?,
        Connection::Postgres(c) => c.revert_all_migrations(POSTGRES).map_err(failed).map(drop)?,
    }
    match connection {
        Connection::Sqlite(c) => run_until(c, SQLITE, last),
        Connection::Postgres(c) => run_until(c, POSTGRES, last),
    }
}

/// Waits without a time limit for the right to change the schema, which is held until the transaction ends. On SQLite the write lock
/// has this effect.
pub fn lock(connection: &mut Connection) -> StoreResult<()> {
    if connection.is_postgres() {
        connection.batch_execute("SET LOCAL lock_timeout = 0")?;
    }
    advisory_lock::wait(connection, advisory_lock::MIGRATIONS)
}

/// Runs the missing migrations in the caller's transaction, under [`lock`].
///
/// # Errors
/// As [`run`].
pub fn run_locked(connection: &mut Connection) -> StoreResult<()> {
    refuse_later(connection)?;
    match connection {
        Connection::Sqlite(c) => c.run_pending_migrations(SQLITE).map_err(failed).map(drop)?,
        Connection::Postgres(c) => c.run_pending_migrations(POSTGRES).map_err(failed).map(drop)?,
    }
    seed(connection)
}

fn in_turn(connection: &mut Connection, work: impl FnOnce(&mut Connection) -> StoreResult<()>) -> StoreResult<()> {
    connection.begin_write()?;
    lock(connection).and_then(|()| work(connection)).and_then(|()| connection.commit()).inspect_err(|_| {
        // The error of the work is more useful than one of the roll-back.
        let _ = connection.roll_back();
    })
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    StoreError::Internal(format!("migrations: {error}"))
}

fn later(version: &str) -> StoreError {
    StoreError::Unavailable(format!(
        "the database was written by a later version of iku (its migration {version} is not known here)"
    ))
}

/// The migrations of this program.
fn known(connection: &Connection) -> StoreResult<BTreeSet<String>> {
    match connection {
        Connection::Sqlite(_) => versions::<diesel::sqlite::Sqlite>(SQLITE),
        Connection::Postgres(_) => versions::<diesel::pg::Pg>(POSTGRES),
    }
    .map_err(failed)
}

/// The migrations that were run on the database; `None` if there are none.
fn applied(connection: &mut Connection) -> StoreResult<Option<BTreeSet<String>>> {
    #[derive(QueryableByName)]
    struct Version {
        #[diesel(sql_type = diesel::sql_types::Text)]
        version: String,
    }
    if !connection.has_table(APPLIED)? {
        return Ok(None);
    }
    let applied: Vec<Version> = diesel::sql_query(format!("SELECT version FROM {APPLIED}")).load(connection)?;
    let applied: BTreeSet<String> = applied.into_iter().map(|row| row.version).collect();
    Ok((!applied.is_empty()).then_some(applied))
}

fn versions<DB: diesel::backend::Backend>(source: EmbeddedMigrations) -> diesel::migration::Result<BTreeSet<String>>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    Ok(source.migrations()?.iter().map(|migration| migration.name().version().to_string()).collect())
}

fn run_until<C, DB>(connection: &mut C, source: EmbeddedMigrations, last: &str) -> StoreResult<()>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    for migration in connection.pending_migrations(source).map_err(failed)? {
        if migration.name().version().to_string().as_str() <= last {
            connection.run_migration(&*migration).map_err(failed)?;
        }
    }
    Ok(())
}

fn refuse_later(connection: &mut Connection) -> StoreResult<()> {
    let known = known(connection)?;
    match applied(connection)?.unwrap_or_default().difference(&known).next() {
        Some(version) => Err(later(version)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use diesel::result::{DatabaseErrorKind, Error};
    use diesel::sql_types::Text;

    use super::*;
    use crate::store::database::url::DatabaseUrl;

    #[derive(QueryableByName)]
    struct Unique {
        #[diesel(sql_type = Text)]
        table_name: String,
        #[diesel(sql_type = Text)]
        member: String,
    }

    /// Unique members that no request sets.
    const NOT_SENT: [&str; 2] = ["hash", "seq"];

    #[test]
    fn a_taken_value_of_each_unique_member_is_a_duplicate_key() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        let mut connection = Connection::open(&url, Duration::from_secs(5)).unwrap();
        run(&mut connection).unwrap();
        // Several columns together are a natural key, and a second writer of the same key is repeated.
        let found: Vec<Unique> = diesel::sql_query(
            "SELECT t.name AS table_name, MIN(c.name) AS member FROM sqlite_master t \
             JOIN pragma_index_list(t.name) i ON i.origin = 'u' JOIN pragma_index_info(i.name) c \
             WHERE t.type = 'table' GROUP BY t.name, i.name HAVING COUNT(*) = 1",
        )
        .load(&mut connection)
        .unwrap();
        assert!(!found.is_empty());
        for Unique { table_name, member } in found {
            let message = format!("UNIQUE constraint failed: {table_name}.{member}");
            let error = StoreError::from(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, Box::new(message)));
            let is_named = matches!(error, StoreError::DuplicateKey(name) if name == member);
            assert!(
                is_named || NOT_SENT.contains(&member.as_str()),
                "UNIQUE_MEMBERS in store/database/error.rs lacks {table_name}.{member}"
            );
        }
    }
}
