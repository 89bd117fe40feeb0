//! TODO head

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::{RegionCode, Role, Scope};
use crate::store::lists::listing::{Keyset, Position, SortKey};
use crate::store::schema::tables::keys;

/// The holder of a key: what it opens, and nothing that would open anything.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct KeyHolder {
    /// The key's id.
    pub id: i64,
    /// What it may do.
    pub role: Role,
    /// Where; everywhere if `None`.
    pub region: Option<RegionCode>,
}

impl KeyHolder {
    /// How far it reaches.
    pub fn scope(self) -> Scope {
        Scope { role: Some(self.role), region: self.region }
    }
}

/// A stored key as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = keys)]
pub struct Key {
    /// Its id.
    pub id: i64,
    /// Whose it is or what for.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Of an operator: this region and those below it alone; everywhere if `None`.
    pub region: Option<RegionCode>,
    /// From when on it opens nothing, in UTC.
    pub expires_at: Option<NaiveDateTime>,
    /// When it was revoked, in UTC.
    pub revoked_at: Option<NaiveDateTime>,
    /// When it was last used, in UTC, at most a minute too early.
    pub last_used_at: Option<NaiveDateTime>,
    /// When it was made, in UTC.
    pub created_at: NaiveDateTime,
    /// Who made it: `key:3`, `settings_key` or `command_line`.
    pub created_by: Option<String>,
    /// Counts the changes of the key from 1, as the audit does.
    pub version: i64,
}

/// What can be said of a new key.
#[derive(Clone, Debug)]
pub struct KeyData {
    /// See [`Key`].
    pub name: String,
    /// See [`Key`].
    pub role: Role,
    /// See [`Key`].
    pub region: Option<RegionCode>,
    /// See [`Key`].
    pub expires_at: Option<NaiveDateTime>,
}

impl Keyset for Key {
    fn position(&self, sort: &str) -> Position {
        let key = match sort {
            "name" => self.name.write(),
            _ => self.id.write(),
        };
        Position { key, id: self.id }
    }
}
