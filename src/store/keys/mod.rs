//! Keys: who may use the service. A key is shown once; only its SHA-256 is kept.

pub(crate) mod form;
pub(crate) mod use_times;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::{Role, Text};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::store::Store;
use crate::store::engine::tx::Tx;
use crate::store::feed::record;
use crate::store::keys::form::{KeyHash, generate, hash, hexadecimal};
use crate::store::lists::listing::{Listing, page};
use crate::store::models::actor::Actor;
use crate::store::models::key::{Key, KeyData, KeyHolder};
use crate::store::schema::tables::keys;

/// Keeps the keys that are valid at a time.
macro_rules! within_lifetime {
    ($query:expr, $now:expr) => {
        $query.filter(keys::revoked_at.is_null()).filter(keys::expires_at.is_null().or(keys::expires_at.gt($now)))
    };
}

/// The holder of the key with this hash, where it is valid at this time.
///
/// # Errors
/// Those of the database.
pub fn find(connection: &mut Connection, hash: &KeyHash, now: NaiveDateTime) -> StoreResult<Option<KeyHolder>> {
    Ok(within_lifetime!(keys::table.filter(keys::hash.eq(hexadecimal(hash))), now)
        .select((keys::id, keys::role, keys::region))
        .first(connection)
        .optional()?)
}

/// A page of the keys that were not revoked; expired ones are among them.
///
/// # Errors
/// Those of the database.
pub fn list(connection: &mut Connection, listing: &Listing) -> StoreResult<Vec<Key>> {
    let query = keys::table.filter(keys::revoked_at.is_null()).select(Key::as_select()).into_boxed();
    let query = page!(query, listing, keys::id, {
        "id" => keys::id, i64;
        "name" => keys::name, String;
    });
    Ok(query.load(connection)?)
}

/// All keys there ever were, by id.
///
/// # Errors
/// Those of the database.
pub fn all(connection: &mut Connection) -> StoreResult<Vec<Key>> {
    Ok(keys::table.select(Key::as_select()).order(keys::id).load(connection)?)
}

/// The key with this id, which must be there and not be revoked.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(connection: &mut Connection, id: i64) -> StoreResult<Key> {
    let key: Option<Key> = keys::table
        .find(id)
        .filter(keys::revoked_at.is_null())
        .select(Key::as_select())
        .first(connection)
        .optional()?;
    key.ok_or_else(|| {
        StoreError::NotFound(Text::new(
            format!("Kunci {id} tidak ada, atau sudah dicabut."),
            format!("There is no key {id}, or it was revoked."),
        ))
    })
}

/// Makes a key: what is kept of it, and the key itself, which is to be shown now or never.
///
/// # Errors
/// [`StoreError::Unavailable`] where the system has no randomness to give. The region must be registered.
pub fn create(tx: &mut Tx<'_>, data: &KeyData) -> StoreResult<(Key, String)> {
    let key = generate()?;
    let (now, author) = (tx.now(), tx.actor().to_string());
    let id: i64 = diesel::insert_into(keys::table)
        .values((
            keys::name.eq(&data.name),
            keys::role.eq(data.role),
            keys::region.eq(&data.region),
            keys::expires_at.eq(data.expires_at),
            keys::hash.eq(hexadecimal(&hash(&key))),
            keys::created_at.eq(now),
            keys::created_by.eq(author),
        ))
        .returning(keys::id)
        .get_result(&mut **tx)?;
    let made = get(tx, id)?;
    record::record(tx, natural_key(id), None, Some(&made))?;
    Ok((made, key))
}

/// Revokes a key: from now on it opens nothing, on any instance. It stays in the table, so that what was done with it can
/// still be told.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn revoke(tx: &mut Tx<'_>, id: i64) -> StoreResult<Key> {
    let key = get(tx, id)?;
    let now = tx.now();
    let version = key.version + 1;
    diesel::update(keys::table.find(id))
        .set((keys::revoked_at.eq(now), keys::version.eq(version)))
        .execute(&mut **tx)?;
    record::record(tx, natural_key(id), Some(&key), None)?;
    Ok(Key { revoked_at: Some(now), version, ..key })
}

/// What people call a key by: names may be given twice.
fn natural_key(id: i64) -> String {
    id.to_string()
}

/// Keeps others from making or revoking keys until the transaction ends.
///
/// # Errors
/// Those of the database.
pub fn lock_all(tx: &mut Tx<'_>) -> StoreResult<()> {
    if tx.is_postgres() {
        diesel::sql_query("LOCK TABLE keys IN SHARE ROW EXCLUSIVE MODE").execute(&mut **tx)?;
    }
    Ok(())
}

/// How many keys of the role admin are valid now.
///
/// # Errors
/// Those of the database.
pub fn count_admins(connection: &mut Connection, now: NaiveDateTime) -> StoreResult<i64> {
    Ok(within_lifetime!(keys::table.filter(keys::role.eq(Role::Admin)), now).count().get_result(connection)?)
}

impl Store {
    /// Makes an admin key where there is no key at all, and shows it: the one time that it can be seen. Blocks.
    ///
    /// It is kept only after it was shown: one that nobody saw would lock everybody out.
    ///
    /// # Errors
    /// Those of the database, and [`StoreError::Unavailable`] where the key could not be shown.
    pub fn ensure_admin_key(&self, show: impl Fn(&str) -> std::io::Result<()>) -> StoreResult<()> {
        self.write_blocking(Actor::CommandLine, |tx| {
            // Several instances may start at once on one empty database.
            lock_all(tx)?;
            if keys::table.count().get_result::<i64>(&mut **tx)? > 0 {
                return Ok(());
            }
            let first = KeyData { name: "first admin".to_owned(), role: Role::Admin, region: None, expires_at: None };
            let (_, key) = create(tx, &first)?;
            show(&key).map_err(|error| {
                StoreError::Unavailable(format!(
                    "the admin key of the first start can't be shown, so it is not kept: {error}"
                ))
            })
        })
    }
}
