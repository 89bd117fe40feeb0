//! The evidence that a connection has read and that still stands.
//!
//! Only on SQLite, which says for next to nothing whether anything at all has changed: `PRAGMA data_version` of a connection is
//! another one after every commit by any other connection, of this process or of another. So each question is put to the
//! database, and only what stands unchanged is not read again.

use std::sync::Arc;

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;

use crate::store::evidence::cached::{CachedEvidence, Span};

/// How many rows of evidence one connection keeps at most: one nation.
const ROWS: usize = 1536;

/// And of how many spans: each has answers that were made of it, too.
const SPANS: usize = 12;

/// What was read at one version of the database.
#[derive(Default)]
pub struct EvidenceCache {
    version: Option<i64>,
    /// The oldest first.
    kept: Vec<(Span, Arc<CachedEvidence>)>,
}

impl EvidenceCache {
    /// Forgets what was read at another version.
    pub fn expect(&mut self, version: i64) {
        if self.version != Some(version) {
            self.version = Some(version);
            self.kept.clear();
        }
    }

    /// What was read of a span.
    pub fn find(&self, span: &Span) -> Option<Arc<CachedEvidence>> {
        self.kept.iter().find(|(known, _)| known == span).map(|(_, known)| Arc::clone(known))
    }

    /// Keeps what was read, and forgets the oldest where there is too much.
    pub fn keep(&mut self, span: Span, known: Arc<CachedEvidence>) {
        self.kept.push((span, known));
        while self.kept.len() > SPANS || self.kept.iter().map(|(_, known)| known.rows.len()).sum::<usize>() > ROWS {
            self.kept.remove(0);
        }
    }
}

/// The statement, which SQLite prepares once for each connection.
#[derive(QueryId)]
pub struct DataVersion;

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
    use super::*;
    use crate::domain::{RegionCode, Year};

    fn span(year: i32, region: &str) -> Span {
        let year = Year::new(year).unwrap();
        Span { from: year.back(1), to: year, region: RegionCode::parse(region) }
    }

    #[test]
    fn little_is_kept() {
        let mut standing = EvidenceCache::default();
        standing.expect(1);
        for number in 0..1000 {
            standing.keep(span(1991 + number % 30, "15"), Arc::default());
        }
        assert_eq!(standing.kept.len(), SPANS);
        standing.expect(1);
        assert!(standing.find(&span(2000, "15")).is_some());
        standing.expect(2);
        assert!(standing.find(&span(2000, "15")).is_none());
    }
}
