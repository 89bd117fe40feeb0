//! Restore of a database from a backup: all of it or nothing.
//!
//! The schema is made as it was when the file was written, filled, and then brought up to date by the later migrations, which change the
//! file's rows as they would have changed those of the database.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{QueryableByName, RunQueryDsl};

use crate::store::backup::reader::{Receiver, read};
use crate::store::backup::tables::{FILLED_AT_FIRST, FileTable, tables};
use crate::store::backup::{BackupError, Summary, row};
use crate::store::database::connection::Connection;
use crate::store::database::url::DatabaseUrl;
use crate::store::feed;
use crate::store::maintenance::migrations;
use crate::store::maintenance::verify::{Discrepancy, differences};
use crate::store::schema::columns::Kind;

/// Fills an empty database from a backup with the same ids, creating an SQLite file where there is none, and compares the totals with the
/// records. Differences were in the database that was backed up, and are given back. The file may be of an earlier version's schema; the
/// database has this one's afterwards. Blocks.
///
/// # Errors
/// Those of the file and of the database, which is still empty then.
pub fn restore(
    url: &DatabaseUrl,
    lock_timeout: Duration,
    path: &Path,
) -> Result<(Summary, Vec<Discrepancy>), BackupError> {
    let mut connection = Connection::open(url, lock_timeout)?;
    connection.begin_write()?;
    let outcome = fill(&mut connection, lock_timeout, path).and_then(|done| {
        connection.commit()?;
        Ok(done)
    });
    if outcome.is_err() {
        // The error of the work says more than one of the roll-back.
        let _ = connection.roll_back();
    }
    outcome
}

fn fill(
    connection: &mut Connection,
    lock_timeout: Duration,
    path: &Path,
) -> Result<(Summary, Vec<Discrepancy>), BackupError> {
    lock(connection, lock_timeout)?;
    refuse_unless_empty(connection)?;
    let summary = read(path, &mut Filler { connection: &mut *connection })?;
    migrations::run_locked(connection)?;
    feed::number_restored(connection)?;
    Ok((summary, differences(connection)?))
}

fn execute(connection: &mut Connection, sql: &str) -> Result<(), BackupError> {
    diesel::sql_query(sql).execute(connection)?;
    Ok(())
}

/// The existing tables of this version. A new database has none.
fn present(connection: &mut Connection) -> Result<Vec<&'static str>, BackupError> {
    let mut present = Vec::new();
    for table in tables() {
        if connection.has_table(table.name)? {
            present.push(table.name);
        }
    }
    Ok(present)
}

/// Keeps others from filling the database or bringing it up to date meanwhile. On SQLite nobody can.
fn lock(connection: &mut Connection, lock_timeout: Duration) -> Result<(), BackupError> {
    if !connection.is_postgres() {
        return Ok(());
    }
    migrations::lock(connection)?;
    execute(connection, &format!("SET LOCAL lock_timeout = {}", lock_timeout.as_millis()))?;
    let present = present(connection)?;
    match present.is_empty() {
        true => Ok(()),
        false => execute(connection, &format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", present.join(", "))),
    }
}

fn refuse_unless_empty(connection: &mut Connection) -> Result<(), BackupError> {
    let present = present(connection)?;
    // Without changes it is unknown whether the regions are those of the first start.
    let has_changes = present.contains(&"changes");
    let rest = present.into_iter().filter(|name| !(has_changes && FILLED_AT_FIRST.contains(name)));
    let mut looks: Vec<(String, &str)> = rest.map(|name| (format!("SELECT 1 FROM {name}"), name)).collect();
    if has_changes {
        // The first start enters regions alone.
        let more = "SELECT 1 FROM changes WHERE resource <> 'regions' OR version > 1 OR actor <> 'operator'";
        looks.push((more.to_owned(), "changes"));
    }
    for (look, name) in looks {
        #[derive(QueryableByName)]
        struct Found {
            #[diesel(sql_type = Bool)]
            any: bool,
        }
        let found: Found = diesel::sql_query(format!("SELECT EXISTS ({look}) AS any")).get_result(connection)?;
        if found.any {
            return Err(BackupError::NotEmpty(name.to_owned()));
        }
    }
    Ok(())
}

struct Filler<'c> {
    connection: &'c mut Connection,
}

