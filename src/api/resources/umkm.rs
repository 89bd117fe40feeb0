//! The register of assisted businesses (*UMKM binaan*): usually one person's, so that their figures are personal data.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};

use crate::api::documents::umkm::{SHAPE, View};
use crate::api::files::export::columns_for;
use crate::api::files::lists::ListQuery;
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::resource::show;
use crate::api::request::{
    Answer, Caller, Checked, Creation, Edit, Locked, MaybeTarget, NewEntry, Page, ReadOnly, Removal, Resource, Stored,
    Target,
};
use crate::api::resources::unit_queries::{Cascade, UnitQuery};
use crate::domain::Visibility;
use crate::entry::checker::{Checker, Regions};
use crate::entry::umkm::Input;
use crate::exchange::FileDataset;
use crate::http::{ETag, NoQuery, Path, Problem, Query};
use crate::store::resources::{umkm, units};
use crate::store::{Business, BusinessData, Store, Tx, UnitFilter};

routes! {
    "umkm": "Assisted micro, small and medium businesses and their yearly reports.";
    viewer => list, read;
    operator, may_conflict => create, replace, modify, remove;
}

/// Writes of businesses.
pub struct Businesses;

impl Resource for Businesses {
    type Key = i64;
    type Owner = Business;
    type Record = Business;
    type Input = Input;
    type Data = BusinessData;
    type View = View;

    const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["id"] };

    fn view(record: Business, visibility: Visibility) -> View {
        View::new(record, visibility)
    }

    fn tag(record: &Business, visibility: Visibility) -> ETag {
        ETag::of_record(SHAPE, record.id, record.version, record.updated_at, &[&visibility.names])
    }

    fn lock(tx: &mut Tx<'_>, caller: &Caller, id: &i64) -> Locked<Self> {
        let unit = units::lock::<Business>(tx, *id)?;
        caller.check_edit(&unit.region, None)?;
        Ok((unit.clone(), Ok(unit)))
    }

    fn check(input: Input, check: &mut Checker, regions: &mut impl Regions, _: MaybeTarget<'_, Self>) -> Checked<Self> {
        input.check(check, regions)
    }

    fn check_move(caller: &Caller, _: Option<&Business>, data: &BusinessData) -> Result<(), Problem> {
        caller.check_edit(&data.region, Some("/region"))
    }

    fn store(tx: &mut Tx<'_>, target: &Target<'_, Self>, data: &BusinessData) -> Stored<Self> {
        units::update(tx, target.owner, data)
    }
}

/// List assisted businesses
#[utoipa::path(
    params(UnitQuery, FileQuery),
    responses((status = 200, description = "A page of the register.", body = Page<View>)),
)]
#[get("/umkm")]
pub async fn list(caller: Caller, query: ListQuery<UnitQuery>) -> Answer {
    let scope = caller.scope.clone();
    let columns = |filter: &UnitFilter| columns_for(FileDataset::Umkm, &caller.scope, filter.region.as_ref());
    let view = move |unit: Business| {
        let visibility = scope.visibility(&unit.region);
        View::new(unit, visibility)
    };
    query.check().await?.respond("umkm", columns, umkm::list, view).await
}

/// Enter a business
#[utoipa::path(request_body = Input, responses((status = 201, description = "The record was entered.", body = View)))]
#[post("/umkm")]
pub async fn create(creation: Creation) -> Answer {
    let work = |tx: &mut Tx<'_>, entry: &NewEntry<'_, Businesses>| {
        let data = entry.check(tx)?;
        let unit = units::create(tx, &data)?;
        Ok((format!("/umkm/{}", unit.id), unit))
    };
    creation.create(work).await
}

/// Read a business
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The business.")),
    responses((status = 200, description = "The business.", body = View)),
)]
#[get("/umkm/{id}")]
pub async fn read(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
) -> Answer {
    let id = path.into_inner();
    let unit = store.lookup(move |connection| units::get::<Business>(connection, id)).await?;
    let visibility = caller.visibility(&unit.region);
    show::<Businesses>(&request, unit, visibility)
}

/// Replace a business
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The business.")),
    request_body = Input,
    responses((status = 200, description = "The record was replaced.", body = View)),
)]
#[put("/umkm/{id}")]
pub async fn replace(path: Path<i64>, edit: Edit) -> Answer {
    edit.replace::<Businesses>(path.into_inner()).await
}

/// Edit a business in part
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The business.")),
    request_body(content = Input, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The record was changed.", body = View)),
)]
#[patch("/umkm/{id}")]
pub async fn modify(path: Path<i64>, edit: Edit) -> Answer {
    edit.modify::<Businesses>(path.into_inner()).await
}

/// Delete a business
///
/// A business that has reports or linked participants is 409 `has_records` unless `?cascade=true`, which deletes the reports
/// too (those that count outside of an operator's region are 403); participants stay and lose the link.
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The business."), Cascade),
    responses((status = 204, description = "The record was deleted.")),
)]
#[delete("/umkm/{id}")]
pub async fn remove(path: Path<i64>, query: Query<Cascade>, removal: Removal) -> Answer {
    let cascade = query.is_wanted();
    let delete = move |tx: &mut Tx<'_>, caller: &Caller, _: &_, current: &Business| {
        if cascade {
            caller.check_removal(&units::report_regions(tx, current)?)?;
        }
        Ok(units::delete(tx, current, cascade)?)
    };
    removal.remove::<Businesses>(path.into_inner(), delete).await
}
