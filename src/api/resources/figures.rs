//! Figures (*angka agregat*): totals entered where unit records do not exist or are not complete.

use actix_web::{HttpRequest, delete, get, put, web};
use serde_json::{Value, json};

use crate::api::documents::figures::{SHAPE, View};
use crate::api::files::lists::ListQuery;
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::list_query::list_query;
use crate::api::request::resource::show;
use crate::api::request::time::year_in;
use crate::api::request::{
    Answer, Caller, Checked, Collector, Edit, Filtered, Locked, MaybeTarget, Page, ReadOnly, Removal, Resource, Sort,
    Step, Stored, Target, filters,
};
use crate::api::resources::regions::{code_in_path, malformed_code};
use crate::domain::{Dataset, RegionCode, Text, ViolationCode, Visibility};
use crate::entry::checker::{Checker, Regions};
use crate::entry::figures::Input;
use crate::exchange::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::http::json::read::read as read_json;
use crate::http::{ETag, NoQuery, Path, Problem};
use crate::store::resources::{figures, regions};
use crate::store::{Figure, FigureData, FigureFilter, FigureKey, Store, Tx};

routes! {
    "figures": "Yearly totals of a region, entered where unit records do not exist.";
    viewer, impersonal => list, read;
    operator, impersonal => replace, remove;
}

/// Writes of figures.
pub struct Figures;

impl Resource for Figures {
    type Key = FigureKey;
    type Owner = ();
    type Record = Figure;
    type Input = Input;
    type Data = FigureData;
    type View = View;

    const READ_ONLY: ReadOnly =
        ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["dataset", "year", "region"] };

    fn view(record: Figure, _: Visibility) -> View {
        View::from(record)
    }

    fn tag(record: &Figure, _: Visibility) -> ETag {
        ETag::of_record(SHAPE, record.id, record.version, record.updated_at, &[])
    }

    fn read(request: Value, key: &FigureKey) -> Result<Input, Problem> {
        Ok(match key.dataset {
            Dataset::Cooperatives => Input::Cooperatives(read_json(request)?),
            Dataset::Umkm => Input::Umkm(read_json(request)?),
            Dataset::Trainings => Input::Trainings(read_json(request)?),
        })
    }

    fn address(key: &FigureKey) -> Value {
        json!({"dataset": key.dataset.as_str(), "year": key.year.number(), "region": key.region.as_str()})
    }

    fn lock(tx: &mut Tx<'_>, _: &Caller, key: &FigureKey) -> Locked<Self> {
        tx.lock_region(&key.region)?;
        Ok(((), figures::get(tx, key)))
    }

    fn check_address(tx: &mut Tx<'_>, key: &FigureKey) -> Step<()> {
        match regions::find(tx, &key.region)? {
            Some(_) => Ok(()),
            None => Err(filters::unknown_region().into()),
        }
    }

    fn check(input: Input, check: &mut Checker, _: &mut impl Regions, _: MaybeTarget<'_, Self>) -> Checked<Self> {
        Ok(input.check(check))
    }

    fn store(tx: &mut Tx<'_>, target: &Target<'_, Self>, data: &FigureData) -> Stored<Self> {
        figures::put(tx, target.key, target.current, data)
    }
}

list_query! {
    /// Which figures are listed, and in which order
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
    }
    sort: "`year`, `id` or `updated_at`, with a leading `-` for the largest first.", "^-?(year|id|updated_at)$",
    ["year", "id", "updated_at"], Sort::ascending("year")
}

impl Filtered for FigureQuery {
    type Filter = FigureFilter;

    async fn filter(self, store: &Store, check: &mut Collector) -> FigureFilter {
        FigureFilter {
            region: check.optional(filters::region(store, self.region.as_deref()).await),
            dataset: check.optional(filters::code("dataset", self.dataset.as_deref(), Dataset::parse, Dataset::ALL)),
            year: check.optional(filters::year(self.year)),
        }
    }
}

/// List figures
#[utoipa::path(
    params(FigureQuery, FileQuery),
    responses((status = 200, description = "A page of figures.", body = Page<View>)),
)]
#[get("/figures")]
pub async fn list(query: ListQuery<FigureQuery>) -> Answer {
    let columns = |_: &_| dataset_columns(FileDataset::Figures);
    query.check().await?.respond("figures", columns, figures::list, View::from).await
}

/// The key in the address. Reads and writes treat a malformed region differently, so that `region` is parsed before.
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
    show::<Figures>(&request, figure, Visibility::FULL)
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
pub async fn replace(path: Path<(String, i64, String)>, caller: Caller, edit: Edit) -> Answer {
    let (dataset, year, region) = path.into_inner();
    let region = RegionCode::parse(&region).ok_or_else(|| malformed_code("region", ViolationCode::UnknownRegion))?;
    let key = key_of((dataset, year, region))?;
    caller.check_edit(&key.region, None)?;
    edit.replace::<Figures>(key).await
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
pub async fn remove(path: Path<(String, i64, String)>, caller: Caller, _: NoQuery, removal: Removal) -> Answer {
    let (dataset, year, region) = path.into_inner();
    let key = key_of((dataset, year, code_in_path(&region)?))?;
    caller.check_edit(&key.region, None)?;
    let delete = |tx: &mut Tx<'_>, _: &_, _: &_, current: &_| Ok(figures::delete(tx, current)?);
    removal.remove::<Figures>(key, delete).await
}
