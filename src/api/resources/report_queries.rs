//! Which yearly reports are listed, of cooperatives and of businesses alike.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::request::filters;
use crate::api::request::page::{LISTING_KEYS, PageRequest, Sort, parse_sort};
use crate::http::problem::{Problem, both};
use crate::store::engine::store::Store;
use crate::store::lists::filters::ReportFilter;

const SORTS: [&str; 3] = ["year", "id", "updated_at"];

/// Which reports are listed, and in which order
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
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
    /// `year`, `id` or `updated_at`, with a leading `-` for the largest first.
    #[param(max_length = 50, pattern = "^-?(year|id|updated_at)$")]
    sort: Option<String>,
    /// The most items of a page.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// The start of the page: `next_cursor` of the page before.
    #[param(format = "cursor")]
    cursor: Option<String>,
}

impl ReportQuery {
    pub async fn read(self, store: &Store) -> Result<(ReportFilter, PageRequest), Problem> {
        let sort = parse_sort(self.sort.as_deref(), &SORTS, Sort::ascending("year"))?;
        let updated_since = filters::updated_since(self.updated_since.as_deref())?;
        let page = PageRequest::new(self.limit, self.cursor.as_deref(), sort, LISTING_KEYS);
        let region = filters::region(store, self.region.as_deref()).await;
        let ((page, region), year) = both(both(page, region), filters::year(self.year))?;
        Ok((ReportFilter { unit: None, year, region, updated_since }, page))
    }
}

/// A page of one unit's reports, by year
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OfUnitQuery {
    /// `year` or `-year`.
    #[param(max_length = 50, pattern = "^-?year$")]
    sort: Option<String>,
    /// The most items of a page.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// The start of the page: `next_cursor` of the page before.
    #[param(format = "cursor")]
    cursor: Option<String>,
}

impl OfUnitQuery {
    pub fn read(self, unit: i64) -> Result<(ReportFilter, PageRequest), Problem> {
        let sort = parse_sort(self.sort.as_deref(), &["year"], Sort::ascending("year"))?;
        let page = PageRequest::new(self.limit, self.cursor.as_deref(), sort, LISTING_KEYS)?;
        Ok((ReportFilter { unit: Some(unit), ..ReportFilter::default() }, page))
    }
}
