//! What can be entered of a cooperative's yearly report.

use crate::domain::decimal_input::DecimalInput;
use crate::domain::{HealthRating, RegionCode, ViolationCode};
use crate::entry::checker::{Checker, NamedRegion, RegionList, Regions};
use crate::entry::members::entry;
use crate::entry::schemas::{MoneyInput, ScoreInput, SignedMoneyInput};
use crate::entry::words::RATINGS;
use crate::store::{CooperativeReportData, StoreResult};

entry! {
    /// What can be set of a cooperative's report
    #[schema(as = CooperativeReportInput)]
    Input for CooperativeReportData, checked with (check, list: &impl RegionList, default_region: RegionCode) {
        /// Where it counts; when left out, where it stood before, or where the cooperative is when it is first entered.
        #[schema(format = "region-sent", example = "15.71")]
        region: String, defaulted registered_or(list, default_region);
        /// The annual members' meeting (*RAT*) that accounts for the year was held.
        #[schema(required, nullable = false)]
        rat_held: bool, required any;
        /// When; only where it was held.
        #[schema(format = Date, example = "2025-03-20")]
        rat_held_on: String, optional date;
        /// It did business that serves its members.
        #[schema(required, nullable = false)]
        serves_members: bool, required any;
        /// Total sales and income of the year, rupiah.
        #[schema(value_type = Option<MoneyInput>)]
        business_volume: DecimalInput, optional money;
        /// Health rating; counts before the score.
        #[schema(value_type = Option<HealthRating>)]
        health_rating: String, optional code(HealthRating::parse, RATINGS);
        /// Health score, 0 to 100, at most three decimals.
        #[schema(value_type = Option<ScoreInput>)]
        health_score: DecimalInput, optional score;
        /// Members.
        #[schema(minimum = 0, maximum = 1000000000)]
        members: i64, optional count;
        /// Employees.
        #[schema(minimum = 0, maximum = 1000000000)]
        employees: i64, optional count;
        /// Assets, rupiah.
        #[schema(value_type = Option<MoneyInput>)]
        assets: DecimalInput, optional money;
        /// Equity, rupiah.
        #[schema(value_type = Option<MoneyInput>)]
        equity: DecimalInput, optional money;
        /// Surplus (*SHU*), rupiah, may be negative.
        #[schema(value_type = Option<SignedMoneyInput>)]
        surplus: DecimalInput, optional signed_money;
    }
    rules {
        if rat_held == Some(false) && rat_held_on.is_some() {
            let (id, en) = (
                "Isian ini hanya diisi bila RAT dilaksanakan.",
                "The value may be given only where rat_held is true.",
            );
            check.refuse("rat_held_on", ViolationCode::Inconsistent, id, en);
        }
    }
}

impl Input {
    /// Checks a document. A report without a region is at `default_region`.
    pub fn check(
        self,
        check: &mut Checker,
        regions: &mut impl Regions,
        default_region: RegionCode,
    ) -> StoreResult<Option<CooperativeReportData>> {
        let named = NamedRegion::find(regions, self.region.as_deref())?;
        Ok(self.checked(check, None, &named, default_region))
    }
}
