//! Caches the evidence that a connection has read, until the database changes.
//!
//! Used on SQLite, where `PRAGMA data_version` costs next to nothing and changes for a connection after every commit of another
//! connection, in this process or another. Every request asks for it, so no answer is stale.

use std::sync::Arc;

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;

use crate::store::evidence::cached::{CachedEvidence, Span};

/// The largest number of rows in one cache: the evidence of the nation.
const ROWS: usize = 1536;

/// The largest number of spans in one cache; each also holds the answers computed from it.
const SPANS: usize = 12;

/// The evidence that was read at one version of the database.
#[derive(Default)]
pub struct EvidenceCache {
    version: Option<i64>,
    /// The oldest first.
    entries: Vec<(Span, Arc<CachedEvidence>)>,
}

impl EvidenceCache {
    /// Empties the cache if it is of another version.
    pub fn start_version(&mut self, version: i64) {
        if self.version != Some(version) {
            self.version = Some(version);
            self.entries.clear();
        }
    }

    /// Returns the cached evidence of a span.
    pub fn find(&self, span: &Span) -> Option<Arc<CachedEvidence>> {
        self.entries.iter().find(|(cached, _)| cached == span).map(|(_, evidence)| Arc::clone(evidence))
    }

    /// Adds evidence, and removes the oldest when the cache is full.
    pub fn insert(&mut self, span: Span, evidence: Arc<CachedEvidence>) {
        self.entries.push((span, evidence));
        while self.entries.len() > SPANS
            || self.entries.iter().map(|(_, evidence)| evidence.rows.len()).sum::<usize>() > ROWS
        {
            self.entries.remove(0);
        }
    }
}

/// The statement that returns the data version. SQLite prepares it once for each connection.
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
    fn the_cache_is_bounded_and_ends_with_its_version() {
        let mut cache = EvidenceCache::default();
        cache.start_version(1);
        for number in 0..1000 {
            cache.insert(span(1991 + number % 30, "15"), Arc::default());
        }
        assert_eq!(cache.entries.len(), SPANS);
        cache.start_version(1);
        assert!(cache.find(&span(2000, "15")).is_some());
        cache.start_version(2);
        assert!(cache.find(&span(2000, "15")).is_none());
    }
}
