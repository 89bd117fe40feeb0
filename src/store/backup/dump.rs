//! Writing of a backup: one state of the database, while other transactions go on writing.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{SecondsFormat, Utc};
use diesel::connection::DefaultLoadingMode;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl};
use serde_json::{Map, Value, json};

use crate::store::backup::tables::{Table, tables};
use crate::store::backup::writer::Writer;
use crate::store::backup::{BackupError, FORMAT, Summary, row, schema};
use crate::store::database::connection::Connection;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Writes a backup into a new file, while others go on writing. Blocks.
///
/// # Errors
/// Those of the database and of the file, which then does not exist.
pub fn backup(connection: &mut Connection, path: &Path) -> Result<Summary, BackupError> {
    let mut writer = Writer::create(path)?;
    let mut failed = None;
    let outcome =
        connection.snapshot(|connection| Ok(dump(connection, &mut writer).map_err(|error| failed = Some(error)).ok()));
    match (outcome?, failed) {
        (Some(summary), None) => Ok(Summary { content: writer.finish()?, ..summary }),
        (_, Some(error)) => Err(error),
        (None, None) => Err(BackupError::Damaged("nothing was written".to_owned())),
    }
}

/// Writes everything but the last line. The summary lacks the digest.
fn dump(connection: &mut Connection, writer: &mut Writer) -> Result<Summary, BackupError> {
    let tables = tables();
    let (format, version) = FORMAT;
    let created_at = Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true);
    let mut counts = BTreeMap::new();
    for table in &tables {
        let count = number(connection, &format!("SELECT COUNT(*) AS number FROM {}", table.name))?;
        counts.insert(table.name.to_owned(), u64::try_from(count).unwrap_or_default());
    }
    let schema = schema(connection)?;
    let application = env!("CARGO_PKG_VERSION").to_owned();
    writer.header(&json!({
        "format": format,
        "version": version,
        "application": application,
        "schema": schema,
        "created_at": created_at,
        "rows": counts,
    }))?;
    for table in &tables {
        let kinds: Vec<_> = table.columns.iter().map(|(_, kind)| *kind).collect();
        writer.begin_table(table)?;
        each_row(connection, &select(connection.is_postgres(), table), |given| {
            let line = row::line(&given, &kinds)
                .ok_or_else(|| BackupError::Damaged(format!("a row of {} cannot be written as JSON.", table.name)))?;
            writer.row(&line)
        })?;
        writer.end_table(table)?;
    }
    let mut sequences = Map::new();
    for table in tables.iter().filter(|table| table.counts_ids) {
        sequences
            .insert(table.name.to_owned(), Value::from(number(connection, &last_id(connection.is_postgres(), table))?));
    }
    writer.line(&json!({"sequences": sequences}))?;
    Ok(Summary { created_at, application, schema, rows: counts, content: String::new() })
}

/// The statement that gives each row as a JSON list of its columns.
fn select(is_postgres: bool, table: &Table) -> String {
    let columns: Vec<String> = table.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let columns = columns.join(", ");
    let list =
        if is_postgres { format!("json_build_array({columns})::text") } else { format!("json_array({columns})") };
    format!("SELECT {list} AS line FROM {} ORDER BY {}", table.name, table.order.join(", "))
}

/// The statement that gives the highest id that was ever given.
fn last_id(is_postgres: bool, table: &Table) -> String {
    let name = table.name;
    let given = if is_postgres {
        format!("COALESCE(pg_sequence_last_value(pg_get_serial_sequence('{name}', 'id')::regclass), 0)")
    } else {
        format!("COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '{name}'), 0)")
    };
    let most = if is_postgres { "GREATEST" } else { "MAX" };
    format!("SELECT {most}({given}, (SELECT COALESCE(MAX(id), 0) FROM {name})) AS number")
}

fn number(connection: &mut Connection, sql: &str) -> Result<i64, BackupError> {
    Ok(diesel::sql_query(sql).get_result::<Number>(connection)?.number)
}

/// Hands over the rows one by one, as they come from the database.
fn each_row(
    connection: &mut Connection,
    sql: &str,
    mut take: impl FnMut(String) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    match connection {
        Connection::Sqlite(connection) => {
            for row in diesel::sql_query(sql).load_iter::<Row, DefaultLoadingMode>(connection)? {
                take(row?.line)?;
            }
        }
        Connection::Postgres(connection) => {
            for row in diesel::sql_query(sql).load_iter::<Row, PgRowByRowLoadingMode>(connection)? {
                take(row?.line)?;
            }
        }
    }
    Ok(())
}
