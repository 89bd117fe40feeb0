//! The queries that registers share: which units are listed, and whether a deletion includes what depends on a record.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::request::list_query::list_query;
use crate::api::request::{Collector, Filtered, Sort, filters};
use crate::store::{Store, UnitFilter};

list_query! {
    /// Which units of a register are listed, and in which order
    pub struct UnitQuery {
        /// At this region or below it.
        #[param(format = "region", example = "15.71")]
        region: Option<String>,
        /// With this text in the name or the register number; case does not matter.
        #[param(max_length = 200)]
        q: Option<String>,
        /// Changed at or after this time.
        #[param(format = DateTime)]
        updated_since: Option<String>,
    }
    sort: "`id`, `register_number`, `name` or `updated_at`, with a leading `-` for the largest first.",
    "^-?(id|register_number|name|updated_at)$", ["id", "register_number", "name", "updated_at"], Sort::ascending("id")
}

impl Filtered for UnitQuery {
    type Filter = UnitFilter;

    async fn filter(self, store: &Store, check: &mut Collector) -> UnitFilter {
        UnitFilter {
            updated_since: check.optional(filters::updated_since(self.updated_since.as_deref())),
            region: check.optional(filters::region(store, self.region.as_deref()).await),
            q: check.optional(filters::search(self.q)),
        }
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
