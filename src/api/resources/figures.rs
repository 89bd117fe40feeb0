//! Figures (*angka agregat*): totals entered where unit records do not exist or are not complete.

use actix_web::{HttpRequest, delete, get, put, web};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

use crate::api::documents::figures::View;
use crate::api::files::export::{FileList, ListQuery};
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::caller::Caller;
use crate::api::request::filters;
use crate::api::request::page::{LISTING_KEYS, Page, PageRequest, Sort, parse_sort};
use crate::api::request::respond::{json_ok, no_content};
use crate::api::request::time::year_in;
use crate::api::request::write::{Answer, Edit, ReadOnly, check_delete, put_answer, write};
use crate::api::resources::regions::code_in_path;
use crate::domain::{Dataset, RegionCode, Text, ViolationCode};
use crate::entry::figures::{CooperativesInput, Input, TrainingsInput, UmkmInput};
use crate::exchange::dataset::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::http::etag::Conditions;
use crate::http::json::JsonDocument;
use crate::http::params::{NoQuery, Path};
use crate::http::problem::{Problem, both};
use crate::store::database::connection::Connection;
use crate::store::engine::store::Store;
use crate::store::models::figure::FigureKey;
use crate::store::resources::figures::FigureFilter;
use crate::store::resources::{figures, regions};

routes! {
    "figures": "Yearly totals of a region, entered where unit records do not exist.";
    viewer, impersonal => list, read;
    operator, impersonal => replace, remove;
}

const READ_ONLY: ReadOnly =
    ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["dataset", "year", "region"] };

const SORTS: [&str; 3] = ["year", "id", "updated_at"];

/// Which figures are listed, and in which order
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FigureQuery {
    /// Of this year.
    #[param(minimum = 1990, maximum = 2999, example = 2016)]
    year: Option<i64>,
    /// Of this data set: cooperatives, umkm or trainings.
    #[param(value_type = Option<Dataset>, example = "cooperatives")]
    dataset: Option<String>,
    /// At this region or below it.
    #[param(format = "region", example = "15")]
    region: Option<String>,
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

/// List figures
#[utoipa::path(
    params(FigureQuery, FileQuery),
    responses((status = 200, description = "A page of figures.", body = Page<View>)),
)]
#[get("/figures")]
pub async fn list(request: HttpRequest, store: web::Data<Store>, query: ListQuery<FigureQuery>) -> Answer {
    let (query, file) = query.into_parts();
    let sort = parse_sort(query.sort.as_deref(), &SORTS, Sort::ascending("year"))?;
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), sort, LISTING_KEYS);
    let region = filters::region(&store, query.region.as_deref()).await;
    let dataset = filters::code("dataset", query.dataset.as_deref(), Dataset::parse, Dataset::ALL);
    let ((page, region), (dataset, year)) = both(both(page, region), both(dataset, filters::year(query.year)))?;
    let filter = FigureFilter { dataset, year, region };
    if let Some(style) = file {
        let whole = FileList { name: "figures".to_owned(), columns: dataset_columns(FileDataset::Figures), style };
        let fetch = move |connection: &mut Connection, listing: &_| figures::list(connection, &filter, listing);
        return whole.respond(&request, &store, &page, fetch, View::from).await;
    }
    let listing = page.listing()?;
    let rows = store.read(move |connection| figures::list(connection, &filter, &listing)).await?;
    Page::from_records(&page, rows, View::from)?.respond(&request)
}

/// Data set and year as in the address; the region is read according to what is done.
fn key_of((dataset, year, region): (String, i64, RegionCode)) -> Result<FigureKey, Problem> {
    let dataset = Dataset::parse(&dataset).ok_or_else(|| {
        Problem::not_found(Text::new(
            "Kumpulan data ini tidak ada: cooperatives, umkm, atau trainings.",
            "There is no such data set: cooperatives, umkm or trainings.",
        ))
    })?;
    Ok(FigureKey { dataset, year: year_in("year", year)?, region })
}

