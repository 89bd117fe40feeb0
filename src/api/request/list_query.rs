//! The queries of lists: a filter, and what all lists have in common (`sort`, `limit`, `cursor`).

use crate::api::request::collector::Collector;
use crate::api::request::page::PageRequest;
use crate::http::Problem;
use crate::store::Store;

/// A query with `sort`, `limit` and `cursor`. See [`list_query`].
pub trait Paged {
    /// The page that the query asks for.
    ///
    /// # Errors
    /// 400 and 422 for `sort`, `limit` and `cursor`.
    fn page(&self) -> Result<PageRequest, Problem>;
}

/// A query that selects the records of a list.
pub trait Filtered: Paged {
    /// The filter as the store takes it.
    type Filter: Send + 'static;

    /// The filter of the query; `check` collects the problems of its parameters.
    async fn filter(self, store: &Store, check: &mut Collector) -> Self::Filter;
}

/// Declares the query of a list: the parameters of its filter, and after them `sort`, `limit` and `cursor`. Of `sort` it takes the
/// description and the pattern for the OpenAPI document, the allowed values, and the default order. A query without a filter is
/// declared with a semicolon after its name.
macro_rules! list_query {
    ($(#[$meta:meta])* $visibility:vis struct $name:ident; $($sort:tt)+) => {
        $crate::api::request::list_query::list_query! { $(#[$meta])* $visibility struct $name {} $($sort)+ }

        impl $crate::api::request::list_query::Filtered for $name {
            type Filter = ();

            async fn filter(
                self,
                _: &$crate::store::engine::store::Store,
                _: &mut $crate::api::request::collector::Collector,
            ) {
            }
        }
    };
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident {
            $($(#[$parameter_meta:meta])* $parameter:ident: $type:ty,)*
        }
        sort: $description:tt, $pattern:tt, [$($sort:literal),+], $default:expr
    ) => {
        $(#[$meta])*
        #[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        $visibility struct $name {
            $($(#[$parameter_meta])* $parameter: $type,)*
            #[doc = $description]
            #[param(max_length = 50, pattern = $pattern)]
            sort: Option<String>,
            /// The most items of a page.
            #[param(minimum = 1, maximum = 500, default = 50)]
            limit: Option<i64>,
            /// The start of the page: `next_cursor` of the page before.
            #[param(format = "cursor")]
            cursor: Option<String>,
        }

        impl $crate::api::request::list_query::Paged for $name {
            fn page(&self) -> Result<$crate::api::request::page::PageRequest, $crate::http::problem::Problem> {
                use $crate::api::request::page::{LISTING_KEYS, PageRequest, parse_sort};
                let sort = parse_sort(self.sort.as_deref(), &[$($sort),+], $default)?;
                PageRequest::new(self.limit, self.cursor.as_deref(), sort, LISTING_KEYS)
            }
        }
    };
}
pub(crate) use list_query;
