//! What a backup holds: every table and column, in words that both databases share.

use crate::domain::Totals;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A whole number; money and scores are such too.
    Number,
    Text,
    Truth,
    Day,
    /// To the microsecond, in UTC.
    Time,
}

/// A table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: Vec<(&'static str, Kind)>,
    /// By which its rows are put in order.
    pub(super) order: &'static [&'static str],
    /// Whether ids are counted up and never given twice.
    pub(super) counts_ids: bool,
}

use Kind::{Day, Number, Text, Time, Truth};

fn table(name: &'static str, columns: &[(&'static str, Kind)]) -> Table {
    let columns = [&[("id", Number)], columns].concat();
    Table { name, columns, order: &["id"], counts_ids: true }
}

/// Every table that is backed up, each after those that it refers to. A table of the database that is neither here nor in
/// [`LEFT_OUT`] fails a test, and so does a column.
pub(super) fn tables() -> Vec<Table> {
    let times = [("created_at", Time), ("updated_at", Time)];
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
pub(super) const FILLED_AT_FIRST: [&str; 3] = ["regions", "expectations", "changes"];

#[cfg(test)]
mod tests {
    use super::super::super::{Connection, ConnectionOptions, DatabaseUrl, migrations};
    use super::*;
    use diesel::sql_types;
    use diesel::{QueryableByName, RunQueryDsl};
    use std::collections::BTreeSet;
    use std::time::Duration;

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