/// Read a figure
#[utoipa::path(
    params(
        ("dataset" = Dataset, Path, description = "The data set of the total."),
        ("year" = i32, Path, format = "year", description = "The year."),
        ("region" = String, Path, format = "region", description = "The region itself, not those below it.", example = "15"),
    ),
    responses((status = 200, description = "The figure.", body = View)),
)]
#[get("/figures/{dataset}/{year}/{region}")]
pub async fn read(
    request: HttpRequest,
    store: web::Data<Store>,
    path: Path<(String, i64, String)>,
    _: NoQuery,
) -> Answer {
    let (dataset, year, region) = path.into_inner();
    let key = key_of((dataset, year, code_in_path(&region)?))?;
    let figure = store.lookup(move |connection| figures::get(connection, &key)).await?;
    json_ok(&request, &View::from(figure))
}

/// Enter or replace a figure
///
/// The figure becomes the basis of its data set, year and region: unit records of the same are no longer summed.
#[utoipa::path(
    params(
        ("dataset" = Dataset, Path, description = "The data set of the total."),
        ("year" = i32, Path, format = "year", description = "The year."),
        ("region" = String, Path, format = "region", description = "The region itself, not those below it.", example = "15"),
    ),
    request_body = Input,
    responses(
        (status = 200, description = "The record was replaced.", body = View),
        (status = 201, description = "The record was entered.", body = View),
    ),
)]
#[put("/figures/{dataset}/{year}/{region}")]
pub async fn replace(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(String, i64, String)>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    let (dataset, year, region) = path.into_inner();
    let region = RegionCode::parse(&region).ok_or_else(|| {
        let detail = Text::new(
            "Kode wilayah harus seperti 00, 15, atau 15.01.",
            "A region's code must be like 00, 15 or 15.01.",
        );
        Problem::invalid_parameter("region", ViolationCode::UnknownRegion, detail)
    })?;
    let key = key_of((dataset, year, region))?;
    caller.check_edit(&key.region, None)?;
    let address = json!({"dataset": key.dataset.as_str(), "year": key.year.number(), "region": key.region.as_str()});
    let change = Edit::put(document, conditions).at(address);
    let (is_new, view) = write(&store, caller, move |tx| {
        tx.lock_region(&key.region)?;
        if regions::find(tx, &key.region)?.is_none() {
            Err(filters::unknown_region())?;
        }
        let figure = figures::find(tx, &key)?;
        let current = figure.clone().map(View::from);
        let data = match key.dataset {
            Dataset::Cooperatives => {
                let (input, check) = change.apply::<CooperativesInput>(current.as_ref(), READ_ONLY)?;
                (Input::Cooperatives(input), check)
            }
            Dataset::Umkm => {
                let (input, check) = change.apply::<UmkmInput>(current.as_ref(), READ_ONLY)?;
                (Input::Umkm(input), check)
            }
            Dataset::Trainings => {
                let (input, check) = change.apply::<TrainingsInput>(current.as_ref(), READ_ONLY)?;
                (Input::Trainings(input), check)
            }
        }?;
        Ok((current.is_none(), View::from(figures::put(tx, &key, figure.as_ref(), &data)?)))
    })
    .await?;
    put_answer(&request, is_new, &view)
}

/// Delete a figure
///
/// The unit records are the basis again.
#[utoipa::path(
    params(
        ("dataset" = Dataset, Path, description = "The data set of the total."),
        ("year" = i32, Path, format = "year", description = "The year."),
        ("region" = String, Path, format = "region", description = "The region itself, not those below it.", example = "15"),
    ),
    responses((status = 204, description = "The record was deleted.")),
)]
#[delete("/figures/{dataset}/{year}/{region}")]
pub async fn remove(
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(String, i64, String)>,
    _: NoQuery,
    conditions: Conditions,
) -> Answer {
    let (dataset, year, region) = path.into_inner();
    let key = key_of((dataset, year, code_in_path(&region)?))?;
    caller.check_edit(&key.region, None)?;
    write(&store, caller, move |tx| {
        tx.lock_region(&key.region)?;
        let figure = figures::get(tx, &key)?;
        check_delete(&conditions, &View::from(figure.clone()))?;
        Ok(figures::delete(tx, &figure)?)
    })
    .await?;
    Ok(no_content())
}
