//! TODO head

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::domain::{RegionCode, Year};
use crate::store::lists::listing::{Keyset, Position, SortKey};
use crate::store::schema::tables::trainings;

/// A course for managers of cooperatives and UMKM.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = trainings)]
pub struct Training {
    /// The service's own number.
    pub id: i64,
    /// The office's own code, unique.
    pub code: String,
    /// Title.
    pub title: String,
    /// Where its participants count.
    pub region: RegionCode,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: NaiveDate,
    /// The year in which its participants count: that of the last day.
    pub year: Year,
    /// Who held it.
    pub organizer: Option<String>,
    /// When it was entered, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
    /// Counts the changes of the record from 1, as the audit does.
    pub version: i64,
}

/// What can be set of a training.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrainingData {
    /// See [`Training`].
    pub code: String,
    /// See [`Training`].
    pub title: String,
    /// See [`Training`].
    pub region: RegionCode,
    /// See [`Training`].
    pub starts_on: Option<NaiveDate>,
    /// See [`Training`].
    pub ends_on: NaiveDate,
    /// See [`Training`].
    pub year: Year,
    /// See [`Training`].
    pub organizer: Option<String>,
}

impl Keyset for Training {
    fn position(&self, sort: &str) -> Position {
        let key = match sort {
            "code" => self.code.write(),
            "ends_on" => self.ends_on.write(),
            "updated_at" => self.updated_at.write(),
            _ => self.id.write(),
        };
        Position { key, id: self.id }
    }
}
