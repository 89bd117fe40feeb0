//! A connection that reads: with what it has read and that still stands, and no more statements than it needs.

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
    standing: EvidenceCache,
    is_given_up: bool,
    statements: Arc<AtomicUsize>,
}

/// So many statements one connection keeps prepared. Those of common questions are fewer, but a list may be asked for in a
/// thousand ways, and Diesel forgets none. Of SQLite each takes some 13 KB; Postgres keeps them itself, and its connections write, too.
const MOST_STATEMENTS: [usize; 2] = [48, 400];

/// Counts the statements that a connection keeps.
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
        Self { connection, standing: EvidenceCache::default(), is_given_up: false, statements }
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
    /// The evidence as it is now.
    pub fn evidence(&mut self, span: &Span) -> StoreResult<Arc<CachedEvidence>> {
        let read = |connection: &mut Connection| -> StoreResult<Arc<CachedEvidence>> {
            let evidence: Evidence = read::read(connection, span.from, span.to, span.region.as_ref())?;
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

    /// Whether it keeps so many statements that a new connection is better.
    pub fn is_worn(&self) -> bool {
        let [of_sqlite, of_postgres] = MOST_STATEMENTS;
        let most = if self.connection.is_postgres() { of_postgres } else { of_sqlite };
        self.statements.load(Ordering::Relaxed) > most
    }

    /// It is not to be used any more.
    pub fn give_up(&mut self) {
        self.is_given_up = true;
    }

    /// Whether it was given up.
    pub fn is_given_up(&self) -> bool {
        self.is_given_up
    }

    /// Before the connection itself writes, which its own version does not tell.
    pub fn forget(&mut self) {
        self.standing = EvidenceCache::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RegionCode, Year};
    use crate::store::database::connection::ConnectionOptions;
    use crate::store::database::url::DatabaseUrl;
    use crate::store::maintenance::migrations;
    use diesel::connection::SimpleConnection;
    use std::time::Duration;

    const OPTIONS: ConnectionOptions = ConnectionOptions { lock_timeout: Duration::from_secs(5) };

    fn span(year: i32, region: &str) -> Span {
        let year = Year::new(year).unwrap();
        Span { from: year.back(1), to: year, region: RegionCode::parse(region) }
    }

    /// Statements of the same text are kept once; it is those of ever new texts that pile up.
    #[test]
    fn one_that_keeps_too_many_statements_is_worn() {
        use crate::store::schema::tables::regions::dsl::{code, regions};
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        migrations::run(&mut Connection::open(&url, &OPTIONS).unwrap()).unwrap();
        let mut reader = Session::from(Connection::open(&url, &OPTIONS).unwrap());
        let mut ask = |filters: usize| {
            let mut query = regions.select(code).into_boxed();
            for _ in 0..filters {
                query = query.filter(code.ne("15.71"));
            }
            query.load::<String>(&mut *reader).unwrap();
            reader.is_worn()
        };
        assert!((0..1000).all(|_| !ask(1)));
        assert!((0..MOST_STATEMENTS[0]).all(|filters| !ask(filters)));
        assert!(ask(MOST_STATEMENTS[0]));
    }

    #[test]
    fn what_stands_is_not_read_again_and_what_does_not_is() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("iku.db"));
        migrations::run(&mut Connection::open(&url, &OPTIONS).unwrap()).unwrap();
        let mut reader = Session::from(Connection::open(&url, &OPTIONS).unwrap());
        let mut other = Connection::open(&url, &OPTIONS).unwrap();
        let expected = |known: &CachedEvidence| known.rows.iter().map(|row| row.expected.umkm).max().unwrap();
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
}
