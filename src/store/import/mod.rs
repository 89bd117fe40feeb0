//! Import of whole files: rows are staged in a temporary table, put in the order in which units are locked, and then written many to a
//! statement, with the totals that they change. What a row means is decided by `exchange`.

pub(crate) mod figures;
pub(crate) mod ledger;
pub(crate) mod participants;
pub(crate) mod past;
pub(crate) mod regions;
pub(crate) mod reports;
pub(crate) mod trainings;
pub(crate) mod units;

use std::time::{Duration, Instant};

use diesel::ExecuteCopyFromDsl;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::domain::Year;
use crate::store::database::advisory_lock;
use crate::store::database::connection::{Connection, Pages};
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::schema::tables::{import_rows, import_staged};

/// The rows that are worked on at a time.
pub const CHUNK: i64 = 2000;

/// The time between two attempts to take that lock.
const LOOK: Duration = Duration::from_millis(50);

/// A record before and after an import.
#[derive(Clone, Debug)]
pub struct RowChange<R, D> {
    /// The stored record; `None` for a new one.
    pub before: Option<R>,
    /// The data that it is going to have.
    pub after: D,
}

/// A yearly report before and after an import, with its unit.
#[derive(Clone, Debug)]
pub struct ReportChange<'a, R, D> {
    /// The id of the unit.
    pub unit: i64,
    /// Its register number.
    pub number: &'a str,
    /// The year.
    pub year: Year,
    /// The stored record; `None` for a new one.
    pub before: Option<R>,
    /// The data that it is going to have.
    pub after: D,
}

/// A row as it was read.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = import_staged, treat_none_as_default_value = false)]
pub struct StagedRow {
    /// Its line in the file.
    pub line: i64,
    /// The unit's register number, the training's code, or the figure's data set.
    pub name: String,
    /// The year; 0 where the records have none.
    pub year: i32,
    /// The second number that must be unique, or the figure's region.
    pub alt: Option<String>,
    /// Its cells, in a form that the caller alone reads.
    pub payload: String,
}

/// A row in the order in which rows are written.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = import_rows)]
pub struct PlacedRow {
    /// Its place in that order.
    pub place: i64,
    /// Its line in the file.
    pub line: i64,
    /// The id of the unit or training that it names; `None` where there is none.
    pub unit: Option<i64>,
    /// See [`StagedRow`].
    pub name: String,
    /// See [`StagedRow`].
    pub year: i32,
    /// See [`StagedRow`].
    pub alt: Option<String>,
    /// See [`StagedRow`].
    pub payload: String,
    /// The first line with the same key.
    pub first_line: i64,
}

/// The records that the rows of a file name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Cooperatives, or their reports.
    Cooperatives,
    /// Businesses, or their reports.
    Businesses,
    /// Trainings, or their participants.
    Trainings,
    /// Nothing: figures.
    Nothing,
}

impl Owner {
    /// Their table, and the column of the name.
    fn table(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Cooperatives => Some(("cooperatives", "register_number")),
            Self::Businesses => Some(("umkm", "register_number")),
            Self::Trainings => Some(("trainings", "code")),
            Self::Nothing => None,
        }
    }
}

/// The key that only one row of a file may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The name.
    Name,
    /// Name, year and second value.
    All,
    /// Checked by the caller, since rows with the same key are next to each other, or the key is not of columns alone.
    Adjacent,
}

/// Does the work of an import. One runs at a time over all instances, and waits up to `patience` for that of another instance; within an
/// instance they queue before.
///
/// # Errors
/// [`StoreError::Unavailable`] where another import runs for too long; the errors of the work.
pub fn run<T, E: From<StoreError>>(
    tx: &mut Tx<'_>,
    patience: Duration,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    begin(tx, patience)?;
    tx.keep_pages(Pages::Many)?;
    let outcome = work(tx);
    let kept = tx.keep_pages(Pages::Some);
    // Where the work failed, its error says more.
    let value = outcome?;
    kept?;
    Ok(value)
}

fn begin(connection: &mut Connection, patience: Duration) -> StoreResult<()> {
    // The database counts places. On SQLite a key that is no plain INTEGER would have an index beside the table.
    let (text, place, end) = if connection.is_postgres() {
        ("TEXT COLLATE \"C\"", "BIGINT GENERATED ALWAYS AS IDENTITY", " ON COMMIT DROP")
    } else {
        ("TEXT", "INTEGER", "")
    };
    let deadline = Instant::now() + patience;
    while !advisory_lock::try_take(connection, advisory_lock::IMPORT)? {
        if Instant::now() >= deadline {
            return Err(StoreError::Unavailable("Another import is running.".to_owned()));
        }
        std::thread::sleep(LOOK);
    }
    Ok(connection.batch_execute(&format!(
        "DROP TABLE IF EXISTS import_staged; DROP TABLE IF EXISTS import_rows; \
         CREATE TEMPORARY TABLE import_staged (line BIGINT NOT NULL, name {text} NOT NULL, year INTEGER NOT NULL, \
           alt {text}, payload {text} NOT NULL){end}; \
         CREATE TEMPORARY TABLE import_rows (place {place} PRIMARY KEY, line BIGINT NOT NULL, unit BIGINT, \
           name {text} NOT NULL, year INTEGER NOT NULL, alt {text}, payload {text} NOT NULL, \
           first_line BIGINT NOT NULL){end};"
    ))?)
}

