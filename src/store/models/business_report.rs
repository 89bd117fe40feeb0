//! Yearly reports of assisted businesses.

use std::collections::BTreeMap;

use diesel::ExecuteCopyFromDsl;
use diesel::prelude::*;

use crate::domain::contributions::{BusinessFacts, Lifetime, of_business};
use crate::domain::{Contributions, Money, RegionCode, Year};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::models::record::{for_both, record};
use crate::store::models::register::{Report, Reported, report};
use crate::store::schema::tables::{umkm, umkm_reports};

record! {
    /// The report of a business for one year.
    BusinessReport in umkm_reports as UmkmReports;
    belongs to {
        /// Its business.
        umkm_id: i64,
        /// The year.
        year: Year,
    }
    /// The data of a business's report that can be set.
    sets BusinessReportData {
        /// The region where it counts.
        region: RegionCode,
        /// Turnover of the year.
        turnover: Option<Money>,
        /// Assets at 31 December.
        assets: Option<Money>,
        /// Persons working there.
        workers: Option<i64>,
    }
    personal {}
    searched by {}
    sorted by { year, updated_at }
    called by |report, unit| format!("{unit}/{}", report.year)
}

for_both! { Reported for BusinessReport, BusinessReportData {
    type Facts = BusinessFacts;

    fn region(&self) -> &RegionCode {
        &self.region
    }

    fn facts(&self) -> BusinessFacts {
        BusinessFacts {
            region: self.region.clone(),
            turnover: self.turnover,
            assets: self.assets,
            workers: self.workers,
        }
    }
} }

report! {
    BusinessReport, BusinessReportData in umkm_reports of umkm by umkm_id;
    from assisted_since to assisted_until; matters for 1; contributes of_business
}
