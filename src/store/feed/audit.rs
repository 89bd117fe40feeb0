//! The audit: changes by record, key and time.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::{ActorKind, ChangeKind, Resource};
use crate::store::changes::change::Change;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::lists::listing::{Listing, page};
use crate::store::schema::tables::changes;

/// Which changes are listed.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Of this kind of record.
    pub resource: Option<Resource>,
    /// Of the records that were called by this.
    pub natural_key: Option<String>,
    /// Of the record with this id or code.
    pub record: Option<String>,
    /// Of this kind.
    pub kind: Option<ChangeKind>,
    /// By this kind of caller.
    pub actor: Option<ActorKind>,
    /// By the holder of this stored key.
    pub key_id: Option<i64>,
    /// At or after this time, in UTC.
    pub from: Option<NaiveDateTime>,
    /// Before this time, in UTC.
    pub to: Option<NaiveDateTime>,
}

/// A page of changes.
///
/// # Errors
/// Those of the database.
pub fn list(connection: &mut Connection, filter: &AuditFilter, listing: &Listing) -> StoreResult<Vec<Change>> {
    let mut query = changes::table.select(Change::as_select()).into_boxed();
    match filter.resource {
        Some(resource) => query = query.filter(changes::resource.eq(resource)),
        // The indexes of records begin with it.
        None if filter.record.is_some() || filter.natural_key.is_some() => {
            query = query.filter(changes::resource.eq_any(Resource::ALL));
        }
        None => {}
    }
    if let Some(natural_key) = &filter.natural_key {
        query = query.filter(changes::natural_key.eq(natural_key.clone()));
    }
    if let Some(record) = &filter.record {
        query = query.filter(changes::record.eq(record.clone()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(changes::kind.eq(kind));
    }
    if let Some(actor) = filter.actor {
        query = query.filter(changes::actor.eq(actor));
    }
    if let Some(key_id) = filter.key_id {
        query = query.filter(changes::key_id.eq(key_id));
    }
    if let Some(from) = filter.from {
        query = query.filter(changes::at.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(changes::at.lt(to));
    }
    let query = page!(query, listing, changes::id, {
        "id" => changes::id, i64;
    });
    Ok(query.load(connection)?)
}
