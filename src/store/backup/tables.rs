//! What a backup holds: every table and column, in words that both databases share.

use std::collections::BTreeSet;

use Kind::{Day, Number, Text, Time, Truth};
use serde_json::Value;

use crate::domain::Totals;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number; money and scores are such too.
    Number,
    Text,
    Truth,
    Day,
    /// To the microsecond, in UTC.
    Time,
}

impl Kind {
    const ALL: [Self; 5] = [Number, Text, Truth, Day, Time];

    /// As it stands in a file.
    pub const fn name(self) -> &'static str {
        match self {
            Number => "number",
            Text => "text",
            Truth => "truth",
            Day => "day",
            Time => "time",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A table as a file names it, which may be one that this version no longer has, or with other columns. Names have been seen to
/// be such that they may stand in a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileTable {
    pub name: String,
    pub columns: Vec<(String, Kind)>,
}

impl FileTable {
    /// Reads the line with which a table begins; `None` where it is no such line. Files of the first versions do not name the
    /// kinds: those are the ones that the columns have now.
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

    /// Whether its rows are counted by an id that is never given twice: all that have one are.
    pub fn has_ids(&self) -> bool {
        self.columns.iter().any(|(name, kind)| name == "id" && *kind == Number)
    }
}

/// Whether this may be a table or a column of ours: nothing that a database would read as more than a name, and none of its own.
fn is_name(name: &str) -> bool {
    let is_plain = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    is_plain
        && name.len() <= 63
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && !name.starts_with("sqlite_")
        && !name.starts_with("pg_")
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: Vec<(&'static str, Kind)>,
    /// By which its rows are put in order.
    pub order: &'static [&'static str],
    /// Whether ids are counted up and never given twice.
    pub counts_ids: bool,
}

fn table(name: &'static str, columns: &[(&'static str, Kind)]) -> Table {
    let columns = [&[("id", Number)], columns].concat();
    Table { name, columns, order: &["id"], counts_ids: true }
}

/// Every table that is backed up, each after those that it refers to. A table of the database that is neither here nor in
/// [`LEFT_OUT`] fails a test, and so does a column.
pub fn tables() -> Vec<Table> {
    let times = [("created_at", Time), ("updated_at", Time), ("version", Number)];
    let with_times = |columns: &[(&'static str, Kind)]| [columns, &times].concat();
    let totals = Totals::NAMES.iter().map(|name| (*name, Number));
    vec![
        Table {
            name: "regions",
            columns: with_times(&[("code", Text), ("bps_code", Text), ("name", Text), ("kind", Text)]),
            order: &["code"],
            counts_ids: false,
        },
        table(
            "cooperatives",
            &with_times(&[
                ("register_number", Text),
                ("name", Text),
                ("search_key", Text),
                ("region", Text),
                ("authority", Text),
                ("kind", Text),
                ("form", Text),
                ("sharia", Truth),
                ("nik_koperasi", Text),
                ("legal_entity_number", Text),
                ("established_on", Day),
                ("dissolved_on", Day),
            ]),
        ),
        table(
            "cooperative_reports",
            &with_times(&[
                ("cooperative_id", Number),
                ("year", Number),
                ("region", Text),
                ("rat_held", Truth),
                ("rat_held_on", Day),
                ("serves_members", Truth),
                ("business_volume", Number),
                ("health_rating", Text),
                ("health_score", Number),
                ("members", Number),
                ("employees", Number),
                ("assets", Number),
                ("equity", Number),
                ("surplus", Number),
            ]),
        ),
        table(
            "umkm",
            &with_times(&[
                ("register_number", Text),
                ("name", Text),
                ("search_key", Text),
                ("region", Text),
                ("owner_name", Text),
                ("nib", Text),
                ("sector", Text),
                ("assisted_since", Day),
                ("assisted_until", Day),
            ]),
        ),
        table(
            "umkm_reports",
            &with_times(&[
                ("umkm_id", Number),
                ("year", Number),
                ("region", Text),
                ("turnover", Number),
                ("assets", Number),
                ("workers", Number),
            ]),
        ),
        table(
            "trainings",
            &with_times(&[
                ("code", Text),
                ("title", Text),
                ("search_key", Text),
                ("region", Text),
                ("starts_on", Day),
                ("ends_on", Day),
                ("year", Number),
                ("organizer", Text),
            ]),
        ),
        table(
            "participants",
            &with_times(&[
                ("training_id", Number),
                ("name", Text),
                ("identity_number", Text),
                ("cooperative_id", Number),
                ("umkm_id", Number),
                ("score", Number),
            ]),
        ),
        table(
            "figures",
            &with_times(&[
                ("dataset", Text),
                ("year", Number),
                ("region", Text),
                ("active_cooperatives", Number),
                ("quality_cooperatives", Number),
                ("quality_active_cooperatives", Number),
                ("business_volume", Number),
                ("businesses", Number),
                ("turnover", Number),
                ("assets", Number),
                ("workers", Number),
                ("participants", Number),
                ("good_participants", Number),
                ("source", Text),
            ]),
        ),
        Table {
            name: "totals",
            columns: [("year", Number), ("region", Text)].into_iter().chain(totals).collect(),
            order: &["year", "region"],
            counts_ids: false,
        },
        Table {
            name: "expectations",
            columns: vec![("year", Number), ("region", Text), ("cooperatives", Number), ("umkm", Number)],
            order: &["year", "region"],
            counts_ids: false,
        },
        table(
            "keys",
            &[
                ("name", Text),
                ("role", Text),
                ("hash", Text),
                ("created_at", Time),
                ("region", Text),
                ("expires_at", Time),
                ("revoked_at", Time),
                ("last_used_at", Time),
                ("created_by", Text),
                ("version", Number),
            ],
        ),
        table(
            "imports",
            &[
                ("dataset", Text),
                ("file_name", Text),
                ("digest", Text),
                ("bytes", Number),
                ("row_count", Number),
                ("created", Number),
                ("updated", Number),
                ("unchanged", Number),
                ("actor", Text),
                ("key_id", Number),
                ("imported_at", Time),
            ],
        ),
        table(
            "changes",
            &[
                ("seq", Number),
                ("at", Time),
                ("actor", Text),
                ("key_id", Number),
                ("request_id", Text),
                ("resource", Text),
                ("natural_key", Text),
                ("record", Text),
                ("kind", Text),
                ("version", Number),
                ("before", Text),
                ("after", Text),
                ("withheld", Text),
                ("in_feed", Truth),
            ],
        ),
    ]
}

/// Tables that are not backed up: answers that are kept for a day alone, and what the migrations make anew.
#[cfg(test)]
const LEFT_OUT: [&str; 2] = ["idempotency", "__diesel_schema_migrations"];

/// Tables that hold rows from the first start, which make a database no less empty.
pub const FILLED_AT_FIRST: [&str; 3] = ["regions", "expectations", "changes"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::database::connection::{Connection, ConnectionOptions};
    use crate::store::database::url::DatabaseUrl;
    use crate::store::maintenance::migrations;
    use diesel::sql_types;
    use diesel::{QueryableByName, RunQueryDsl};
    use serde_json::json;
    use std::time::Duration;

    #[test]
    fn only_what_is_a_name_is_read_as_one() {
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

    /// As the first versions wrote them.
    #[test]
    fn without_kinds_they_are_those_of_now() {
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
        let options = ConnectionOptions { lock_timeout: Duration::from_secs(5) };
        let mut connection = Connection::open(&url, &options).unwrap();
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
