//! TODO head

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::domain::activity::Conduct;
use crate::domain::contributions::{CooperativeFacts, Lifetime, of_cooperative};
use crate::domain::{Contributions, HealthRating, Money, RegionCode, Score, Year};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::lists::listing::{Keyset, Position, SortKey};
use crate::store::models::report::Report;
use crate::store::schema::tables::cooperative_reports;

/// What a cooperative reports for one book year.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = cooperative_reports)]
pub struct CooperativeReport {
    /// Internal; the API names a report by cooperative and year.
    pub id: i64,
    /// Whose.
    pub cooperative_id: i64,
    /// The book year.
    pub year: Year,
    /// Where it counts.
    pub region: RegionCode,
    /// The annual members' meeting (*RAT*) for the year was held.
    pub rat_held: bool,
    /// When.
    pub rat_held_on: Option<NaiveDate>,
    /// It did business that serves its members.
    pub serves_members: bool,
    /// Total sales and income of the year.
    pub business_volume: Option<Money>,
    /// Health rating as given.
    pub health_rating: Option<HealthRating>,
    /// Health score as given.
    pub health_score: Option<Score>,
    /// Members.
    pub members: Option<i64>,
    /// Employees.
    pub employees: Option<i64>,
    /// Assets.
    pub assets: Option<Money>,
    /// Equity.
    pub equity: Option<Money>,
    /// Surplus (*SHU*), may be negative.
    pub surplus: Option<Money>,
    /// When it was entered, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
    /// Counts the changes of the record from 1, as the audit does.
    pub version: i64,
}

/// What can be set of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CooperativeReportData {
    /// See [`CooperativeReport`].
    pub region: RegionCode,
    /// See [`CooperativeReport`].
    pub rat_held: bool,
    /// See [`CooperativeReport`].
    pub rat_held_on: Option<NaiveDate>,
    /// See [`CooperativeReport`].
    pub serves_members: bool,
    /// See [`CooperativeReport`].
    pub business_volume: Option<Money>,
    /// See [`CooperativeReport`].
    pub health_rating: Option<HealthRating>,
    /// See [`CooperativeReport`].
    pub health_score: Option<Score>,
    /// See [`CooperativeReport`].
    pub members: Option<i64>,
    /// See [`CooperativeReport`].
    pub employees: Option<i64>,
    /// See [`CooperativeReport`].
    pub assets: Option<Money>,
    /// See [`CooperativeReport`].
    pub equity: Option<Money>,
    /// See [`CooperativeReport`].
    pub surplus: Option<Money>,
}

impl CooperativeReport {
    /// What of it enters a figure.
    pub fn facts(&self) -> CooperativeFacts {
        CooperativeFacts {
            region: self.region.clone(),
            conduct: self.conduct(),
            health_rating: self.health_rating,
            health_score: self.health_score,
            business_volume: self.business_volume,
        }
    }

    pub fn conduct(&self) -> Conduct {
        Conduct { rat_held: self.rat_held, serves_members: self.serves_members }
    }
}

impl CooperativeReportData {
    /// What of it enters a figure.
    pub fn facts(&self) -> CooperativeFacts {
        CooperativeFacts {
            region: self.region.clone(),
            conduct: Conduct { rat_held: self.rat_held, serves_members: self.serves_members },
            health_rating: self.health_rating,
            health_score: self.health_score,
            business_volume: self.business_volume,
        }
    }
}

impl Report for CooperativeReport {
    type Data = CooperativeReportData;
    type Facts = CooperativeFacts;

    fn of_unit(tx: &mut Tx<'_>, unit: i64) -> StoreResult<Vec<Self>> {
        Ok(cooperative_reports::table
            .filter(cooperative_reports::cooperative_id.eq(unit))
            .select(Self::as_select())
            .load(&mut **tx)?)
    }

    fn year(&self) -> Year {
        self.year
    }

    fn facts(&self) -> CooperativeFacts {
        Self::facts(self)
    }

    fn facts_of(data: &CooperativeReportData) -> CooperativeFacts {
        data.facts()
    }

    fn contributions(lifetime: Lifetime, reports: &BTreeMap<Year, CooperativeFacts>) -> Contributions {
        of_cooperative(lifetime, reports)
    }
}

impl Keyset for CooperativeReport {
    fn position(&self, sort: &str) -> Position {
        let key = match sort {
            "updated_at" => self.updated_at.write(),
            "id" => self.id.write(),
            _ => self.year.number().write(),
        };
        Position { key, id: self.id }
    }
}

/// What people call a report by.
pub fn natural_key(register_number: &str, year: Year) -> String {
    format!("{register_number}/{year}")
}
