//! A cooperative's yearly report as it is entered.

use crate::domain::{HealthRating, RegionCode, ViolationCode};
use crate::entry::checker::{Checker, Regions};
use crate::store::database::error::StoreResult;
use crate::store::models::cooperative_report::CooperativeReportData;

/// The members as they were sent.
#[derive(Clone, Debug)]
pub struct CooperativeReportEntry<S> {
    pub region: Option<S>,
    pub rat_held: Option<bool>,
    pub rat_held_on: Option<S>,
    pub serves_members: Option<bool>,
    pub business_volume: Option<S>,
    pub health_rating: Option<S>,
    pub health_score: Option<S>,
    pub members: Option<i64>,
    pub employees: Option<i64>,
    pub assets: Option<S>,
    pub equity: Option<S>,
    pub surplus: Option<S>,
}

impl<S: AsRef<str>> CooperativeReportEntry<S> {
    /// What the store keeps; `None` where `check` has found something that leaves nothing to keep. `standing` is the region
    /// when none is given.
    ///
    /// # Errors
    /// Those of the database.
    pub fn check(
        self,
        check: &mut Checker,
        regions: &mut impl Regions,
        standing: RegionCode,
    ) -> StoreResult<Option<CooperativeReportData>> {
        let region = match self.region {
            None => Some(standing),
            given => check.region(regions, "region", given)?,
        };
        let rat_held = check.required("rat_held", self.rat_held);
        let rat_held_on = check.date("rat_held_on", self.rat_held_on);
        if rat_held == Some(false) && rat_held_on.is_some() {
            let (id, en) = ("hanya diisi bila rat_held true", "only where rat_held is true");
            check.refuse("rat_held_on", ViolationCode::Inconsistent, id, en);
        }
        let serves_members = check.required("serves_members", self.serves_members);
        let business_volume = check.money("business_volume", self.business_volume);
        let health_rating = check.code("health_rating", self.health_rating, HealthRating::parse, HealthRating::ALL);
        let health_score = check.score("health_score", self.health_score);
        let members = check.count("members", self.members);
        let employees = check.count("employees", self.employees);
        let assets = check.money("assets", self.assets);
        let equity = check.money("equity", self.equity);
        let surplus = check.signed_money("surplus", self.surplus);
        Ok(region.zip(rat_held).zip(serves_members).map(|((region, rat_held), serves_members)| CooperativeReportData {
            region,
            rat_held,
            rat_held_on,
            serves_members,
            business_volume,
            health_rating,
            health_score,
            members,
            employees,
            assets,
            equity,
            surplus,
        }))
    }
}
