//! The process: keys, start, stop, logs, the published document.

mod document;
mod health;
mod inputs;
mod instances;
pub(crate) mod keys;
mod logs;
mod memory;
mod openapi;
mod other_schema;
mod schema;
mod start;
mod stop;
mod tls;

use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl};

#[derive(QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

/// The values of a query with one text column `text` on this Postgres.
fn texts(url: &str, query: &str) -> Vec<String> {
    let mut connection = PgConnection::establish(url).expect("the test's database to be reached");
    let rows: Vec<Text> = diesel::sql_query(query).load(&mut connection).expect("the query to be run");
    rows.into_iter().map(|row| row.text).collect()
}

/// Every row of every table, as text.
fn tables_as_text(url: &str) -> String {
    let tables = texts(url, "SELECT tablename::text AS text FROM pg_tables WHERE schemaname = 'public'");
    let rows = tables.iter().flat_map(|table| texts(url, &format!("SELECT t::text AS text FROM \"{table}\" t")));
    rows.collect::<Vec<_>>().join("\n")
}
