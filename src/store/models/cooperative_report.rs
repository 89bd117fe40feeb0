//! Yearly reports of cooperatives.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::ExecuteCopyFromDsl;
use diesel::prelude::*;

use crate::domain::activity::Conduct;
use crate::domain::contributions::{CooperativeFacts, Lifetime, of_cooperative};
use crate::domain::{Contributions, HealthRating, Money, RegionCode, Score, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::models::record::{for_both, record};
use crate::store::models::register::{Report, Reported, report};
use crate::store::schema::tables::{cooperative_reports, cooperatives};

record! {
    /// The report of a cooperative for one book year.
    CooperativeReport in cooperative_reports as CooperativeReports;
    belongs to {
        /// Its cooperative.
        cooperative_id: i64,
        /// The book year.
        year: Year,
    }
    /// The data of a cooperative's report that can be set.
    sets CooperativeReportData {
        /// The region where it counts.
        region: RegionCode,
        /// The annual members' meeting (*RAT*) for the year was held.
        rat_held: bool,
        /// The day of that meeting.
        rat_held_on: Option<NaiveDate>,
        /// It did business that serves its members.
        serves_members: bool,
        /// Total sales and income of the year.
        business_volume: Option<Money>,
        /// Health rating as given.
        health_rating: Option<HealthRating>,
        /// Health score as given.
        health_score: Option<Score>,
        /// Members.
        members: Option<i64>,
        /// Employees.
        employees: Option<i64>,
        /// Assets.
        assets: Option<Money>,
        /// Equity.
        equity: Option<Money>,
        /// Surplus (*SHU*), may be negative.
        surplus: Option<Money>,
    }
    personal {}
    searched by {}
    sorted by { year, updated_at }
    called by |report, unit| format!("{unit}/{}", report.year)
}

for_both! { Reported for CooperativeReport, CooperativeReportData {
    type Facts = CooperativeFacts;

    fn region(&self) -> &RegionCode {
        &self.region
    }

    fn facts(&self) -> CooperativeFacts {
        CooperativeFacts {
            region: self.region.clone(),
            conduct: Conduct { rat_held: self.rat_held, serves_members: self.serves_members },
            health_rating: self.health_rating,
            health_score: self.health_score,
            business_volume: self.business_volume,
        }
    }
} }

report! {
    CooperativeReport, CooperativeReportData in cooperative_reports of cooperatives by cooperative_id;
    from established_on to dissolved_on; matters for 2; contributes of_cooperative
}
