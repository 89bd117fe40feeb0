//! Access keys. A key is shown once; the database has only its SHA-256.

pub(crate) mod form;
pub(crate) mod use_times;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::hexadecimal::hexadecimal;
use crate::domain::{Role, Text};
use crate::store::database::connection::Connection;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::direct::DirectConnection;
use crate::store::engine::tx::Tx;
use crate::store::keys::form::{KeyHash, generate, hash};
use crate::store::lists::listing::{Listing, page};
use crate::store::models::actor::Actor;
use crate::store::models::key::{Key, KeyData, KeyHolder};
use crate::store::schema::tables::keys;

/// Filters keys by validity at a time.
macro_rules! within_lifetime {
    ($query:expr, $now:expr) => {
        $query.filter(keys::revoked_at.is_null()).filter(keys::expires_at.is_null().or(keys::expires_at.gt($now)))
    };
}

/// Returns the holder of the key with this hash, if it is valid at this time.
pub fn find(connection: &mut Connection, hash: &KeyHash, now: NaiveDateTime) -> StoreResult<Option<KeyHolder>> {
    Ok(within_lifetime!(keys::table.filter(keys::hash.eq(hexadecimal(hash))), now)
        .select((keys::id, keys::role, keys::region))
        .first(connection)
        .optional()?)
}

/// Lists a page of the keys that are not revoked; expired keys are included.
pub fn list(connection: &mut Connection, listing: &Listing) -> StoreResult<Vec<Key>> {
    let query = keys::table.filter(keys::revoked_at.is_null()).select(Key::as_select()).into_boxed();
    let query = page!(query, listing, keys::id, {
        "id" => keys::id, i64;
        "name" => keys::name, String;
    });
    Ok(query.load(connection)?)
}

/// Lists all keys by id, revoked ones included.
pub fn all(connection: &mut Connection) -> StoreResult<Vec<Key>> {
    Ok(keys::table.select(Key::as_select()).order(keys::id).load(connection)?)
}

/// Returns the key with this id, which must exist and not be revoked.
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

/// Creates a key. Returns the stored part and the key itself, which cannot be read again.
///
/// # Errors
/// [`StoreError::Unavailable`] where the system gives no random bytes. The region must be registered.
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
        .get_result(tx.conn())?;
    let stored = get(tx, id)?;
    tx.record(natural_key(id), None, Some(&stored))?;
    Ok((stored, key))
}

/// Revokes a key, which is then refused by every instance. It stays in the table, since the audit refers to it.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn revoke(tx: &mut Tx<'_>, id: i64) -> StoreResult<Key> {
    let key = get(tx, id)?;
    let now = tx.now();
    let version = key.version + 1;
    diesel::update(keys::table.find(id))
        .set((keys::revoked_at.eq(now), keys::version.eq(version)))
        .execute(tx.conn())?;
    tx.record(natural_key(id), Some(&key), None)?;
    Ok(Key { revoked_at: Some(now), version, ..key })
}

/// The natural key of a key is its id, since several keys may have the same name.
fn natural_key(id: i64) -> String {
    id.to_string()
}

/// Locks the table of keys until the transaction ends, so that no other transaction creates or revokes one.
pub fn lock_all(tx: &mut Tx<'_>) -> StoreResult<()> {
    if tx.is_postgres() {
        diesel::sql_query("LOCK TABLE keys IN SHARE ROW EXCLUSIVE MODE").execute(tx.conn())?;
    }
    Ok(())
}

/// Counts the valid keys of the role admin.
pub fn count_admins(connection: &mut Connection, now: NaiveDateTime) -> StoreResult<i64> {
    Ok(within_lifetime!(keys::table.filter(keys::role.eq(Role::Admin)), now).count().get_result(connection)?)
}

/// Creates an admin key if there is no key at all, and shows it: the only time that it can be seen. Blocks.
///
/// The key is committed only after it was shown: an unseen key would lock everybody out.
///
/// # Errors
/// [`StoreError::Unavailable`] also where the key could not be shown.
pub fn ensure_admin_key(
    database: &mut DirectConnection,
    show: impl Fn(&str) -> std::io::Result<()>,
) -> StoreResult<()> {
    database.write(Actor::CommandLine, |tx| {
        // Several instances may start at once on one empty database.
        lock_all(tx)?;
        if keys::table.count().get_result::<i64>(tx.conn())? > 0 {
            return Ok(());
        }
        let first = KeyData { name: "first admin".to_owned(), role: Role::Admin, region: None, expires_at: None };
        let (_, key) = create(tx, &first)?;
        show(&key).map_err(|error| {
            let message = format!("the admin key of the first start cannot be shown, so it is not stored: {error}");
            StoreError::Unavailable(message)
        })
    })
}
