//! Keys: who may use the service. A key is shown once; only its SHA-256 is kept.

use super::schema::keys;
use super::{Actor, Connection, Store, StoreError, StoreResult};
use crate::domain::Role;
use diesel::prelude::*;
use sha2::{Digest, Sha256};

/// SHA-256 of a key. A key has 256 random bits, so neither salt nor stretching would add anything.
pub type KeyHash = [u8; 32];

/// The hash of a key.
pub fn hash(key: impl AsRef<[u8]>) -> KeyHash {
    Sha256::digest(key.as_ref()).into()
}

/// A stored key, without what would open anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct KeyHolder {
    /// Its id.
    pub id: i64,
    /// What it may do.
    pub role: Role,
}

/// The holder of the key with this hash.
///
/// # Errors
/// Those of the database.
pub fn find(connection: &mut Connection, hash: &KeyHash) -> StoreResult<Option<KeyHolder>> {
    Ok(keys::table
        .filter(keys::hash.eq(hexadecimal(hash)))
        .select((keys::id, keys::role))
        .first(connection)
        .optional()?)
}

/// A new key: `iku_`, 256 random bits and a checksum of 32, in hexadecimal, so that a scanner can tell it from other text.
///
/// # Errors
/// [`StoreError::Unavailable`] where the system has no randomness to give.
pub fn generate() -> StoreResult<String> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random).map_err(|error| StoreError::Unavailable(format!("no randomness: {error}")))?;
    let secret = hexadecimal(&random);
    let checksum: String = hexadecimal(&Sha256::digest(secret.as_bytes())).chars().take(8).collect();
    Ok(format!("iku_{secret}{checksum}"))
}

impl Store {
    /// Makes an admin key where there is no key at all, and shows it: the one time that it can be seen. Blocks.
    ///
    /// It is kept only after it was shown: one that nobody saw would lock everybody out.
    ///
    /// # Errors
    /// Those of the database, and [`StoreError::Unavailable`] where the key could not be shown.
    pub fn ensure_admin_key(&self, show: impl Fn(&str) -> std::io::Result<()>) -> StoreResult<()> {
        self.write_blocking(Actor::Operator, |tx| {
            // Several instances may start at once on one empty database.
            if tx.is_postgres() {
                diesel::sql_query("LOCK TABLE keys IN SHARE ROW EXCLUSIVE MODE").execute(&mut **tx)?;
            }
            if keys::table.count().get_result::<i64>(&mut **tx)? > 0 {
                return Ok(());
            }
            let key = generate()?;
            diesel::insert_into(keys::table)
                .values((
                    keys::name.eq("first admin"),
                    keys::role.eq(Role::Admin),
                    keys::hash.eq(hexadecimal(&hash(&key))),
                    keys::created_at.eq(tx.now()),
                ))
                .execute(&mut **tx)?;
            show(&key).map_err(|error| {
                StoreError::Unavailable(format!(
                    "the admin key of the first start can't be shown, so it is not kept: {error}"
                ))
            })
        })
    }
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
