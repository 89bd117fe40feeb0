//! TODO head

use std::collections::{BTreeMap, HashMap};

use diesel::dsl::max;
use diesel::prelude::*;

use crate::domain::{ChangeKind, Resource};
use crate::store::changes::document::Recorded;
use crate::store::changes::pending::Pending;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::schema::tables::changes;

/// The last version of each of these records that may have one.
pub fn versions(
    connection: &mut Connection,
    pending: &[Pending],
) -> StoreResult<BTreeMap<Resource, HashMap<String, i64>>> {
    let mut asked: BTreeMap<Resource, Vec<&str>> = BTreeMap::new();
    for change in pending {
        // An id is never given twice. A region's code may come back.
        let may_be_known = change.kind != ChangeKind::Created || change.resource == Resource::Regions;
        if may_be_known && change.kind != ChangeKind::Read {
            asked.entry(change.resource).or_default().push(&change.record);
        }
    }
    let mut versions = BTreeMap::new();
    for (resource, records) in asked {
        versions.insert(resource, versions_of(connection, resource, &records)?);
    }
    Ok(versions)
}

pub fn versions_of(
    connection: &mut Connection,
    resource: Resource,
    records: &[&str],
) -> StoreResult<HashMap<String, i64>> {
    macro_rules! latest {
        ($of_these:expr) => {
            changes::table
                .filter(changes::resource.eq(resource))
                .filter($of_these)
                .group_by(changes::record)
                .select((changes::record, max(changes::version)))
                .load::<(String, Option<i64>)>(connection)?
        };
    }
    let found = match records {
        // The usual case, whose statement is the same every time and so prepared only once.
        [record] => latest!(changes::record.eq(*record)),
        records => latest!(changes::record.eq_any(records)),
    };
    Ok(found.into_iter().map(|(record, version)| (record, version.unwrap_or_default())).collect())
}

/// On SQLite the last place given in the feed: there one writes after the other, and so each change gets its place at once.
/// On Postgres none: see [`feed`].
pub fn last_seq(connection: &mut Connection) -> StoreResult<Option<i64>> {
    if connection.is_postgres() {
        return Ok(None);
    }
    Ok(Some(changes::table.select(max(changes::seq)).first::<Option<i64>>(connection)?.unwrap_or_default()))
}
