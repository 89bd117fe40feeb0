//! The register of cooperatives.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::{Authority, CooperativeForm, CooperativeKind};
use crate::entry::{Checker, CooperativeEntry};
use crate::exchange::columns::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::store::cooperatives::{self, Cooperative, CooperativeData, UnitFilter};
use crate::store::{Connection, Store, StoreResult, cooperative_reports};

use super::caller::Caller;
use super::clock::rfc3339;
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

/// A cooperative: a legal person, whose figures are not personal data
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Cooperative)]
struct View {
    /// The service's own number.
    id: i64,
    /// The office's own number, unique.
    #[schema(example = "KOP-0001")]
    register_number: String,
    /// Name.
    name: String,
    /// Where it is now (Kemendagri code); its reports carry their own.
    #[schema(example = "15.71")]
    region: String,
    /// Who supervises it.
    #[schema(required)]
    authority: Option<Authority>,
    /// What it does.
    #[schema(required)]
    kind: Option<CooperativeKind>,
    /// Primary or secondary.
    #[schema(required)]
    form: Option<CooperativeForm>,
    /// Whether it works by sharia.
    #[schema(required)]
    sharia: Option<bool>,
    /// Its national number (*NIK koperasi*), 13 digits; most have none.
    #[schema(required)]
    nik_koperasi: Option<String>,
    /// The number of its legal entity.
    #[schema(required)]
    legal_entity_number: Option<String>,
    /// From when it is expected to report.
    #[schema(required, format = Date)]
    established_on: Option<String>,
    /// Until when.
    #[schema(required, format = Date)]
    dissolved_on: Option<String>,
    /// When it was entered.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Cooperative> for View {
    fn from(unit: Cooperative) -> Self {
        Self {
            id: unit.id,
            register_number: unit.register_number,
            name: unit.name,
            region: unit.region.to_string(),
            authority: unit.authority,
            kind: unit.kind,
            form: unit.form,
            sharia: unit.sharia,
            nik_koperasi: unit.nik_koperasi,
            legal_entity_number: unit.legal_entity_number,
            established_on: unit.established_on.map(|date| date.to_string()),
            dissolved_on: unit.dissolved_on.map(|date| date.to_string()),
            created_at: rfc3339(unit.created_at),
            updated_at: rfc3339(unit.updated_at),
        }
    }
}

/// What JSON has of a record, for files.
pub(super) fn view(unit: Cooperative) -> impl Serialize + use<> {
    View::from(unit)
}

const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["id"] };

/// What can be set of a cooperative
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CooperativeInput)]
struct Input {
    /// The office's own number, unique.
    #[schema(required, nullable = false, min_length = 1, max_length = 64, example = "KOP-0001")]
    register_number: Option<String>,
    /// Name.
    #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Koperasi Maju Bersama")]
    name: Option<String>,
    /// Where it is (Kemendagri code).
    #[schema(required, nullable = false, pattern = r"^\d{2}(\.\d{2})?$", example = "15.71")]
    region: Option<String>,
    /// Who supervises it.
    #[schema(value_type = Option<Authority>)]
    authority: Option<String>,
    /// What it does.
    #[schema(value_type = Option<CooperativeKind>)]
    kind: Option<String>,
    /// Primary or secondary.
    #[schema(value_type = Option<CooperativeForm>)]
    form: Option<String>,
    /// Whether it works by sharia.
    sharia: Option<bool>,
    /// Its national number (*NIK koperasi*, not a person's), unique.
    #[schema(pattern = r"^\d{13}$", example = "1571010010001")]
    nik_koperasi: Option<String>,
    /// The number of its legal entity.
    #[schema(min_length = 1, max_length = 100)]
    legal_entity_number: Option<String>,
    /// From when it is expected to report.
    #[schema(format = Date, example = "2010-05-01")]
    established_on: Option<String>,
    /// Until when.
    #[schema(format = Date, example = "2024-12-31")]
    dissolved_on: Option<String>,
}

impl Input {
    fn check(self, connection: &mut Connection, mut check: Checker) -> StoreResult<Result<CooperativeData, Problem>> {
        let entry = CooperativeEntry {
            register_number: self.register_number,
            name: self.name,
            region: self.region,
            authority: self.authority,
            kind: self.kind,
            form: self.form,
            sharia: self.sharia,
            nik_koperasi: self.nik_koperasi,
            legal_entity_number: self.legal_entity_number,
            established_on: self.established_on,
            dissolved_on: self.dissolved_on,
        };
        let data = entry.check(&mut check, connection)?;
        Ok(check.finish(data).map_err(Problem::invalid))
    }
}

const SORTS: [&str; 4] = ["id", "register_number", "name", "updated_at"];