/// Adds rows as they were read.
pub fn stage(connection: &mut Connection, rows: &[StagedRow]) -> StoreResult<()> {
    match connection {
        Connection::Sqlite(connection) => {
            for row in rows {
                diesel::insert_into(import_staged::table).values(row).execute(connection)?;
            }
        }
        Connection::Postgres(connection) => {
            diesel::copy_from(import_staged::table).from_insertable(rows).execute(connection)?;
        }
    }
    Ok(())
}

/// Finds the unit or training of each row, puts the rows in the order of ids, and locks the units and trainings.
///
/// # Errors
/// [`StoreError::Contention`] where a unit changed its number before it was locked.
pub fn place(connection: &mut Connection, owner: Owner, key: Key) -> StoreResult<()> {
    if connection.is_postgres() {
        connection.batch_execute("ANALYZE import_staged (name)")?;
    }
    let (unit, join) = match owner.table() {
        Some((table, column)) => ("u.id", format!("LEFT JOIN {table} u ON u.{column} = s.name")),
        None => ("CAST(NULL AS BIGINT)", String::new()),
    };
    let first_line = match key {
        Key::Name => "min(s.line) OVER (PARTITION BY s.name)",
        Key::All => "min(s.line) OVER (PARTITION BY s.name, s.year, s.alt)",
        Key::Adjacent => "s.line",
    };
    let order = if owner.table().is_some() { "u.id, s.year, s.line" } else { "s.line" };
    connection.batch_execute(&format!(
        "INSERT INTO import_rows (line, unit, name, year, alt, payload, first_line) \
         SELECT s.line, {unit}, s.name, s.year, s.alt, s.payload, {first_line} FROM import_staged s {join} ORDER BY {order}; \
         DROP TABLE import_staged;"
    ))?;
    lock(connection, owner)
}

fn lock(connection: &mut Connection, owner: Owner) -> StoreResult<()> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let Some((table, column)) = owner.table().filter(|_| connection.is_postgres()) else { return Ok(()) };
    connection.batch_execute("ANALYZE import_rows (unit, name)")?;
    diesel::sql_query(format!(
        "SELECT count(*) AS count FROM (SELECT id FROM {table} WHERE id IN (SELECT unit FROM import_rows) \
         ORDER BY id FOR NO KEY UPDATE) locked"
    ))
    .get_result::<Count>(connection)?;
    // A unit that was found before it was locked may have another number by then.
    let renamed = diesel::sql_query(format!(
        "SELECT count(*) AS count FROM import_rows r LEFT JOIN {table} u ON u.id = r.unit \
         WHERE r.unit IS NOT NULL AND u.{column} IS DISTINCT FROM r.name"
    ))
    .get_result::<Count>(connection)?;
    match renamed.count {
        0 => Ok(()),
        _ => Err(StoreError::Contention("A unit changed its number during an import.".to_owned())),
    }
}

/// The next rows after a place; empty at the end.
pub fn next(connection: &mut Connection, after: i64) -> StoreResult<Vec<PlacedRow>> {
    Ok(import_rows::table
        .filter(import_rows::place.gt(after))
        .order(import_rows::place)
        .limit(CHUNK)
        .select(PlacedRow::as_select())
        .load(connection)?)
}

/// Drops the placed rows.
pub fn forget(connection: &mut Connection) -> StoreResult<()> {
    Ok(connection.batch_execute("DROP TABLE import_rows")?)
}

/// The ids of the units or trainings of some rows, each once. Statements take ids rather than a join with the import's tables, which grow
/// faster than Postgres gathers statistics for its plans.
fn owners(rows: &[PlacedRow]) -> Vec<i64> {
    let mut owners: Vec<i64> = rows.iter().filter_map(|row| row.unit).collect();
    owners.sort_unstable();
    owners.dedup();
    owners
}

/// Whether the database has no units, trainings or figures.
pub fn is_empty(connection: &mut Connection) -> StoreResult<bool> {
    use crate::store::schema::tables::{cooperatives, figures, trainings, umkm};
    macro_rules! any {
        ($($table:ident),+) => {
            $(diesel::select(diesel::dsl::exists($table::table.select($table::id))).get_result::<bool>(connection)?)||+
        };
    }
    Ok(!(any!(cooperatives, umkm, trainings, figures)))
}
