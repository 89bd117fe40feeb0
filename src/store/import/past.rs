//! The imports that were done: who took in what, and what came of it.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::lists::listing::{Keyset, Listing, Position, SortKey, page};
use crate::store::models::actor::Actor;
use crate::store::schema::tables::imports;

/// One import.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = imports)]
pub struct PastImport {
    /// Its number.
    pub id: i64,
    /// Of which data set.
    pub dataset: String,
    /// What the file was called, if that was said.
    pub file_name: Option<String>,
    /// SHA-256 of the file, in hex.
    pub digest: String,
    /// How large it was.
    pub bytes: i64,
    /// Its rows.
    pub row_count: i64,
    /// Records that were new.
    pub created: i64,
    /// Records that differed.
    pub updated: i64,
    /// Records that were as the file says.
    pub unchanged: i64,
    /// Who: `key`, `settings_key` or `operator`.
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

/// What is written down of an import.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = imports)]
pub struct NewImport {
    /// See [`PastImport`].
    pub dataset: String,
    /// See [`PastImport`].
    pub file_name: Option<String>,
    /// See [`PastImport`].
    pub digest: String,
    /// See [`PastImport`].
    pub bytes: i64,
    /// See [`PastImport`].
    pub row_count: i64,
    /// See [`PastImport`].
    pub created: i64,
    /// See [`PastImport`].
    pub updated: i64,
    /// See [`PastImport`].
    pub unchanged: i64,
}

/// Writes an import down, in its own transaction; gives its number.
///
/// # Errors
/// Those of the database.
pub fn record(tx: &mut Tx<'_>, import: &NewImport) -> StoreResult<i64> {
    let (actor, key_id) = match tx.actor() {
        Actor::Key(id) => ("key", Some(*id)),
        Actor::SettingsKey => ("settings_key", None),
        Actor::CommandLine => ("operator", None),
    };
    let now = tx.now();
    Ok(diesel::insert_into(imports::table)
        .values((import, imports::actor.eq(actor), imports::key_id.eq(key_id), imports::imported_at.eq(now)))
        .returning(imports::id)
        .get_result(&mut **tx)?)
}

/// A page of the imports of a data set.
///
/// # Errors
/// Those of the database.
pub fn list(connection: &mut Connection, dataset: &str, listing: &Listing) -> StoreResult<Vec<PastImport>> {
    let query = imports::table.filter(imports::dataset.eq(dataset)).select(PastImport::as_select()).into_boxed();
    let query = page!(query, listing, imports::id, {
        "id" => imports::id, i64;
    });
    Ok(query.load(connection)?)
}
