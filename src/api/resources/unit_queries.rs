//! TODO head

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::request::filters;
use crate::api::request::page::{LISTING_KEYS, PageRequest, Sort, parse_sort};
use crate::http::problem::{Problem, both};
use crate::store::engine::store::Store;
use crate::store::lists::filters::UnitFilter;

pub const SORTS: [&str; 4] = ["id", "register_number", "name", "updated_at"];

/// Which units of a register are listed, and in which order
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnitQuery {
    /// At this region or below it.
    #[param(format = "region", example = "15.71")]
    pub region: Option<String>,
    /// With this text in the name or the register number; case does not matter.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Changed at or after this time.
    #[param(format = DateTime)]
    pub updated_since: Option<String>,
    /// `id`, `register_number`, `name` or `updated_at`, with a leading `-` for the largest first.
    #[param(max_length = 50, pattern = "^-?(id|register_number|name|updated_at)$")]
    pub sort: Option<String>,
    /// The most items of a page.
    #[param(minimum = 1, maximum = 500, default = 50)]
    pub limit: Option<i64>,
    /// The start of the page: `next_cursor` of the page before.
    #[param(format = "cursor")]
    pub cursor: Option<String>,
}

impl UnitQuery {
    pub async fn read(self, store: &Store) -> Result<(UnitFilter, PageRequest), Problem> {
        let sort = parse_sort(self.sort.as_deref(), &SORTS, Sort::ascending("id"))?;
        let updated_since = filters::updated_since(self.updated_since.as_deref())?;
        let page = PageRequest::new(self.limit, self.cursor.as_deref(), sort, LISTING_KEYS);
        let region = filters::region(store, self.region.as_deref()).await;
        let ((page, region), q) = both(both(page, region), filters::search(self.q))?;
        Ok((UnitFilter { region, q, updated_since }, page))
    }
}

/// Whether a deletion includes the records that depend on it
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Cascade {
    /// Delete the reports or participants too.
    #[param(default = false)]
    pub cascade: Option<bool>,
}

impl Cascade {
    pub fn is_wanted(self) -> bool {
        self.cascade.unwrap_or(false)
    }
}
