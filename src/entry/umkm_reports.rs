//! A business's yearly report as it is entered.

use crate::domain::RegionCode;
use crate::entry::checker::{Checker, Regions};
use crate::store::database::error::StoreResult;
use crate::store::models::business_report::BusinessReportData;

/// The members as they were sent.
#[derive(Clone, Debug)]
pub struct BusinessReportEntry<S> {
    pub region: Option<S>,
    pub turnover: Option<S>,
    pub assets: Option<S>,
    pub workers: Option<i64>,
}

impl<S: AsRef<str>> BusinessReportEntry<S> {
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
    ) -> StoreResult<Option<BusinessReportData>> {
        let region = match self.region {
            None => Some(standing),
            given => check.region(regions, "region", given)?,
        };
        let turnover = check.money("turnover", self.turnover);
        let assets = check.money("assets", self.assets);
        let workers = check.count("workers", self.workers);
        Ok(region.map(|region| BusinessReportData { region, turnover, assets, workers }))
    }
}
