//! The tables of a backup, and those that a file names.

use std::collections::BTreeSet;

use Kind::{Number, Text};
use serde_json::Value;

use crate::domain::Totals;
use crate::store::schema::columns;
use crate::store::schema::columns::Kind;

/// A table as a file names it: this version may no longer have it, or with other columns. Its names are checked, so that they can be part
/// of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileTable {
    pub name: String,
    pub columns: Vec<(String, Kind)>,
}

impl FileTable {
    /// Reads the line that begins a table; `None` for any other line. Files of the first versions do not name the kinds, which are those
    /// that the columns have now.
    pub fn read(line: &Value) -> Option<Self> {
        let name = line.get("table")?.as_str().filter(|name| is_name(name))?;
        let columns: Vec<&str> = line.get("columns")?.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
        let kinds: Vec<Kind> = match line.get("kinds") {
            Some(kinds) => {
                kinds.as_array()?.iter().map(|kind| kind.as_str().and_then(Kind::parse)).collect::<Option<_>>()?
            }
            None => {
                let now = tables().into_iter().find(|table| table.name == name)?;
                let kind = |column: &&str| now.columns.iter().find(|(name, _)| name == column).map(|(_, kind)| *kind);
                columns.iter().map(kind).collect::<Option<_>>()?
            }
        };
        let distinct: BTreeSet<&&str> = columns.iter().collect();
        let is_right = !columns.is_empty()
            && columns.iter().all(|column| is_name(column))
            && distinct.len() == columns.len()
            && kinds.len() == columns.len();
        let columns = columns.into_iter().map(str::to_owned).zip(kinds).collect();
        is_right.then(|| Self { name: name.to_owned(), columns })
    }

    /// Whether its rows have an id, which is then never given twice.
    pub fn has_ids(&self) -> bool {
        self.columns.iter().any(|(name, kind)| name == "id" && *kind == Number)
    }
}

/// Whether this can be the name of a table or column of the service: nothing that a database would read as more than a name, and none of
/// the database's own names.
fn is_name(name: &str) -> bool {
    let is_plain = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    is_plain
        && name.len() <= 63
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && !name.starts_with("sqlite_")
        && !name.starts_with("pg_")
}

/// A table that is backed up.
#[derive(Clone, Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: Vec<(&'static str, Kind)>,
    /// The columns by which its rows are ordered.
    pub order: Vec<&'static str>,
    /// Whether its ids are counted up and never given twice.
    pub counts_ids: bool,
}

/// Every table that is backed up, each after those that it refers to. A table of the database that is neither here nor in [`LEFT_OUT`]
/// fails a test, and so does a column.
pub fn tables() -> Vec<Table> {
    let of_records = columns::tables().into_iter().map(|table| Table {
        name: table.name,
        columns: table.columns,
        order: vec![table.key],
        counts_ids: table.key == "id",
    });
    let sums = |name, columns: &mut dyn Iterator<Item = &'static str>| Table {
        name,
        columns: [("year", Number), ("region", Text)].into_iter().chain(columns.map(|name| (name, Number))).collect(),
        order: vec!["year", "region"],
        counts_ids: false,
    };
    let totals = sums("totals", &mut Totals::NAMES.iter().copied());
    let expectations = sums("expectations", &mut ["cooperatives", "umkm"].into_iter());
    of_records.chain([totals, expectations]).collect()
}

/// Tables that are not backed up: stored answers, which are kept for a day, and the migrations' own table.
#[cfg(test)]
const LEFT_OUT: [&str; 2] = ["idempotency", "__diesel_schema_migrations"];

/// Tables that hold rows from the first start on; a database with these alone counts as empty.
pub const FILLED_AT_FIRST: [&str; 3] = ["regions", "expectations", "changes"];

#[cfg(test)]
mod tests {
    use super::Kind::Time;
    use super::*;
    use crate::store::database::connection::Connection;
    use crate::store::database::url::DatabaseUrl;
    use crate::store::maintenance::migrations;
    use diesel::sql_types;
    use diesel::{QueryableByName, RunQueryDsl};
    use serde_json::json;
    use std::time::Duration;

    #[test]
    fn only_plain_names_are_read() {
        let read = |table: &str, column: &str| {
            FileTable::read(&json!({"table": table, "columns": ["id", column], "kinds": ["number", "time"]}))
        };
        let expected = vec![("id".to_owned(), Number), ("seen_at".to_owned(), Time)];
        assert_eq!(read("visits_2", "seen_at"), Some(FileTable { name: "visits_2".to_owned(), columns: expected }));
        let long = "x".repeat(64);
        for wrong in
            ["", "a b", "a\"b", "a;", "A", "1a", "_a", "__diesel_schema_migrations", "sqlite_master", "pg_class", &long]
        {
            assert_eq!((read(wrong, "seen_at"), read("visits", wrong)), (None, None), "{wrong}");
        }
        assert_eq!(read("visits", "id"), None, "a column twice");
        for line in [
            json!({"table": "visits", "columns": ["id"]}),
            json!({"table": "visits", "columns": ["id"], "kinds": []}),
            json!({"table": "visits", "columns": ["id"], "kinds": ["blob"]}),
            json!({"table": "visits", "columns": [], "kinds": []}),
            json!({"sequences": {}}),
        ] {
            assert_eq!(FileTable::read(&line), None, "{line}");
        }
    }

    /// The first versions wrote files without kinds.
    #[test]
    fn columns_without_kinds_have_those_of_this_version() {
        for table in tables() {
            let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
            let read = FileTable::read(&json!({"table": table.name, "columns": columns})).unwrap();
            let kinds: Vec<_> = read.columns.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
            assert_eq!(kinds, table.columns);
            assert_eq!(read.has_ids(), table.counts_ids, "{}", table.name);
        }
    }

    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = sql_types::Text)]
        name: String,
    }

    fn names(connection: &mut Connection, sql: &str) -> BTreeSet<String> {
        let rows: Vec<Name> = diesel::sql_query(sql).load(connection).unwrap();
        rows.into_iter().map(|row| row.name).collect()
    }

    /// The migrations of Postgres make the same tables and columns: the tests of the suite restore from one into the other.
    #[test]
    fn every_table_and_column_is_backed_up_or_left_out_on_purpose() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        let mut connection = Connection::open(&url, Duration::from_secs(5)).unwrap();
        migrations::run(&mut connection).unwrap();
        let there =
            names(&mut connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
        let tables = tables();
        let listed: BTreeSet<String> =
            tables.iter().map(|table| table.name).chain(LEFT_OUT).map(str::to_owned).collect();
        assert_eq!(there, listed);
        for table in &tables {
            let there = names(&mut connection, &format!("SELECT name FROM pragma_table_info('{}')", table.name));
            let listed: BTreeSet<String> = table.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
            assert_eq!(there, listed, "{}", table.name);
        }
    }
}
