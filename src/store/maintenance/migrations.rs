//! The schema: made and brought up to date when the service starts, and by nobody else.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::{QueryableByName, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Diesel's own table.
const APPLIED: &str = "__diesel_schema_migrations";

/// Runs what is missing, in one transaction that several instances starting at once take in turns.
///
/// # Errors
/// [`StoreError::Unavailable`] when the schema is of a later version than this program, which then must not touch it.
pub fn run(connection: &mut Connection) -> StoreResult<()> {
    in_turn(connection, run_locked)
}

/// Makes the schema where there is none at all, and otherwise only looks at it, as [`require`].
///
/// # Errors
/// Those of [`require`].
pub fn run_or_require(connection: &mut Connection) -> StoreResult<()> {
    if applied(connection)?.is_some() {
        return require(connection);
    }
    // Who comes to make it at the same time may have come first.
    in_turn(connection, |connection| match applied(connection)? {
        None => run_locked(connection),
        Some(_) => require(connection),
    })
}

/// That the schema is the one of this program. Changes nothing: another program may be at work on it.
///
/// # Errors
/// [`StoreError::Unavailable`] with what is to be done about it.
pub fn require(connection: &mut Connection) -> StoreResult<()> {
    let known = known(connection)?;
    let Some(applied) = applied(connection)? else {
        return Err(StoreError::Unavailable(
            "it has no tables yet: the first start of the service makes them, or `iku restore`".to_owned(),
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

/// Whether the schema is the one of this program, neither older nor later.
///
/// # Errors
/// Those of the database.
pub fn are_as_known(connection: &mut Connection) -> StoreResult<bool> {
    Ok(Some(known(connection)?) == applied(connection)?)
}

/// Whether this program knows a migration, and so can make the schema that it led to.
pub fn is_known(version: &str) -> bool {
    // Both kinds of database have the same versions.
    versions::<diesel::sqlite::Sqlite>(SQLITE).is_ok_and(|known| known.contains(version))
}

/// Takes down the schema and makes it anew as it was after the migration `last`. What was in it is gone. In the caller's
/// transaction, under [`lock`].
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

/// Who changes the schema does so alone, until its transaction ends, and waits for that as long as it takes. SQLite's write lock
/// does the same.
pub fn lock(connection: &mut Connection) -> StoreResult<()> {
    if connection.is_postgres() {
        // The number is ours alone.
        connection.batch_execute("SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(7305811702451)")?;
    }
    Ok(())
}

/// Runs what is missing in the caller's transaction, under [`lock`].
///
/// # Errors
/// As [`run`].
pub fn run_locked(connection: &mut Connection) -> StoreResult<()> {
    refuse_later(connection)?;
    match connection {
        Connection::Sqlite(c) => c.run_pending_migrations(SQLITE).map_err(failed).map(drop)?,
        Connection::Postgres(c) => c.run_pending_migrations(POSTGRES).map_err(failed).map(drop)?,
    }
    crate::store::maintenance::seed::seed(connection)
}

fn in_turn(connection: &mut Connection, work: impl FnOnce(&mut Connection) -> StoreResult<()>) -> StoreResult<()> {
    connection.begin_write()?;
    lock(connection).and_then(|()| work(connection)).and_then(|()| connection.commit()).inspect_err(|_| {
        // The error of the work says more than one of the roll-back.
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

/// Those that were run on the database; `None` where none ever was.
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
