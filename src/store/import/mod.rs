//! Whole files into the tables: rows are staged in a temporary table, put in the order in which units are locked, and then
//! written many to a statement. What a row means is for its caller to say; the totals are followed here.

pub(crate) mod business_reports;
pub(crate) mod businesses;
pub(crate) mod cooperative_reports;
pub(crate) mod cooperatives;
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
use diesel::sql_types::{BigInt, Bool};

use crate::domain::Year;
use crate::store::database::connection::{Connection, Pages};
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::tx::Tx;
use crate::store::schema::tables::{import_rows, import_staged};

/// So many rows are looked at together.
pub const CHUNK: i64 = 2000;

/// The number by which imports of several instances keep out of one another's way. Its bytes spell "ikuimprt".
const ADVISORY_LOCK: i64 = 0x696b_7569_6d70_7274;

/// How often it looks whether that has ended.
const LOOK: Duration = Duration::from_millis(50);

/// A record before and after an import; a new one has no before.
#[derive(Clone, Debug)]
pub struct RowChange<R, D> {
    /// As it stands.
    pub before: Option<R>,
    /// As it is to be.
    pub after: D,
}

/// A yearly report before and after, with whose it is.
#[derive(Clone, Debug)]
pub struct ReportChange<'a, R, D> {
    /// The unit's id.
    pub unit: i64,
    /// Its register number.
    pub number: &'a str,
    /// The year.
    pub year: Year,
    /// As it stands.
    pub before: Option<R>,
    /// As it is to be.
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
    /// Its cells, in a form that only the caller reads.
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

/// What the rows of a file belong to.
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
    /// Its table and the column that rows name it by.
    fn table(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Cooperatives => Some(("cooperatives", "register_number")),
            Self::Businesses => Some(("umkm", "register_number")),
            Self::Trainings => Some(("trainings", "code")),
            Self::Nothing => None,
        }
    }
}

/// Rows whose key may stand only once, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The name.
    Name,
    /// Name, year and second value.
    All,
    /// Found out by the caller: rows of a key stand side by side, or there is more to it.
    Adjacent,
}

/// Does the work of an import. There is one at a time, over all instances; one waits for that of another instance for as long as
/// `patience`. Within one they queue before they come here.
///
/// # Errors
/// [`StoreError::Unavailable`] where another is under way for too long; those of the work.
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

fn begin(tx: &mut Tx<'_>, patience: Duration) -> StoreResult<()> {
    #[derive(QueryableByName)]
    struct Locked {
        #[diesel(sql_type = Bool)]
        locked: bool,
    }
    // Places are counted by the database. A key that is no plain INTEGER would have an index beside the table on SQLite.
    let (text, place, end) = if tx.is_postgres() {
        ("TEXT COLLATE \"C\"", "BIGINT GENERATED ALWAYS AS IDENTITY", " ON COMMIT DROP")
    } else {
        ("TEXT", "INTEGER", "")
    };
    if tx.is_postgres() {
        let query = format!("SELECT pg_try_advisory_xact_lock({ADVISORY_LOCK}) AS locked");
        let deadline = Instant::now() + patience;
        while !diesel::sql_query(&query).get_result::<Locked>(&mut **tx)?.locked {
            if Instant::now() >= deadline {
                return Err(StoreError::Unavailable("another import is under way".to_owned()));
            }
            std::thread::sleep(LOOK);
        }
    }
    Ok(tx.batch_execute(&format!(
        "DROP TABLE IF EXISTS import_staged; DROP TABLE IF EXISTS import_rows; \
         CREATE TEMPORARY TABLE import_staged (line BIGINT NOT NULL, name {text} NOT NULL, year INTEGER NOT NULL, \
           alt {text}, payload {text} NOT NULL){end}; \
         CREATE TEMPORARY TABLE import_rows (place {place} PRIMARY KEY, line BIGINT NOT NULL, unit BIGINT, \
           name {text} NOT NULL, year INTEGER NOT NULL, alt {text}, payload {text} NOT NULL, \
           first_line BIGINT NOT NULL){end};"
    ))?)
}

/// Adds rows as they were read.
///
/// # Errors
/// Those of the database.
pub fn stage(tx: &mut Tx<'_>, rows: &[StagedRow]) -> StoreResult<()> {
    match &mut **tx {
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

/// Finds what each row belongs to, puts the rows in the order of ids, and keeps others from changing the units.
///
/// # Errors
/// [`StoreError::Contention`] where a unit changed its number meanwhile.
pub fn place(tx: &mut Tx<'_>, owner: Owner, key: Key) -> StoreResult<()> {
    if tx.is_postgres() {
        tx.batch_execute("ANALYZE import_staged (name)")?;
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
    tx.batch_execute(&format!(
        "INSERT INTO import_rows (line, unit, name, year, alt, payload, first_line) \
         SELECT s.line, {unit}, s.name, s.year, s.alt, s.payload, {first_line} FROM import_staged s {join} ORDER BY {order}; \
         DROP TABLE import_staged;"
    ))?;
    lock(tx, owner)
}

fn lock(tx: &mut Tx<'_>, owner: Owner) -> StoreResult<()> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let Some((table, column)) = owner.table().filter(|_| tx.is_postgres()) else { return Ok(()) };
    tx.batch_execute("ANALYZE import_rows (unit, name)")?;
    diesel::sql_query(format!(
        "SELECT count(*) AS count FROM (SELECT id FROM {table} WHERE id IN (SELECT unit FROM import_rows) \
         ORDER BY id FOR NO KEY UPDATE) locked"
    ))
    .get_result::<Count>(&mut **tx)?;
    // What was found before it was locked may bear another number by now.
    let renamed = diesel::sql_query(format!(
        "SELECT count(*) AS count FROM import_rows r LEFT JOIN {table} u ON u.id = r.unit \
         WHERE r.unit IS NOT NULL AND u.{column} IS DISTINCT FROM r.name"
    ))
    .get_result::<Count>(&mut **tx)?;
    match renamed.count {
        0 => Ok(()),
        _ => Err(StoreError::Contention("a unit changed its number during an import".to_owned())),
    }
}

/// The next rows after a place; empty at the end.
///
/// # Errors
/// Those of the database.
pub fn next(tx: &mut Tx<'_>, after: i64) -> StoreResult<Vec<PlacedRow>> {
    Ok(import_rows::table
        .filter(import_rows::place.gt(after))
        .order(import_rows::place)
        .limit(CHUNK)
        .select(PlacedRow::as_select())
        .load(&mut **tx)?)
}

/// Forgets the rows: nothing stays of them but what was written.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>) -> StoreResult<()> {
    Ok(tx.batch_execute("DROP TABLE import_rows")?)
}

/// The units or trainings that some rows belong to, each once. By their ids, for which no plan can be bad: an import's tables
/// grow faster than the planner learns.
fn owners(rows: &[PlacedRow]) -> Vec<i64> {
    let mut owners: Vec<i64> = rows.iter().filter_map(|row| row.unit).collect();
    owners.sort_unstable();
    owners.dedup();
    owners
}
