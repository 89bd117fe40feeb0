//! TODO head

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::{RegionCode, RegionKind};
use crate::store::lists::listing::{Keyset, Position};
use crate::store::schema::tables::regions;

/// A region.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = regions)]
pub struct Region {
    /// Kemendagri code, the service's key.
    pub code: RegionCode,
    /// The code of the other system in daily use (BPS).
    pub bps_code: String,
    /// Name without its kind.
    pub name: String,
    /// What it is.
    pub kind: RegionKind,
    /// When it was loaded, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
    /// Counts the changes of the record from 1, as the audit does.
    pub version: i64,
}

/// What can be set of a region.
#[derive(Clone, Debug, Insertable, AsChangeset)]
#[diesel(table_name = regions)]
pub struct RegionData {
    /// The code of the other system in daily use (BPS).
    pub bps_code: String,
    /// Name without its kind.
    pub name: String,
    /// What it is.
    pub kind: RegionKind,
}

impl Keyset for Region {
    fn position(&self, _sort: &str) -> Position {
        Position { key: self.code.to_string(), id: 0 }
    }
}
