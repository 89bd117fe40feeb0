//! Trainings (*diklat*) for managers of cooperatives and UMKM.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::Year;
use crate::entry::{Checker, TrainingEntry};
use crate::exchange::columns::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::store::trainings::{self, Training, TrainingData, TrainingFilter};
use crate::store::{Connection, Store, StoreResult};

use super::caller::Caller;
use super::clock::{rfc3339, today_in_jakarta};
use super::cooperatives::Cascade;
use super::etag::Conditions;
use super::export::{FileList, FileQuery, ListQuery};
use super::filters;
use super::idempotency::{Once, create as create_once};
use super::json::JsonDocument;
use super::page::{LISTING_KEYS, Page, PageRequest, Sort, parse_sort};
use super::params::{NoQuery, Path, Query};
use super::problem::{Problem, both};
use super::respond::{json_ok, no_content};
use super::writing::{Answer, Change, ReadOnly, check_delete, write};

/// A training (*diklat*)
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Training)]
struct View {
    /// The service's own number.
    id: i64,
    /// The office's own code, unique.
    #[schema(example = "DIKLAT-2024-01")]
    code: String,
    /// Title.
    title: String,
    /// Where its participants count (Kemendagri code).
    #[schema(example = "15.71")]
    region: String,
    /// First day.
    #[schema(required, format = Date)]
    starts_on: Option<String>,
    /// Last day: its participants count in this day's year.
    #[schema(format = Date)]
    ends_on: String,
    /// Who held it.
    #[schema(required)]
    organizer: Option<String>,
    /// When it was entered.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Training> for View {
    fn from(training: Training) -> Self {
        Self {
            id: training.id,
            code: training.code,
            title: training.title,
            region: training.region.to_string(),
            starts_on: training.starts_on.map(|date| date.to_string()),
            ends_on: training.ends_on.to_string(),
            organizer: training.organizer,
            created_at: rfc3339(training.created_at),
            updated_at: rfc3339(training.updated_at),
        }
    }
}

/// What JSON has of a record, for files.
pub(super) fn view(training: Training) -> impl Serialize + use<> {
    View::from(training)
}

const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["id"] };

/// What can be set of a training
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingInput)]
struct Input {
    /// The office's own code, unique.
    #[schema(required, nullable = false, min_length = 1, max_length = 64, example = "DIKLAT-2024-01")]
    code: Option<String>,
    /// Title.
    #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Manajemen koperasi")]
    title: Option<String>,
    /// Where its participants count (Kemendagri code).
    #[schema(required, nullable = false, pattern = r"^\d{2}(\.\d{2})?$", example = "15.71")]
    region: Option<String>,
    /// First day.
    #[schema(format = Date, example = "2024-03-04")]
    starts_on: Option<String>,
    /// Last day, 1990 to next year.
    #[schema(required, nullable = false, format = Date, example = "2024-03-08")]
    ends_on: Option<String>,
    /// Who held it.
    #[schema(min_length = 1, max_length = 200)]
    organizer: Option<String>,
}

impl Input {
    fn check(self, connection: &mut Connection, mut check: Checker) -> StoreResult<Result<TrainingData, Problem>> {
        let entry = TrainingEntry {
            code: self.code,
            title: self.title,
            region: self.region,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            organizer: self.organizer,
        };
        let data = entry.check(&mut check, connection, Year::latest(today_in_jakarta()))?;
        Ok(check.finish(data).map_err(Problem::invalid))
    }
}

const SORTS: [&str; 4] = ["id", "code", "ends_on", "updated_at"];