/// Which units of a register are listed, and in which order
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct UnitQuery {
    /// At this region or below it.
    #[param(example = "15.71")]
    region: Option<String>,
    /// With this in the name or the register number, in any case.
    #[param(max_length = 200)]
    q: Option<String>,
    /// Changed at or after this time.
    #[param(format = DateTime)]
    updated_since: Option<String>,
    /// `id`, `register_number`, `name` or `updated_at`, with a leading `-` for the largest first.
    #[param(pattern = "^-?(id|register_number|name|updated_at)$")]
    sort: Option<String>,
    /// How many items a page has.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// Where the page starts: `next_cursor` of the page before.
    cursor: Option<String>,
}

impl UnitQuery {
    pub(super) async fn read(self, store: &Store) -> Result<(UnitFilter, PageRequest), Problem> {
        let sort = parse_sort(self.sort.as_deref(), &SORTS, Sort::ascending("id"))?;
        let updated_since = filters::updated_since(self.updated_since.as_deref())?;
        let page = PageRequest::new(self.limit, self.cursor.as_deref(), sort, LISTING_KEYS);
        let region = filters::region(store, self.region.as_deref()).await;
        let ((page, region), q) = both(both(page, region), filters::search(self.q))?;
        Ok((UnitFilter { region, q, updated_since }, page))
    }
}

/// Whether a deletion takes along what depends on the record
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Cascade {
    /// Delete the reports or participants too.
    #[param(default = false)]
    cascade: Option<bool>,
}

impl Cascade {
    pub(super) fn is_wanted(self) -> bool {
        self.cascade.unwrap_or(false)
    }
}

/// List cooperatives
#[utoipa::path(tag = "cooperatives", params(UnitQuery, FileQuery), responses((status = 200, description = "A page of the register.", body = Page<View>)))]
#[get("/cooperatives")]
pub(super) async fn list(request: HttpRequest, store: web::Data<Store>, query: ListQuery<UnitQuery>) -> Answer {
    let (query, file) = query.into_parts();
    let (filter, page) = query.read(&store).await?;
    if let Some(style) = file {
        let whole =
            FileList { name: "cooperatives".to_owned(), columns: dataset_columns(FileDataset::Cooperatives), style };
        let fetch = move |connection: &mut Connection, listing: &_| cooperatives::list(connection, &filter, listing);
        return whole.respond(&request, &store, &page, fetch, View::from).await;
    }
    let listing = page.listing()?;
    let rows = store.read(move |connection| cooperatives::list(connection, &filter, &listing)).await?;
    Page::from_records(&page, rows, View::from)?.respond(&request)
}

/// Enter a cooperative
#[utoipa::path(tag = "cooperatives", request_body = Input, responses((status = 201, description = "It is entered.", body = View)))]
#[post("/cooperatives")]
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
        let view = View::from(cooperatives::create(tx, &data)?);
        Ok((format!("/cooperatives/{}", view.id), view))
    })
    .await
}

/// Read a cooperative
#[utoipa::path(tag = "cooperatives", params(("id" = i64, Path, description = "The cooperative.")), responses((status = 200, description = "The cooperative.", body = View)))]
#[get("/cooperatives/{id}")]
pub(super) async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<i64>, _: NoQuery) -> Answer {
    let id = path.into_inner();
    let unit = store.lookup(move |connection| cooperatives::get(connection, id)).await?;
    json_ok(&request, &View::from(unit))
}

/// Replace a cooperative
#[utoipa::path(tag = "cooperatives", params(("id" = i64, Path, description = "The cooperative.")), request_body = Input, responses((status = 200, description = "It is replaced.", body = View)))]
#[put("/cooperatives/{id}")]
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

/// Change a cooperative in part
#[utoipa::path(tag = "cooperatives", params(("id" = i64, Path, description = "The cooperative.")), request_body(content = Input, content_type = "application/merge-patch+json"), responses((status = 200, description = "It is changed.", body = View)))]
#[patch("/cooperatives/{id}")]
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
        let current = cooperatives::lock(tx, id)?;
        who.check_edit(&current.region, None)?;
        let (input, check): (Input, _) = change.apply(Some(&View::from(current.clone())), READ_ONLY)?;
        let data = input.check(tx, check)??;
        who.check_edit(&data.region, Some("/region"))?;
        Ok(View::from(cooperatives::update(tx, &current, &data)?))
    })
    .await?;
    json_ok(&request, &view)
}

/// Delete a cooperative
///
/// One that has reports or linked participants is 409 `has_records` unless `?cascade=true`, which deletes the reports too (those
/// that count outside of an operator's region are 403); participants stay and lose the link.
#[utoipa::path(tag = "cooperatives", params(("id" = i64, Path, description = "The cooperative."), Cascade), responses((status = 204, description = "It is gone.")))]
#[delete("/cooperatives/{id}")]
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
        let current = cooperatives::lock(tx, id)?;
        who.check_edit(&current.region, None)?;
        check_delete(&conditions, &View::from(current.clone()))?;
        if cascade {
            who.check_removal(&cooperative_reports::regions_of(tx, id)?)?;
        }
        Ok(cooperatives::delete(tx, &current, cascade)?)
    })
    .await?;
    Ok(no_content())
}
