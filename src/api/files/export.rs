//! Lists as whole files: the same filters, the same representation, one state of the data.

use std::fs::File;

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::api::files::answer;
use crate::api::files::making::{Made, Put, make, pages, temporary, written};
use crate::api::files::style::sees_all;
use crate::api::operations::forms::XLSX;
use crate::api::request::page::PageRequest;
use crate::api::request::write::Answer;
use crate::domain::{RegionCode, Scope};
use crate::exchange::dataset::FileDataset;
use crate::exchange::export::{ExportColumn, Exporter, FileFormat, FileStyle, dataset_columns};
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::store::Store;
use crate::store::lists::listing::{Keyset, Listing};

/// A list as a file: what is in it, and how it is called.
pub struct FileList {
    pub name: String,
    pub columns: Vec<ExportColumn>,
    pub style: FileStyle,
}

impl FileList {
    /// The whole list as a file, page by page from one state of the data. `fetch` reads a page, `view` is what JSON has.
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

    /// The same for a list that is read in a way of its own.
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

/// The columns of a data set's list for a reader with this scope, who asks for this region. What is not his to see in every row
/// is left out, since a file with empty cells in its place would, sent back, take away what is there.
pub fn columns_for(dataset: FileDataset, scope: &Scope, region: Option<&RegionCode>) -> Vec<ExportColumn> {
    let mut columns = dataset_columns(dataset);
    columns.retain(|column| sees_all(scope, region) || !PERSONAL.contains(&column.name));
    columns
}

/// The columns that some readers see only in part, and that a file may lack.
pub const PERSONAL: [&str; 1] = ["owner_name"];

/// 200 with a file under this name.
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
