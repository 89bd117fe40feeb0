//! The register of assisted businesses (*UMKM binaan*): usually one person's, so that their figures are personal data.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::Reach;
use crate::entry::{BusinessEntry, Checker};
use crate::exchange::columns::FileDataset;
use crate::store::umkm::{self, Business, BusinessData};
use crate::store::{Connection, Store, StoreResult, umkm_reports};

use super::caller::Caller;
use super::clock::rfc3339;
use super::cooperatives::{Cascade, UnitQuery};
use super::etag::Conditions;
use super::export::{FileList, FileQuery, ListQuery, columns_for};
use super::idempotency::{Once, create as create_once};
use super::json::JsonDocument;
use super::page::Page;
use super::params::{NoQuery, Path, Query};
use super::problem::Problem;
use super::respond::{json_ok, no_content};
use super::writing::{Answer, Change, ReadOnly, check_delete, write};

/// An assisted business (*UMKM binaan*)
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Umkm)]
struct View {
    /// The service's own number.
    id: i64,
    /// The office's own number, unique.
    #[schema(example = "UMKM-0001")]
    register_number: String,
    /// Name.
    name: String,
    /// Where it is now (Kemendagri code); its reports carry their own.
    #[schema(example = "15.71")]
    region: String,
    /// Whose it is: personal data; null also for those who may not see it.
    #[schema(required)]
    owner_name: Option<String>,
    /// Business identification number (*NIB*), 13 digits, unique.
    #[schema(required)]
    nib: Option<String>,
    /// KBLI code.
    #[schema(required)]
    sector: Option<String>,
    /// From when it is expected to report.
    #[schema(required, format = Date)]
    assisted_since: Option<String>,
    /// Until when.
    #[schema(required, format = Date)]
    assisted_until: Option<String>,
    /// When it was entered.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl View {
    /// The business as one with this reach sees it.
    fn new(unit: Business, reach: &Reach) -> Self {
        let sight = reach.sight(&unit.region);
        Self {
            id: unit.id,
            register_number: unit.register_number,
            name: unit.name,
            region: unit.region.to_string(),
            owner_name: sight.of(unit.owner_name).flatten(),
            nib: unit.nib,
            sector: unit.sector,
            assisted_since: unit.assisted_since.map(|date| date.to_string()),
            assisted_until: unit.assisted_until.map(|date| date.to_string()),
            created_at: rfc3339(unit.created_at),
            updated_at: rfc3339(unit.updated_at),
        }
    }
}

/// What JSON has of a record, for files.
pub(super) fn view(unit: Business, reach: &Reach) -> impl Serialize + use<> {
    View::new(unit, reach)
}

const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["id"] };

/// What can be set of an assisted business
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UmkmInput)]
struct Input {
    /// The office's own number, unique.
    #[schema(required, nullable = false, min_length = 1, max_length = 64, example = "UMKM-0001")]
    register_number: Option<String>,
    /// Name.
    #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Warung Sari")]
    name: Option<String>,
    /// Where it is (Kemendagri code).
    #[schema(required, nullable = false, pattern = r"^\d{2}(\.\d{2})?$", example = "15.71")]
    region: Option<String>,
    /// Whose it is: personal data.
    #[schema(min_length = 1, max_length = 200)]
    owner_name: Option<String>,
    /// Business identification number (*NIB*), unique.
    #[schema(pattern = r"^\d{13}$", example = "1234567890123")]
    nib: Option<String>,
    /// KBLI code: a category letter, two to five digits, or both.
    #[schema(pattern = r"^([A-U]|[A-U]?\d{2,5})$", example = "56103")]
    sector: Option<String>,
    /// From when it is expected to report.
    #[schema(format = Date, example = "2019-01-15")]
    assisted_since: Option<String>,
    /// Until when.
    #[schema(format = Date, example = "2024-12-31")]
    assisted_until: Option<String>,
}

