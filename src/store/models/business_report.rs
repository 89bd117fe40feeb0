//! TODO head

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::contributions::{BusinessFacts, Lifetime, of_business};
use crate::domain::{Contributions, Money, RegionCode, Year};
use crate::store::database::error::StoreResult;
use crate::store::engine::tx::Tx;
use crate::store::lists::listing::{Keyset, Position, SortKey};
use crate::store::models::report::Report;
use crate::store::schema::tables::umkm_reports;

/// What a business reports for one year.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = umkm_reports)]
pub struct BusinessReport {
    /// Internal; the API names a report by business and year.
    pub id: i64,
    /// Whose.
    pub umkm_id: i64,
    /// The year.
    pub year: Year,
    /// Where it counts.
    pub region: RegionCode,
    /// Turnover of the year.
    pub turnover: Option<Money>,
    /// Assets at 31 December.
    pub assets: Option<Money>,
    /// Persons working there.
    pub workers: Option<i64>,
    /// When it was entered, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was last changed, in UTC.
    pub updated_at: NaiveDateTime,
    /// Counts the changes of the record from 1, as the audit does.
    pub version: i64,
}

/// What can be set of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessReportData {
    /// See [`BusinessReport`].
    pub region: RegionCode,
    /// See [`BusinessReport`].
    pub turnover: Option<Money>,
    /// See [`BusinessReport`].
    pub assets: Option<Money>,
    /// See [`BusinessReport`].
    pub workers: Option<i64>,
}

impl BusinessReport {
    /// What of it enters a figure.
    pub fn facts(&self) -> BusinessFacts {
        BusinessFacts {
            region: self.region.clone(),
            turnover: self.turnover,
            assets: self.assets,
            workers: self.workers,
        }
    }
}

impl BusinessReportData {
    /// What of it enters a figure.
    pub fn facts(&self) -> BusinessFacts {
        BusinessFacts {
            region: self.region.clone(),
            turnover: self.turnover,
            assets: self.assets,
            workers: self.workers,
        }
    }
}

impl Report for BusinessReport {
    type Data = BusinessReportData;
    type Facts = BusinessFacts;

    fn of_unit(tx: &mut Tx<'_>, unit: i64) -> StoreResult<Vec<Self>> {
        Ok(umkm_reports::table.filter(umkm_reports::umkm_id.eq(unit)).select(Self::as_select()).load(&mut **tx)?)
    }

    fn year(&self) -> Year {
        self.year
    }

    fn facts(&self) -> BusinessFacts {
        Self::facts(self)
    }

    fn facts_of(data: &BusinessReportData) -> BusinessFacts {
        data.facts()
    }

    fn contributions(lifetime: Lifetime, reports: &BTreeMap<Year, BusinessFacts>) -> Contributions {
        of_business(lifetime, reports)
    }
}

impl Keyset for BusinessReport {
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
