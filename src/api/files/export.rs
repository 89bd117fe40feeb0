//! Lists as whole files, with the filters and documents of the JSON list, from one snapshot of the data.

use std::fs::File;

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::api::files::answer;
use crate::api::files::making::{Made, Put, make, pages, temporary, written};
use crate::api::operations::forms::XLSX;
use crate::api::request::{Answer, PageRequest};
use crate::domain::{RegionCode, Scope};
use crate::exchange::export::dataset_columns;
use crate::exchange::{ExportColumn, Exporter, FileDataset, FileFormat, FileStyle};
use crate::store::{Connection, Keyset, Listing, Store, StoreResult};

/// A list as a file: its name, columns and style.
pub struct FileList {
    pub name: String,
    pub columns: Vec<ExportColumn>,
    pub style: FileStyle,
}

impl FileList {
    /// Answers with the whole list, read page by page. `fetch` reads a page, `view` makes the document of a record.
    pub async fn respond<R, V>(
        self,
        request: &HttpRequest,
        store: &Store,
        page: &PageRequest,
        fetch: impl Fn(&mut Connection, &Listing) -> StoreResult<Vec<R>> + Send + 'static,
        view: impl Fn(R) -> V + Send + 'static,
    ) -> Answer
    where
        R: Keyset,
        V: Serialize,
    {
        let order = page.listing()?;
        self.respond_with(request, store, move |connection, put| {
            pages(connection, order.clone(), &fetch, |_, records| {
                records.into_iter().try_for_each(|record| put(&view(record)))
            })
        })
        .await
    }

    /// Answers with rows that `fill` hands on.
    pub async fn respond_with<V: Serialize>(
        self,
        request: &HttpRequest,
        store: &Store,
        fill: impl Fn(&mut Connection, Put<'_, V>) -> Made + Send + 'static,
    ) -> Answer {
        let Self { name, columns, style } = self;
        let sheet = name.clone();
        let work = move |connection: &mut Connection| {
            written(Exporter::new(temporary()?, columns.clone(), style, &sheet), |put| fill(connection, put))
        };
        let file = make(store, work).await?;
        respond_file(request, &name, style.format, file)
    }
}

/// The columns of a data set's list at this region for a caller with this scope. A column that is not visible in every row is left
/// out: empty cells in its place would erase the stored values when the file is imported again.
pub fn columns_for(dataset: FileDataset, scope: &Scope, region: Option<&RegionCode>) -> Vec<ExportColumn> {
    let mut columns = dataset_columns(dataset);
    columns.retain(|column| scope.sees_all(region) || !PERSONAL.contains(&column.name));
    columns
}

/// The columns with personal data that an import need not have.
pub const PERSONAL: [&str; 1] = ["owner_name"];

/// Answers 200 with a file of this name.
pub fn respond_file(request: &HttpRequest, name: &str, format: FileFormat, file: File) -> Answer {
    let mut response = HttpResponse::Ok();
    let end = format.as_str();
    response.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{end}\"")));
    let media_type = match format {
        FileFormat::Csv => "text/csv; charset=utf-8",
        FileFormat::Xlsx => XLSX,
    };
    answer::send(request, response, media_type, file)
}
