//! TODO head

use chrono::NaiveDateTime;
use diesel::dsl::max;
use diesel::prelude::*;

use crate::domain::{ActorKind, ChangeKind, Resource};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::lists::listing::{Keyset, Position, SortKey};
use crate::store::schema::tables::changes;

/// One change of one record.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = changes)]
pub struct Change {
    /// The order in which changes were written.
    pub id: i64,
    /// The place in the feed; `None` where it has none, or none yet.
    pub seq: Option<i64>,
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// What kind of caller wrote.
    pub actor: ActorKind,
    /// With which stored key.
    pub key_id: Option<i64>,
    /// In which request.
    pub request_id: Option<String>,
    /// Of what.
    pub resource: Resource,
    /// What people call the record by, as it was called then.
    pub natural_key: String,
    /// What never changes of the record: its id as text, or a region's code.
    pub record: String,
    /// What happened.
    pub kind: ChangeKind,
    /// The number of this change among those of the record, from 1; `None` where it was only read.
    pub version: Option<i64>,
    /// The record's document before.
    pub before: Option<String>,
    /// The record's document after.
    pub after: Option<String>,
    /// Which members that documents do not show were given or changed, with commas between.
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