impl Input {
    fn check(self, connection: &mut Connection, mut check: Checker) -> StoreResult<Result<BusinessData, Problem>> {
        let entry = BusinessEntry {
            register_number: self.register_number,
            name: self.name,
            region: self.region,
            owner_name: self.owner_name,
            nib: self.nib,
            sector: self.sector,
            assisted_since: self.assisted_since,
            assisted_until: self.assisted_until,
        };
        let data = entry.check(&mut check, connection)?;
        Ok(check.finish(data).map_err(Problem::invalid))
    }
}

/// List assisted businesses
#[utoipa::path(tag = "umkm", params(UnitQuery, FileQuery), responses((status = 200, description = "A page of the register.", body = Page<View>)))]
#[get("/umkm")]
pub(super) async fn list(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    query: ListQuery<UnitQuery>,
) -> Answer {
    let (query, file) = query.into_parts();
    let (filter, page) = query.read(&store).await?;
    if let Some(style) = file {
        let columns = columns_for(FileDataset::Umkm, &caller.reach, filter.region.as_ref());
        let whole = FileList { name: "umkm".to_owned(), columns, style };
        let fetch = move |connection: &mut Connection, listing: &_| umkm::list(connection, &filter, listing);
        return whole.respond(&request, &store, &page, fetch, move |unit| View::new(unit, &caller.reach)).await;
    }
    let listing = page.listing()?;
    let rows = store.read(move |connection| umkm::list(connection, &filter, &listing)).await?;
    Page::from_records(&page, rows, |unit| View::new(unit, &caller.reach))?.respond(&request)
}

/// Enter a business
#[utoipa::path(tag = "umkm", request_body = Input, responses((status = 201, description = "It is entered.", body = View)))]
#[post("/umkm")]
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
        let view = View::new(umkm::create(tx, &data)?, &who.reach);
        Ok((format!("/umkm/{}", view.id), view))
    })
    .await
}

/// Read a business
#[utoipa::path(tag = "umkm", params(("id" = i64, Path, description = "The business.")), responses((status = 200, description = "The business.", body = View)))]
#[get("/umkm/{id}")]
pub(super) async fn read(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
) -> Answer {
    let id = path.into_inner();
    let unit = store.lookup(move |connection| umkm::get(connection, id)).await?;
    json_ok(&request, &View::new(unit, &caller.reach))
}

/// Replace a business
#[utoipa::path(tag = "umkm", params(("id" = i64, Path, description = "The business.")), request_body = Input, responses((status = 200, description = "It is replaced.", body = View)))]
#[put("/umkm/{id}")]
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

/// Change a business in part
#[utoipa::path(tag = "umkm", params(("id" = i64, Path, description = "The business.")), request_body(content = Input, content_type = "application/merge-patch+json"), responses((status = 200, description = "It is changed.", body = View)))]
#[patch("/umkm/{id}")]
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
        let current = umkm::lock(tx, id)?;
        who.check_edit(&current.region, None)?;
        let (input, check): (Input, _) = change.apply(Some(&View::new(current.clone(), &who.reach)), READ_ONLY)?;
        let data = input.check(tx, check)??;
        who.check_edit(&data.region, Some("/region"))?;
        Ok(View::new(umkm::update(tx, &current, &data)?, &who.reach))
    })
    .await?;
    json_ok(&request, &view)
}

/// Delete a business
///
/// One that has reports or linked participants is 409 `has_records` unless `?cascade=true`, which deletes the reports too (those
/// that count outside of an operator's region are 403); participants stay and lose the link.
#[utoipa::path(tag = "umkm", params(("id" = i64, Path, description = "The business."), Cascade), responses((status = 204, description = "It is gone.")))]
#[delete("/umkm/{id}")]
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
        let current = umkm::lock(tx, id)?;
        who.check_edit(&current.region, None)?;
        check_delete(&conditions, &View::new(current.clone(), &who.reach))?;
        if cascade {
            who.check_removal(&umkm_reports::regions_of(tx, id)?)?;
        }
        Ok(umkm::delete(tx, &current, cascade)?)
    })
    .await?;
    Ok(no_content())
}
