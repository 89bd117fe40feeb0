//! Lists of businesses' reports.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::lists::filters::ReportFilter;
use crate::store::lists::listing::{Listing, page, within};
use crate::store::models::business_report::BusinessReport;
use crate::store::resources::reports::{Assess, page_of_reports};
use crate::store::schema::tables::{umkm, umkm_reports};

impl Assess for BusinessReport {
    type Assessed = Self;

    fn assess(self, _: &[Self]) -> Self {
        self
    }
}

/// A page of reports, each with the register number and the name of its business.
pub fn list(
    connection: &mut Connection,
    filter: &ReportFilter,
    listing: &Listing,
) -> StoreResult<Vec<(BusinessReport, String, String)>> {
    Ok(page_of_reports!(connection, filter, listing, BusinessReport in umkm_reports by umkm_id of umkm))
}
