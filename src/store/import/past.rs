//! The imports that were done.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::lists::listing::{Keyset, Listing, Position, SortKey, page};
use crate::store::schema::tables::imports;

/// One import.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = imports)]
pub struct PastImport {
    /// Its number.
    pub id: i64,
    /// The data set.
    pub dataset: String,
    /// The file's name, if it was given.
    pub file_name: Option<String>,
    /// SHA-256 of the file, in hex.
    pub digest: String,
    /// The size of the file.
    pub bytes: i64,
    /// Its rows.
    pub row_count: i64,
    /// Records that were new.
    pub created: i64,
    /// Records that differed.
    pub updated: i64,
    /// Records that were as in the file.
    pub unchanged: i64,
    /// The kind of author: `key`, `settings_key` or `operator`.
    pub actor: String,
    /// The key's id, where it was a stored one.
    pub key_id: Option<i64>,
    /// When, in UTC.
    pub imported_at: NaiveDateTime,
}

impl Keyset for PastImport {
    fn position(&self, _sort: &str) -> Position {
        Position { key: self.id.write(), id: self.id }
    }
}

/// The data of a new import; see [`PastImport`].
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = imports)]
pub struct NewImport {
    pub dataset: String,
    pub file_name: Option<String>,
    pub digest: String,
    pub bytes: i64,
    pub row_count: i64,
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
}

/// Records an import in its own transaction. Gives its number.
pub fn record(tx: &mut Tx<'_>, import: &NewImport) -> StoreResult<i64> {
    let ((actor, key_id), now) = (tx.actor().kind_and_key(), tx.now());
    Ok(diesel::insert_into(imports::table)
        .values((import, imports::actor.eq(actor.as_str()), imports::key_id.eq(key_id), imports::imported_at.eq(now)))
        .returning(imports::id)
        .get_result(tx.conn())?)
}

/// A page of the imports of a data set.
pub fn list(connection: &mut Connection, dataset: &str, listing: &Listing) -> StoreResult<Vec<PastImport>> {
    let query = imports::table.filter(imports::dataset.eq(dataset)).select(PastImport::as_select()).into_boxed();
    let query = page!(query, listing, imports::id, {
        "id" => imports::id, i64;
    });
    Ok(query.load(connection)?)
}
