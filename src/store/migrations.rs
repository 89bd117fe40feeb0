//! The schema, brought up to date at every start.

use super::{Connection, StoreError, StoreResult};
use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::{QueryableByName, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::collections::BTreeSet;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Runs what is missing, in one transaction that several instances starting at once take in turns.
///
/// # Errors
/// [`StoreError::Unavailable`] when the schema is of a later version than this program, which then must not touch it.
pub(super) fn run(connection: &mut Connection) -> StoreResult<()> {
    connection.begin_write()?;
    run_locked(connection).and_then(|()| connection.commit()).inspect_err(|_| {
        // The error of the work says more than one of the roll-back.
        let _ = connection.roll_back();
    })
}

/// Whether the schema is the one of this program, neither older nor later.
///
/// # Errors
/// Those of the database.
pub(super) fn are_as_known(connection: &mut Connection) -> StoreResult<bool> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Internal(format!("migrations: {error}"));
    let known = match connection {
        Connection::Sqlite(_) => versions::<diesel::sqlite::Sqlite>(SQLITE),
        Connection::Postgres(_) => versions::<diesel::pg::Pg>(POSTGRES),
    };
    let applied: Vec<Version> = diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(connection)?;
    Ok(known.map_err(failed)? == applied.into_iter().map(|row| row.version).collect())
}

/// A row of Diesel's own table.
#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = diesel::sql_types::Text)]
    version: String,
}

fn versions<DB: diesel::backend::Backend>(source: EmbeddedMigrations) -> diesel::migration::Result<BTreeSet<String>>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    Ok(source.migrations()?.iter().map(|migration| migration.name().version().to_string()).collect())
}

fn run_locked(connection: &mut Connection) -> StoreResult<()> {
    bring_up_to_date(connection)?;
    super::changes::seed(connection)
}

fn bring_up_to_date(connection: &mut Connection) -> StoreResult<()> {
    match connection {
        Connection::Sqlite(c) => run_pending(c, SQLITE),
        Connection::Postgres(c) => {
            // SQLite's write lock does the same; the number is ours alone.
            c.batch_execute("SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(7305811702451)")?;
            run_pending(c, POSTGRES)
        }
    }
}

fn run_pending<C, DB>(connection: &mut C, source: EmbeddedMigrations) -> StoreResult<()>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Internal(format!("migrations: {error}"));
    let known: Vec<_> = source.migrations().map_err(failed)?.iter().map(|m| m.name().version().as_owned()).collect();
    let applied = connection.applied_migrations().map_err(failed)?;
    if let Some(later) = applied.iter().find(|version| !known.contains(version)) {
        return Err(StoreError::Unavailable(format!(
            "the database was written by a later version of iku (its migration {later} is not known here)"
        )));
    }
    connection.run_pending_migrations(source).map_err(failed)?;
    Ok(())
}
