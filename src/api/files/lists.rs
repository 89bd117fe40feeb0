//! Lists: one way to read their query, and one answer, which is a page or the whole list as a file.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::files::export::FileList;
use crate::api::files::style::style;
use crate::api::request::{Answer, Collector, Filtered, Page, PageRequest};
use crate::domain::text;
use crate::exchange::{ExportColumn, FileStyle};
use crate::http::Problem;
use crate::http::params::{decode, parse_query};
use crate::store::{Connection, Keyset, Listing, Store, StoreResult};

/// The query of a list, and the style of the file where a file is requested.
pub struct ListQuery<T> {
    request: HttpRequest,
    query: T,
    file: Option<FileStyle>,
}

impl<T: DeserializeOwned> FromRequest for ListQuery<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read<T: DeserializeOwned>(request: &HttpRequest) -> Result<ListQuery<T>, Problem> {
    let name = |piece: &str| decode(piece.split('=').next().unwrap_or_default(), true);
    let is_of_file = |piece: &&str| matches!(name(piece).as_deref(), Some("format" | "numbers"));
    let (of_file, others): (Vec<&str>, Vec<&str>) = request.query_string().split('&').partition(is_of_file);
    let file = style(request, &parse_query(&of_file.join("&"))?)?;
    let query = parse_query(&others.join("&"))?;
    let paged = others.iter().filter_map(|piece| name(piece)).find(|name| ["limit", "cursor"].contains(&name.as_str()));
    match (paged, file) {
        (Some(paged), Some(_)) => {
            let detail = text!(
                "{paged} tidak dipakai bersama berkas, yang selalu memuat seluruh daftar.",
                "{paged} cannot be used with a file, which always has the whole list."
            );
            Err(Problem::malformed_parameter(&paged, detail))
        }
        _ => Ok(ListQuery { request: request.clone(), query, file }),
    }
}

impl<T> ListQuery<T> {
    /// The query and the style, for lists that are read in another way than [`List::respond`].
    pub fn into_parts(self) -> (T, Option<FileStyle>) {
        (self.query, self.file)
    }
}

impl<T: Filtered> ListQuery<T> {
    /// Checks the query.
    ///
    /// # Errors
    /// 400 and 422 with the problems of all parameters.
    pub async fn check(self) -> Result<List<T::Filter>, Problem> {
        let Self { request, query, file } = self;
        let store = request.app_data::<web::Data<Store>>().cloned();
        let store = store.ok_or_else(|| Problem::internal_because("a list has no store"))?;
        let mut check = Collector::default();
        let page = check.take(query.page());
        let filter = query.filter(&store, &mut check).await;
        let page = check.finish(page)?;
        Ok(List { request, store, filter, page, file, takes_several_statements: false })
    }
}

/// A list that a request asks for.
pub struct List<F> {
    /// The filter.
    pub filter: F,
    /// The page.
    pub page: PageRequest,
    /// The style of the file; `None` for JSON.
    pub file: Option<FileStyle>,
    request: HttpRequest,
    store: web::Data<Store>,
    takes_several_statements: bool,
}

impl<F: Send + 'static> List<F> {
    /// Reads the list in a snapshot: for lists that take several statements.
    #[must_use]
    pub fn in_snapshot(self) -> Self {
        Self { takes_several_statements: true, ..self }
    }

    /// The answer: a page, or the whole list as a file with this name and these columns. `fetch` reads a part of the list, `view`
    /// makes the document of a record.
    ///
    /// # Errors
    /// 400 for a cursor of another list; 422 where the file gets too long.
    pub async fn respond<R: Keyset + Send + 'static, V: Serialize>(
        self,
        name: impl Into<String>,
        columns: impl FnOnce(&F) -> Vec<ExportColumn>,
        fetch: impl Fn(&mut Connection, &F, &Listing) -> StoreResult<Vec<R>> + Send + 'static,
        view: impl Fn(R) -> V + Clone + Send + 'static,
    ) -> Answer {
        self.respond_with((name.into(), columns), fetch, view.clone(), view).await
    }

    /// The same where the rows of the file have other documents than the items of a page.
    ///
    /// # Errors
    /// As [`List::respond`].
    pub async fn respond_with<R: Keyset + Send + 'static, V: Serialize, W: Serialize>(
        self,
        (name, columns): (String, impl FnOnce(&F) -> Vec<ExportColumn>),
        fetch: impl Fn(&mut Connection, &F, &Listing) -> StoreResult<Vec<R>> + Send + 'static,
        view: impl Fn(R) -> V,
        row: impl Fn(R) -> W + Send + 'static,
    ) -> Answer {
        let Self { filter, page, file, request, store, takes_several_statements } = self;
        if let Some(style) = file {
            let list = FileList { name, columns: columns(&filter), style };
            let fetch = move |connection: &mut Connection, listing: &_| fetch(connection, &filter, listing);
            return list.respond(&request, &store, &page, fetch, row).await;
        }
        let listing = page.listing()?;
        let read = move |connection: &mut Connection| fetch(connection, &filter, &listing);
        let records = if takes_several_statements { store.snapshot(read).await } else { store.read(read).await }?;
        Page::from_records(&page, records, view)?.respond(&request)
    }
}
