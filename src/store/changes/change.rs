//! A recorded change.

use chrono::NaiveDateTime;
use diesel::dsl::max;
use diesel::prelude::*;

use crate::domain::{ActorKind, ChangeKind, Resource};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::lists::listing::{Keyset, Position, SortKey};
use crate::store::schema::tables::changes;

/// A change of a record.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = changes)]
pub struct Change {
    /// The order in which changes were written.
    pub id: i64,
    /// The place in the feed; `None` where it has none, or none yet.
    pub seq: Option<i64>,
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// The kind of author.
    pub actor: ActorKind,
    /// The stored key of the author.
    pub key_id: Option<i64>,
    /// The id of the request.
    pub request_id: Option<String>,
    /// The kind of record.
    pub resource: Resource,
    /// The name that people called the record by at that time.
    pub natural_key: String,
    /// The part of the record that never changes: its id as text, or a region's code.
    pub record: String,
    /// Whether the record was created, changed, deleted, or a personal member of it read.
    pub kind: ChangeKind,
    /// The number of this change among those of the record, from 1; `None` where it was only read.
    pub version: Option<i64>,
    /// The record's document before.
    pub before: Option<String>,
    /// The record's document after.
    pub after: Option<String>,
    /// The withheld members that were given or changed, with commas between.
    pub withheld: Option<String>,
}

impl Keyset for Change {
    fn position(&self, _sort: &str) -> Position {
        Position { key: self.id.write(), id: self.id }
    }
}

/// The number of the last change of a record; 0 where it never had one.
pub fn last_version(connection: &mut Connection, resource: Resource, record: &str) -> StoreResult<i64> {
    let last = changes::table.filter(changes::resource.eq(resource)).filter(changes::record.eq(record));
    Ok(last.select(max(changes::version)).first::<Option<i64>>(connection)?.unwrap_or_default())
}

/// The readings of withheld members of some records, in the order of time.
pub fn reads_of(connection: &mut Connection, resource: Resource, records: &[String]) -> StoreResult<Vec<Change>> {
    Ok(changes::table
        .filter(changes::resource.eq(resource))
        .filter(changes::record.eq_any(records))
        .filter(changes::kind.eq(ChangeKind::Read))
        .order(changes::id)
        .select(Change::as_select())
        .load(connection)?)
}
