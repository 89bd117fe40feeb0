//! A pooled connection with its evidence cache and a count of its prepared statements.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel::prelude::*;

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::evidence::cache::{DataVersion, EvidenceCache};
use crate::store::evidence::cached::{CachedEvidence, Span};
use crate::store::evidence::read;
use crate::store::evidence::read::Evidence;

/// A connection of the pool.
pub struct Session {
    connection: Connection,
    cache: EvidenceCache,
    is_discarded: bool,
    statements: Arc<AtomicUsize>,
}

/// The number of prepared statements after which a connection is replaced, on SQLite and on Postgres. Common requests need fewer, but a
/// list can be requested in a thousand ways and Diesel forgets no statement. Each takes some 13 KB with SQLite; Postgres keeps
/// them on the server, and its connections write as well.
const MAX_STATEMENTS: [usize; 2] = [48, 400];

/// Counts the statements that a connection has prepared.
struct StatementCounter(Arc<AtomicUsize>);

impl Instrumentation for StatementCounter {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl From<Connection> for Session {
    fn from(mut connection: Connection) -> Self {
        let statements = Arc::<AtomicUsize>::default();
        diesel::Connection::set_instrumentation(&mut connection, StatementCounter(Arc::clone(&statements)));
        Self { connection, cache: EvidenceCache::default(), is_discarded: false, statements }
    }
}

impl Deref for Session {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Session {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

impl Session {
    /// Returns the current evidence, on SQLite from the cache where the database has not changed since.
    pub fn evidence(&mut self, span: &Span) -> StoreResult<Arc<CachedEvidence>> {
        let read = |connection: &mut Connection| -> StoreResult<Arc<CachedEvidence>> {
            let evidence: Evidence = read::read(connection, span.from, span.to, span.region.as_ref())?;
            Ok(Arc::new(evidence.into()))
        };
        let Connection::Sqlite(connection) = &mut self.connection else { return read(&mut self.connection) };
        // The version is read before the evidence: after a commit between the two, the stored version is the older one and does not
        // match again.
        let version: i64 = DataVersion.get_result(connection)?;
        self.cache.start_version(version);
        if let Some(evidence) = self.cache.find(span) {
            return Ok(evidence);
        }
        let evidence = read(&mut self.connection)?;
        self.cache.insert(span.clone(), Arc::clone(&evidence));
        Ok(evidence)
    }

    /// Whether the connection has more prepared statements than it should keep, so that a new connection is better.
    pub fn is_worn(&self) -> bool {
        let [of_sqlite, of_postgres] = MAX_STATEMENTS;
        let max = if self.connection.is_postgres() { of_postgres } else { of_sqlite };
        self.statements.load(Ordering::Relaxed) > max
    }

    /// Marks the connection broken; the pool drops it.
    pub fn discard(&mut self) {
        self.is_discarded = true;
    }

    /// Whether the connection is marked broken.
    pub fn is_discarded(&self) -> bool {
        self.is_discarded
    }

    /// Empties the evidence cache. Called before the connection itself writes, which does not change its own data version.
    pub fn clear_cache(&mut self) {
        self.cache = EvidenceCache::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RegionCode, Year};
    use crate::store::database::url::DatabaseUrl;
    use crate::store::schema::migrations;
    use diesel::connection::SimpleConnection;
    use std::time::Duration;

    /// Opens two connections to a new database.
    fn open_two(folder: &tempfile::TempDir) -> (Session, Connection) {
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        let open = || Connection::open(&url, Duration::from_secs(5)).unwrap();
        migrations::create_tables(&mut open());
        (Session::from(open()), open())
    }

    fn span(year: i32, region: &str) -> Span {
        let year = Year::new(year).unwrap();
        Span { from: year.back(1), to: year, region: RegionCode::parse(region) }
    }

    /// Statements of the same text are prepared once; statements of ever new texts accumulate.
    #[test]
    fn a_connection_with_too_many_statements_is_worn() {
        use crate::store::schema::tables::regions::dsl::{code, regions};
        let folder = tempfile::tempdir().unwrap();
        let (mut session, _) = open_two(&folder);
        let mut query = |filters: usize| {
            let mut query = regions.select(code).into_boxed();
            for _ in 0..filters {
                query = query.filter(code.ne("15.71"));
            }
            query.load::<String>(&mut *session).unwrap();
            session.is_worn()
        };
        assert!((0..1000).all(|_| !query(1)));
        assert!((0..MAX_STATEMENTS[0]).all(|filters| !query(filters)));
        assert!(query(MAX_STATEMENTS[0]));
    }

    #[test]
    fn evidence_is_read_again_only_after_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let (mut session, mut other) = open_two(&folder);
        let expected = |evidence: &CachedEvidence| evidence.rows.iter().map(|row| row.expected.umkm).max().unwrap();
        let mut update = |number: i64| {
            other.batch_execute(&format!("UPDATE expectations SET umkm = {number} WHERE region = '15.71'")).unwrap();
        };

        let first = session.evidence(&span(2024, "15.71")).unwrap();
        assert!(Arc::ptr_eq(&first, &session.evidence(&span(2024, "15.71")).unwrap()));
        assert!(!Arc::ptr_eq(&first, &session.evidence(&span(2024, "15")).unwrap()));
        assert!(!Arc::ptr_eq(&first, &session.evidence(&span(2023, "15.71")).unwrap()));
        assert_eq!(expected(&first), 0);
        for number in 1..50 {
            update(number);
            assert_eq!(expected(&session.evidence(&span(2024, "15.71")).unwrap()), number);
            assert_eq!(expected(&session.evidence(&span(2024, "15.71")).unwrap()), number);
        }
        // The connection's own change does not change its data version.
        session.clear_cache();
        session.batch_execute("UPDATE expectations SET umkm = 99 WHERE region = '15.71'").unwrap();
        assert_eq!(expected(&session.evidence(&span(2024, "15.71")).unwrap()), 99);
    }
}
