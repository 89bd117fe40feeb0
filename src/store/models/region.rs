//! Regions.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::{RegionCode, RegionKind};
use crate::store::lists::listing::{Keyset, Position};
use crate::store::models::document::recorded;
use crate::store::schema::tables::regions;

/// A region. Its key is its code.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = regions)]
pub struct Region {
    /// Kemendagri code, the service's key.
    pub code: RegionCode,
    /// BPS code, which the statistics office uses, unique.
    pub bps_code: String,
    /// Name without its kind.
    pub name: String,
    /// Nation, province, regency or city.
    pub kind: RegionKind,
    /// When it was entered, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
    /// The number of its last change, from 1.
    pub version: i64,
}

/// The data of a region that can be set; see [`Region`].
#[derive(Clone, Debug)]
pub struct RegionData {
    pub bps_code: String,
    pub name: String,
    pub kind: RegionKind,
}

recorded!(Region, Regions, code: shows { code, bps_code, name, kind, created_at, updated_at } withholds {});

impl Keyset for Region {
    fn position(&self, _sort: &str) -> Position {
        Position { key: self.code.to_string(), id: 0 }
    }
}