/// Which trainings are listed, and in which order
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TrainingQuery {
    /// At this region or below it.
    #[param(example = "15.71")]
    region: Option<String>,
    /// Of this year (of the last day).
    #[param(minimum = 1990, example = 2024)]
    year: Option<i64>,
    /// With this in the title or the code, in any case.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Changed at or after this time.
    #[param(format = DateTime)]
    updated_since: Option<String>,
    /// `id`, `code`, `ends_on` or `updated_at`, with a leading `-` for the largest first.
    #[param(pattern = "^-?(id|code|ends_on|updated_at)$")]
    sort: Option<String>,
    /// How many items a page has.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// Where the page starts: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// List trainings
#[utoipa::path(tag = "trainings", params(TrainingQuery, FileQuery), responses((status = 200, description = "A page of trainings.", body = Page<View>)))]
#[get("/trainings")]
pub(super) async fn list(request: HttpRequest, store: web::Data<Store>, query: ListQuery<TrainingQuery>) -> Answer {
    let (query, file) = query.into_parts();
    let sort = parse_sort(query.sort.as_deref(), &SORTS, Sort::ascending("id"))?;
    let updated_since = filters::updated_since(query.updated_since.as_deref())?;
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), sort, LISTING_KEYS);
    let region = filters::region(&store, query.region.as_deref()).await;
    let words = both(filters::year(query.year), filters::search(query.q));
    let ((page, region), (year, q)) = both(both(page, region), words)?;
    let filter = TrainingFilter { region, year, q, updated_since };
    if let Some(style) = file {
        let whole = FileList { name: "trainings".to_owned(), columns: dataset_columns(FileDataset::Trainings), style };
        let fetch = move |connection: &mut Connection, listing: &_| trainings::list(connection, &filter, listing);
        return whole.respond(&request, &store, &page, fetch, View::from).await;
    }
    let listing = page.listing()?;
    let rows = store.read(move |connection| trainings::list(connection, &filter, &listing)).await?;
    Page::from_records(&page, rows, View::from)?.respond(&request)
}

/// Enter a training
#[utoipa::path(tag = "trainings", request_body = Input, responses((status = 201, description = "It is entered.", body = View)))]
#[post("/trainings")]
pub(super) async fn create(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    _: NoQuery,
    once: Once,
    document: JsonDocument,
) -> Answer {
    let sent = document.text();
    let change = Change::put(document, Conditions::default());
    let who = caller.clone();
    create_once(&request, &store, caller, once, sent.as_bytes(), move |tx| {
        let (input, check): (Input, _) = change.apply(None::<&View>, READ_ONLY)?;
        let data = input.check(tx, check)??;
        who.check_edit(&data.region, Some("/region"))?;
        let view = View::from(trainings::create(tx, &data)?);
        Ok((format!("/trainings/{}", view.id), view))
    })
    .await
}

/// Read a training
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training.")), responses((status = 200, description = "The training.", body = View)))]
#[get("/trainings/{id}")]
pub(super) async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<i64>, _: NoQuery) -> Answer {
    let id = path.into_inner();
    let training = store.lookup(move |connection| trainings::get(connection, id)).await?;
    json_ok(&request, &View::from(training))
}

/// Replace a training
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training.")), request_body = Input, responses((status = 200, description = "It is replaced.", body = View)))]
#[put("/trainings/{id}")]
pub(super) async fn replace(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    change(request, store, caller, path.into_inner(), Change::put(document, conditions)).await
}

/// Change a training in part
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training.")), request_body(content = Input, content_type = "application/merge-patch+json"), responses((status = 200, description = "It is changed.", body = View)))]
#[patch("/trainings/{id}")]
pub(super) async fn modify(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    change(request, store, caller, path.into_inner(), Change::patch(document, conditions)).await
}

async fn change(request: HttpRequest, store: web::Data<Store>, caller: Caller, id: i64, change: Change) -> Answer {
    let who = caller.clone();
    let view = write(&store, caller, move |tx| {
        let current = trainings::lock(tx, id)?;
        who.check_edit(&current.region, None)?;
        let current = View::from(current);
        let (input, check): (Input, _) = change.apply(Some(&current), READ_ONLY)?;
        let data = input.check(tx, check)??;
        who.check_edit(&data.region, Some("/region"))?;
        Ok(View::from(trainings::update(tx, id, &data)?))
    })
    .await?;
    json_ok(&request, &view)
}

/// Delete a training
///
/// One that has participants is 409 `has_records` unless `?cascade=true`, which deletes them too.
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training."), Cascade), responses((status = 204, description = "It is gone.")))]
#[delete("/trainings/{id}")]
pub(super) async fn remove(
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    query: Query<Cascade>,
    conditions: Conditions,
) -> Answer {
    let (id, cascade) = (path.into_inner(), query.is_wanted());
    let who = caller.clone();
    write(&store, caller, move |tx| {
        let current = trainings::lock(tx, id)?;
        who.check_edit(&current.region, None)?;
        check_delete(&conditions, &View::from(current))?;
        Ok(trainings::delete(tx, id, cascade)?)
    })
    .await?;
    Ok(no_content())
}
