//! TODO head

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::domain::contributions::Lifetime;
use crate::domain::{Authority, CooperativeForm, CooperativeKind, RegionCode};
use crate::store::lists::listing::{Keyset, Position, SortKey};
use crate::store::schema::tables::cooperatives;

/// A cooperative: a legal person, whose figures are not personal data.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = cooperatives)]
pub struct Cooperative {
    /// The service's own number.
    pub id: i64,
    /// The office's own number, unique.
    pub register_number: String,
    /// Name.
    pub name: String,
    /// Where it is now; its reports carry their own.
    pub region: RegionCode,
    /// Who supervises it.
    pub authority: Option<Authority>,
    /// What it does.
    pub kind: Option<CooperativeKind>,
    /// Primary or secondary.
    pub form: Option<CooperativeForm>,
    /// Whether it works by sharia.
    pub sharia: Option<bool>,
    /// Its national number, 13 digits, unique; most have none.
    pub nik_koperasi: Option<String>,
    /// The number of its legal entity.
    pub legal_entity_number: Option<String>,
    /// From when it is expected to report.
    pub established_on: Option<NaiveDate>,
    /// Until when.
    pub dissolved_on: Option<NaiveDate>,
    /// When it was entered, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
    /// Counts the changes of the record from 1, as the audit does.
    pub version: i64,
}

/// What can be set of a cooperative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CooperativeData {
    /// See [`Cooperative`].
    pub register_number: String,
    /// See [`Cooperative`].
    pub name: String,
    /// See [`Cooperative`].
    pub region: RegionCode,
    /// See [`Cooperative`].
    pub authority: Option<Authority>,
    /// See [`Cooperative`].
    pub kind: Option<CooperativeKind>,
    /// See [`Cooperative`].
    pub form: Option<CooperativeForm>,
    /// See [`Cooperative`].
    pub sharia: Option<bool>,
    /// See [`Cooperative`].
    pub nik_koperasi: Option<String>,
    /// See [`Cooperative`].
    pub legal_entity_number: Option<String>,
    /// See [`Cooperative`].
    pub established_on: Option<NaiveDate>,
    /// See [`Cooperative`].
    pub dissolved_on: Option<NaiveDate>,
}

impl Cooperative {
    /// Between which years it is expected to report.
    pub fn lifetime(&self) -> Lifetime {
        Lifetime { from: self.established_on, to: self.dissolved_on }
    }
}

impl CooperativeData {
    /// Between which years it is expected to report.
    pub fn lifetime(&self) -> Lifetime {
        Lifetime { from: self.established_on, to: self.dissolved_on }
    }
}

impl Keyset for Cooperative {
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
