//! TODO head

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::{Dataset, Money, RegionCode, Year};
use crate::store::lists::listing::{Keyset, Position, SortKey};
use crate::store::schema::tables::figures;

/// The totals of one data set, year and region. Each data set has its own members; the others are `None`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = figures)]
pub struct Figure {
    /// Internal; the API names a figure by data set, year and region.
    pub id: i64,
    /// Total of what.
    pub dataset: Dataset,
    /// Of which year.
    pub year: Year,
    /// At which very region.
    pub region: RegionCode,
    /// Cooperatives: active ones.
    pub active_cooperatives: Option<i64>,
    /// Cooperatives: rated healthy or fairly healthy.
    pub quality_cooperatives: Option<i64>,
    /// Cooperatives: both.
    pub quality_active_cooperatives: Option<i64>,
    /// Cooperatives: business volume.
    pub business_volume: Option<Money>,
    /// UMKM: how many.
    pub businesses: Option<i64>,
    /// UMKM: turnover.
    pub turnover: Option<Money>,
    /// UMKM: assets.
    pub assets: Option<Money>,
    /// UMKM: persons.
    pub workers: Option<i64>,
    /// Trainings: participations.
    pub participants: Option<i64>,
    /// Trainings: those graded good.
    pub good_participants: Option<i64>,
    /// Where the figure comes from.
    pub source: String,
    /// When it was entered, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
    /// Counts the changes of the record from 1, as the audit does.
    pub version: i64,
}

/// What can be set of a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureData {
    /// See [`Figure`].
    pub active_cooperatives: Option<i64>,
    /// See [`Figure`].
    pub quality_cooperatives: Option<i64>,
    /// See [`Figure`].
    pub quality_active_cooperatives: Option<i64>,
    /// See [`Figure`].
    pub business_volume: Option<Money>,
    /// See [`Figure`].
    pub businesses: Option<i64>,
    /// See [`Figure`].
    pub turnover: Option<Money>,
    /// See [`Figure`].
    pub assets: Option<Money>,
    /// See [`Figure`].
    pub workers: Option<i64>,
    /// See [`Figure`].
    pub participants: Option<i64>,
    /// See [`Figure`].
    pub good_participants: Option<i64>,
    /// See [`Figure`].
    pub source: String,
}

/// The natural key of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureKey {
    /// Total of what.
    pub dataset: Dataset,
    /// Of which year.
    pub year: Year,
    /// At which very region.
    pub region: RegionCode,
}

impl Keyset for Figure {
    fn position(&self, sort: &str) -> Position {
        let key = match sort {
            "year" => self.year.number().write(),
            "updated_at" => self.updated_at.write(),
            _ => self.id.write(),
        };
        Position { key, id: self.id }
    }
}

/// What people call a figure by.
pub fn natural_key(figure: &Figure) -> String {
    format!("{}/{}/{}", figure.dataset, figure.year, figure.region)
}
