//! What can be entered of an assisted business's yearly report.

use crate::domain::RegionCode;
use crate::domain::decimal_input::DecimalInput;
use crate::entry::checker::{Checker, NamedRegion, RegionList, Regions};
use crate::entry::members::entry;
use crate::entry::schemas::MoneyInput;
use crate::store::{BusinessReportData, StoreResult};

entry! {
    /// What can be set of a business's report
    #[schema(as = UmkmReportInput)]
    Input for BusinessReportData, checked with (check, list: &impl RegionList, default_region: RegionCode) {
        /// Where it counts; when left out, where it stood before, or where the business is when it is first entered.
        #[schema(format = "region-sent", example = "15.71")]
        region: String, defaulted registered_or(list, default_region);
        /// Turnover of the year, rupiah.
        #[schema(value_type = Option<MoneyInput>)]
        turnover: DecimalInput, optional money;
        /// Assets at 31 December, rupiah.
        #[schema(value_type = Option<MoneyInput>)]
        assets: DecimalInput, optional money;
        /// Persons working there.
        #[schema(minimum = 0, maximum = 1000000000)]
        workers: i64, optional count;
    }
}

impl Input {
    /// Checks a document. A report without a region is at `default_region`.
    pub fn check(
        self,
        check: &mut Checker,
        regions: &mut impl Regions,
        default_region: RegionCode,
    ) -> StoreResult<Option<BusinessReportData>> {
        let named = NamedRegion::find(regions, self.region.as_deref())?;
        Ok(self.checked(check, None, &named, default_region))
    }
}
