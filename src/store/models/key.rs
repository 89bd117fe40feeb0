//! Keys and their holders.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::{RegionCode, Role, Scope};
use crate::store::lists::listing::{Keyset, Position, SortKey};
use crate::store::models::document::recorded;
use crate::store::schema::tables::keys;

/// The holder of a key: its rights, without anything that would open the service.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct KeyHolder {
    /// The key's id.
    pub id: i64,
    /// Its role.
    pub role: Role,
    /// The region that it is bound to; `None` for everywhere.
    pub region: Option<RegionCode>,
}

impl KeyHolder {
    /// The records that it may read and write.
    pub fn scope(self) -> Scope {
        Scope { role: Some(self.role), region: self.region }
    }
}

/// A stored key, without its hash.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = keys)]
pub struct Key {
    /// Its id.
    pub id: i64,
    /// Name of its holder or purpose.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// An operator's region, with those below it; `None` for everywhere.
    pub region: Option<RegionCode>,
    /// When it expires, in UTC.
    pub expires_at: Option<NaiveDateTime>,
    /// When it was revoked, in UTC.
    pub revoked_at: Option<NaiveDateTime>,
    /// When it was last used, in UTC, at most a minute too early.
    pub last_used_at: Option<NaiveDateTime>,
    /// When it was created, in UTC.
    pub created_at: NaiveDateTime,
    /// Its creator: `key:3`, `settings_key` or `command_line`.
    pub created_by: Option<String>,
    /// The number of its last change, from 1. A use of the key is no change.
    pub version: i64,
}

/// The data of a new key; see [`Key`].
#[derive(Clone, Debug)]
pub struct KeyData {
    pub name: String,
    pub role: Role,
    pub region: Option<RegionCode>,
    pub expires_at: Option<NaiveDateTime>,
}

recorded!(Key, Keys, id:
    shows { id, name, role, region, expires_at, revoked_at, last_used_at, created_at, created_by }
    withholds {});

impl Keyset for Key {
    fn position(&self, sort: &str) -> Position {
        let key = match sort {
            "name" => self.name.write(),
            _ => self.id.write(),
        };
        Position { key, id: self.id }
    }
}
