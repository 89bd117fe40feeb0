//! TODO head

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::domain::RegionCode;
use crate::domain::contributions::Lifetime;
use crate::store::lists::listing::{Keyset, Position, SortKey};
use crate::store::schema::tables::umkm;

/// An assisted business: usually one person's, so that its figures are personal data (UU 27/2022).
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = umkm)]
pub struct Business {
    /// The service's own number.
    pub id: i64,
    /// The office's own number, unique.
    pub register_number: String,
    /// Name.
    pub name: String,
    /// Where it is now; its reports carry their own.
    pub region: RegionCode,
    /// Whose it is: personal data.
    pub owner_name: Option<String>,
    /// Business identification number, 13 digits, unique.
    pub nib: Option<String>,
    /// KBLI code.
    pub sector: Option<String>,
    /// From when it is expected to report.
    pub assisted_since: Option<NaiveDate>,
    /// Until when.
    pub assisted_until: Option<NaiveDate>,
    /// When it was entered, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
    /// Counts the changes of the record from 1, as the audit does.
    pub version: i64,
}

/// What can be set of a business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessData {
    /// See [`Business`].
    pub register_number: String,
    /// See [`Business`].
    pub name: String,
    /// See [`Business`].
    pub region: RegionCode,
    /// See [`Business`].
    pub owner_name: Option<String>,
    /// See [`Business`].
    pub nib: Option<String>,
    /// See [`Business`].
    pub sector: Option<String>,
    /// See [`Business`].
    pub assisted_since: Option<NaiveDate>,
    /// See [`Business`].
    pub assisted_until: Option<NaiveDate>,
}

impl Business {
    /// Between which years it is expected to report.
    pub fn lifetime(&self) -> Lifetime {
        Lifetime { from: self.assisted_since, to: self.assisted_until }
    }
}

impl BusinessData {
    /// Between which years it is expected to report.
    pub fn lifetime(&self) -> Lifetime {
        Lifetime { from: self.assisted_since, to: self.assisted_until }
    }
}

impl Keyset for Business {
    fn position(&self, sort: &str) -> Position {
        let key = match sort {
            "name" => self.name.write(),
            "register_number" => self.register_number.write(),
            "updated_at" => self.updated_at.write(),
            _ => self.id.write(),
        };
        Position { key, id: self.id }
    }
}
