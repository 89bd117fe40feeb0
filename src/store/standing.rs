//! A connection that reads, and the evidence that it has read and that still stands.
//!
//! Only on SQLite, which says for next to nothing whether anything at all has changed: `PRAGMA data_version` of a connection is
//! another one after every commit by any other connection, of this process or of another. So each question is put to the
//! database, and only what stands unchanged is not read again.

use super::evidence::{self, Evidence};
use super::known::{Known, Span};
use super::{Connection, StoreResult};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// How many rows of evidence one connection keeps at most: some thirty provinces, or one nation.
const ROWS: usize = 1536;

/// A connection of the pool.
pub(super) struct Reader {
    connection: Connection,
    standing: Standing,
    is_given_up: bool,
}

impl From<Connection> for Reader {
    fn from(connection: Connection) -> Self {
        Self { connection, standing: Standing::default(), is_given_up: false }
    }
}

impl Deref for Reader {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

impl Reader {
    /// The evidence as it is now.
    pub(super) fn evidence(&mut self, span: &Span) -> StoreResult<Arc<Known>> {
        let read = |connection: &mut Connection| -> StoreResult<Arc<Known>> {
            let evidence: Evidence = evidence::read(connection, span.from, span.to, span.region.as_ref())?;
            Ok(Arc::new(evidence.into()))
        };
        let Connection::Sqlite(connection) = &mut self.connection else { return read(&mut self.connection) };
        // Before the evidence: where something changes between the two, the version is the older one and does not fit again.
        let version: i64 = DataVersion.get_result(connection)?;
        self.standing.expect(version);
        if let Some(known) = self.standing.find(span) {
            return Ok(known);
        }
        let known = read(&mut self.connection)?;
        self.standing.keep(span.clone(), Arc::clone(&known));
        Ok(known)
    }

    /// It is not to be used any more.
    pub(super) fn give_up(&mut self) {
        self.is_given_up = true;
    }

    /// Whether it was given up.
    pub(super) fn is_given_up(&self) -> bool {
        self.is_given_up
    }

    /// Before the connection itself writes, which its own version does not tell.
    pub(super) fn forget(&mut self) {
        self.standing = Standing::default();
    }
}

/// What was read at one version of the database.
#[derive(Default)]
struct Standing {
    version: Option<i64>,
    /// The oldest first.
    kept: Vec<(Span, Arc<Known>)>,
}

impl Standing {
    fn expect(&mut self, version: i64) {
        if self.version != Some(version) {
            self.version = Some(version);
            self.kept.clear();
        }
    }

    fn find(&self, span: &Span) -> Option<Arc<Known>> {
        self.kept.iter().find(|(known, _)| known == span).map(|(_, known)| Arc::clone(known))
    }

    fn keep(&mut self, span: Span, known: Arc<Known>) {
        self.kept.push((span, known));
        // One that has no rows takes place, too.
        while self.kept.iter().map(|(_, known)| known.rows.len().max(16)).sum::<usize>() > ROWS {
            self.kept.remove(0);
        }
    }
}

/// The statement, which SQLite prepares once for each connection.
#[derive(QueryId)]
struct DataVersion;

impl QueryFragment<Sqlite> for DataVersion {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql("PRAGMA data_version");
        Ok(())
    }
}

impl Query for DataVersion {
    type SqlType = BigInt;
}

impl RunQueryDsl<SqliteConnection> for DataVersion {}

#[cfg(test)]
mod tests {
    use super::super::{ConnectionOptions, DatabaseUrl, RegionCode, Year, migrations};
    use super::*;
    use diesel::connection::SimpleConnection;
    use std::time::Duration;

    fn span(year: i32, region: &str) -> Span {
        let year = Year::new(year).unwrap();
        Span { from: year.back(1), to: year, region: RegionCode::parse(region) }
    }

    #[test]
    fn what_stands_is_not_read_again_and_what_does_not_is() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        let options = ConnectionOptions { lock_timeout: Duration::from_secs(5) };
        migrations::run(&mut Connection::open(&url, &options).unwrap()).unwrap();
        let mut reader = Reader::from(Connection::open(&url, &options).unwrap());
        let mut other = Connection::open(&url, &options).unwrap();
        let expected = |known: &Known| known.rows.iter().map(|row| row.expected.umkm).max().unwrap();
        let mut update = |number: i64| {
            other.batch_execute(&format!("UPDATE expectations SET umkm = {number} WHERE region = '15.71'")).unwrap();
        };

        let first = reader.evidence(&span(2024, "15.71")).unwrap();
        assert!(Arc::ptr_eq(&first, &reader.evidence(&span(2024, "15.71")).unwrap()));
        assert!(!Arc::ptr_eq(&first, &reader.evidence(&span(2024, "15")).unwrap()));
        assert!(!Arc::ptr_eq(&first, &reader.evidence(&span(2023, "15.71")).unwrap()));
        assert_eq!(expected(&first), 0);
        for number in 1..50 {
            update(number);
            assert_eq!(expected(&reader.evidence(&span(2024, "15.71")).unwrap()), number);
            assert_eq!(expected(&reader.evidence(&span(2024, "15.71")).unwrap()), number);
        }
        // Its own changes, which its own version does not tell.
        reader.forget();
        reader.batch_execute("UPDATE expectations SET umkm = 99 WHERE region = '15.71'").unwrap();
        assert_eq!(expected(&reader.evidence(&span(2024, "15.71")).unwrap()), 99);
    }

    #[test]
    fn little_is_kept() {
        let mut standing = Standing::default();
        standing.expect(1);
        for number in 0..1000 {
            standing.keep(span(1991 + number % 30, "15"), Arc::default());
        }
        assert_eq!(standing.kept.len(), ROWS / 16);
        standing.expect(1);
        assert!(standing.find(&span(2000, "15")).is_some());
        standing.expect(2);
        assert!(standing.find(&span(2000, "15")).is_none());
    }
}