impl Receiver for Filler<'_> {
    fn header(&mut self, of_file: &str) -> Result<(), BackupError> {
        if !migrations::is_known(of_file) {
            return Err(BackupError::OtherVersion(format!(
                "its schema is that of migration {of_file}, which this program does not know: restore it with the version that \
                 wrote it, or with a later one."
            )));
        }
        migrations::begin_anew(self.connection, of_file)?;
        // A migration inserts the first regions; those of the file replace them.
        for name in present(self.connection)?.iter().rev() {
            execute(self.connection, &format!("DELETE FROM {name}"))?;
        }
        Ok(())
    }

    fn table(&mut self, table: &FileTable) -> Result<(), BackupError> {
        let there = columns(self.connection, &table.name)?;
        let named: BTreeSet<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
        if there.iter().map(String::as_str).eq(named) {
            return Ok(());
        }
        Err(BackupError::Damaged(format!("{} has other columns than its schema.", table.name)))
    }

    fn rows(&mut self, table: &FileTable, kinds: &[Kind], lines: &[String]) -> Result<(), BackupError> {
        let wrong = || BackupError::Damaged(format!("a row of {} cannot be inserted.", table.name));
        let is_postgres = self.connection.is_postgres();
        let list = match is_postgres {
            true => lines.join(","),
            false => lines
                .iter()
                .map(|line| row::for_sqlite(line, kinds).ok_or_else(wrong))
                .collect::<Result<Vec<String>, _>>()?
                .join(","),
        };
        let inserted = diesel::sql_query(insert(is_postgres, table))
            .bind::<Text, _>(format!("[{list}]"))
            .execute(self.connection)?;
        if inserted == lines.len() { Ok(()) } else { Err(wrong()) }
    }

    fn sequence(&mut self, name: &str, last_id: i64) -> Result<(), BackupError> {
        if self.connection.is_postgres() {
            let sql = format!("SELECT setval(pg_get_serial_sequence('{name}', 'id'), GREATEST($1, 1), $1 > 0)");
            diesel::sql_query(sql).bind::<BigInt, _>(last_id).execute(self.connection)?;
            return Ok(());
        }
        execute(self.connection, &format!("DELETE FROM sqlite_sequence WHERE name = '{name}'"))?;
        if last_id > 0 {
            let sql = format!("INSERT INTO sqlite_sequence (name, seq) VALUES ('{name}', {last_id})");
            execute(self.connection, &sql)?;
        }
        Ok(())
    }
}

/// The columns of a table; none where it does not exist.
fn columns(connection: &mut Connection, table: &str) -> Result<BTreeSet<String>, BackupError> {
    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let sql = match connection.is_postgres() {
        true => {
            "SELECT attname::text AS name FROM pg_attribute \
             WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped"
        }
        false => "SELECT name FROM pragma_table_info($1)",
    };
    let found: Vec<Column> = diesel::sql_query(sql).bind::<Text, _>(table).load(connection)?;
    Ok(found.into_iter().map(|column| column.name).collect())
}

/// The statement that inserts many rows, given as one JSON list.
fn insert(is_postgres: bool, table: &FileTable) -> String {
    let names: Vec<String> = table.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let values: Vec<String> = (0..)
        .zip(&table.columns)
        .map(|(index, (_, kind))| match (is_postgres, kind) {
            (false, _) => format!("json_extract(value, '$[{index}]')"),
            (true, Kind::Text) => format!("value ->> {index}"),
            (true, Kind::Number) => format!("(value ->> {index})::bigint"),
            (true, Kind::Truth) => format!("(value ->> {index})::boolean"),
            (true, Kind::Day) => format!("(value ->> {index})::date"),
            (true, Kind::Time) => format!("(value ->> {index})::timestamp"),
        })
        .collect();
    let rows = if is_postgres { "jsonb_array_elements($1::jsonb)" } else { "json_each($1)" };
    format!("INSERT INTO {} ({}) SELECT {} FROM {rows}", table.name, names.join(", "), values.join(", "))
}
