//! Making a database from a backup: all of it or nothing.

use super::super::verify::{Discrepancy, differences};
use super::super::{Actor, Store, Tx, WriteError, changes};
use super::file::{Receiver, read};
use super::tables::{FILLED_AT_FIRST, Kind, Table, tables};
use super::{BackupError, Summary, row, schema};
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{QueryableByName, RunQueryDsl};
use std::path::Path;

impl Store {
    /// Fills an empty database from a backup, ids and all, and looks whether the totals are what the records say: what differs is
    /// given back, and stood in the database that was backed up. Blocks.
    ///
    /// # Errors
    /// Those of the file and of the database, which is then as empty as before.
    pub fn restore(&self, path: &Path) -> Result<(Summary, Vec<Discrepancy>), BackupError> {
        let outcome = self.try_write_blocking(Actor::Operator, |tx| {
            lock(tx)?;
            refuse_unless_empty(tx)?;
            for table in tables().iter().rev() {
                execute(tx, &format!("DELETE FROM {}", table.name))?;
            }
            let summary = read(path, &mut Filler { tx: &mut *tx })?;
            changes::number_restored(tx)?;
            Ok((summary, differences(tx)?))
        });
        outcome.map_err(|error| match error {
            WriteError::Store(error) => error.into(),
            WriteError::Refused(error) => error,
        })
    }
}

/// So that `?` serves in the transaction.
impl From<BackupError> for WriteError<BackupError> {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Store(error) => Self::Store(error),
            other => Self::Refused(other),
        }
    }
}

fn execute(tx: &mut Tx<'_>, sql: &str) -> Result<(), BackupError> {
    diesel::sql_query(sql).execute(&mut **tx)?;
    Ok(())
}

/// Nobody may begin to fill the database meanwhile. On SQLite nobody can.
fn lock(tx: &mut Tx<'_>) -> Result<(), BackupError> {
    if !tx.is_postgres() {
        return Ok(());
    }
    let names: Vec<&str> = tables().iter().map(|table| table.name).collect();
    execute(tx, &format!("LOCK TABLE {} IN EXCLUSIVE MODE", names.join(", ")))
}

fn refuse_unless_empty(tx: &mut Tx<'_>) -> Result<(), BackupError> {
    let rest = tables().into_iter().map(|table| table.name).filter(|name| !FILLED_AT_FIRST.contains(name));
    let mut looks: Vec<(String, &str)> = rest.map(|name| (format!("SELECT 1 FROM {name}"), name)).collect();
    // What was entered at the first start is no more than the regions.
    let more = "SELECT 1 FROM changes WHERE resource <> 'regions' OR version > 1 OR actor <> 'operator'";
    looks.push((more.to_owned(), "changes"));
    for (look, name) in looks {
        #[derive(QueryableByName)]
        struct Found {
            #[diesel(sql_type = Bool)]
            any: bool,
        }
        let found: Found = diesel::sql_query(format!("SELECT EXISTS ({look}) AS any")).get_result(&mut **tx)?;
        if found.any {
            return Err(BackupError::NotEmpty(name.to_owned()));
        }
    }
    Ok(())
}

struct Filler<'t, 'c> {
    tx: &'t mut Tx<'c>,
}

impl Receiver for Filler<'_, '_> {
    fn header(&mut self, of_file: &str) -> Result<(), BackupError> {
        let own = schema(self.tx)?;
        if own == of_file {
            return Ok(());
        }
        Err(BackupError::OtherVersion(format!(
            "its tables are those of migration {of_file}, and this program has {own}: restore it with the version that wrote \
             it, then start this one, which brings the database up to date"
        )))
    }

    fn rows(&mut self, table: &Table, kinds: &[Kind], lines: &[String]) -> Result<(), BackupError> {
        let wrong = || BackupError::Damaged(format!("a row of {} cannot be entered", table.name));
        let is_postgres = self.tx.is_postgres();
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
            .execute(&mut **self.tx)?;
        if inserted == lines.len() { Ok(()) } else { Err(wrong()) }
    }

    fn sequence(&mut self, table: &Table, last_id: i64) -> Result<(), BackupError> {
        let name = table.name;
        if self.tx.is_postgres() {
            let sql = format!("SELECT setval(pg_get_serial_sequence('{name}', 'id'), GREATEST($1, 1), $1 > 0)");
            diesel::sql_query(sql).bind::<BigInt, _>(last_id).execute(&mut **self.tx)?;
            return Ok(());
        }
        execute(self.tx, &format!("DELETE FROM sqlite_sequence WHERE name = '{name}'"))?;
        if last_id > 0 {
            execute(self.tx, &format!("INSERT INTO sqlite_sequence (name, seq) VALUES ('{name}', {last_id})"))?;
        }
        Ok(())
    }
}

/// One statement that takes many rows as one JSON list.
fn insert(is_postgres: bool, table: &Table) -> String {
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
