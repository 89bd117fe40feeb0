//! The paths of yearly reports and the queries of their lists, which cooperatives and businesses share.

use crate::api::request::list_query::list_query;
use crate::api::request::time::year_in;
use crate::api::request::{Collector, Filtered, Sort, filters};
use crate::domain::Year;
use crate::http::Problem;
use crate::store::{ReportFilter, Store};

list_query! {
    /// Which reports are listed, and in which order
    pub struct ReportQuery {
        /// Of this book year.
        #[param(minimum = 1990, maximum = 2999, example = 2024)]
        year: Option<i64>,
        /// Of this region or those below it, by the report's own region.
        #[param(format = "region", example = "15.71")]
        region: Option<String>,
        /// Changed at or after this time.
        #[param(format = DateTime)]
        updated_since: Option<String>,
    }
    sort: "`year`, `id` or `updated_at`, with a leading `-` for the largest first.", "^-?(year|id|updated_at)$",
    ["year", "id", "updated_at"], Sort::ascending("year")
}

impl Filtered for ReportQuery {
    type Filter = ReportFilter;

    async fn filter(self, store: &Store, check: &mut Collector) -> ReportFilter {
        ReportFilter {
            unit: None,
            updated_since: check.optional(filters::updated_since(self.updated_since.as_deref())),
            region: check.optional(filters::region(store, self.region.as_deref()).await),
            year: check.optional(filters::year(self.year)),
        }
    }
}

list_query! {
    /// A page of one unit's reports, by year
    pub struct OfUnitQuery;
    sort: "`year` or `-year`.", "^-?year$", ["year"], Sort::ascending("year")
}

/// The unit and the year in the path of a report.
///
/// # Errors
/// 422 for a year out of bounds.
pub fn key_of((unit, year): (i64, i64)) -> Result<(i64, Year), Problem> {
    Ok((unit, year_in("year", year)?))
}
