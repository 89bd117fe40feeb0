//! The register of cooperatives.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};

use crate::api::documents::cooperatives::{SHAPE, View};
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
use crate::entry::cooperatives::Input;
use crate::exchange::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::http::{ETag, NoQuery, Path, Problem, Query};
use crate::store::resources::{cooperatives, units};
use crate::store::{Cooperative, CooperativeData, Store, Tx};

routes! {
    "cooperatives": "Cooperatives and their yearly reports.";
    viewer, impersonal => list, read;
    operator, impersonal, may_conflict => create, replace, modify, remove;
}

/// Writes of cooperatives.
pub struct Cooperatives;

impl Resource for Cooperatives {
    type Key = i64;
    type Owner = Cooperative;
    type Record = Cooperative;
    type Input = Input;
    type Data = CooperativeData;
    type View = View;

    const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["id"] };

    fn view(record: Cooperative, _: Visibility) -> View {
        View::from(record)
    }

    fn tag(record: &Cooperative, _: Visibility) -> ETag {
        ETag::of_record(SHAPE, record.id, record.version, record.updated_at, &[])
    }

    fn lock(tx: &mut Tx<'_>, caller: &Caller, id: &i64) -> Locked<Self> {
        let unit = units::lock::<Cooperative>(tx, *id)?;
        caller.check_edit(&unit.region, None)?;
        Ok((unit.clone(), Ok(unit)))
    }

    fn check(input: Input, check: &mut Checker, regions: &mut impl Regions, _: MaybeTarget<'_, Self>) -> Checked<Self> {
        input.check(check, regions)
    }

    fn check_move(caller: &Caller, _: Option<&Cooperative>, data: &CooperativeData) -> Result<(), Problem> {
        caller.check_edit(&data.region, Some("/region"))
    }

    fn store(tx: &mut Tx<'_>, target: &Target<'_, Self>, data: &CooperativeData) -> Stored<Self> {
        units::update(tx, target.owner, data)
    }
}

/// List cooperatives
#[utoipa::path(
    params(UnitQuery, FileQuery),
    responses((status = 200, description = "A page of the register.", body = Page<View>)),
)]
#[get("/cooperatives")]
pub async fn list(query: ListQuery<UnitQuery>) -> Answer {
    let columns = |_: &_| dataset_columns(FileDataset::Cooperatives);
    query.check().await?.respond("cooperatives", columns, cooperatives::list, View::from).await
}

/// Enter a cooperative
#[utoipa::path(request_body = Input, responses((status = 201, description = "The record was entered.", body = View)))]
#[post("/cooperatives")]
pub async fn create(creation: Creation) -> Answer {
    let work = |tx: &mut Tx<'_>, entry: &NewEntry<'_, Cooperatives>| {
        let data = entry.check(tx)?;
        let unit = units::create(tx, &data)?;
        Ok((format!("/cooperatives/{}", unit.id), unit))
    };
    creation.create(work).await
}

/// Read a cooperative
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The cooperative.")),
    responses((status = 200, description = "The cooperative.", body = View)),
)]
#[get("/cooperatives/{id}")]
pub async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<i64>, _: NoQuery) -> Answer {
    let id = path.into_inner();
    let unit = store.lookup(move |connection| units::get(connection, id)).await?;
    show::<Cooperatives>(&request, unit, Visibility::FULL)
}

/// Replace a cooperative
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The cooperative.")),
    request_body = Input,
    responses((status = 200, description = "The record was replaced.", body = View)),
)]
#[put("/cooperatives/{id}")]
pub async fn replace(path: Path<i64>, edit: Edit) -> Answer {
    edit.replace::<Cooperatives>(path.into_inner()).await
}

/// Edit a cooperative in part
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The cooperative.")),
    request_body(content = Input, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The record was changed.", body = View)),
)]
#[patch("/cooperatives/{id}")]
pub async fn modify(path: Path<i64>, edit: Edit) -> Answer {
    edit.modify::<Cooperatives>(path.into_inner()).await
}

/// Delete a cooperative
///
/// A cooperative that has reports or linked participants is 409 `has_records` unless `?cascade=true`, which deletes the reports
/// too (those that count outside of an operator's region are 403); participants stay and lose the link.
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The cooperative."), Cascade),
    responses((status = 204, description = "The record was deleted.")),
)]
#[delete("/cooperatives/{id}")]
pub async fn remove(path: Path<i64>, query: Query<Cascade>, removal: Removal) -> Answer {
    let cascade = query.is_wanted();
    let delete = move |tx: &mut Tx<'_>, caller: &Caller, _: &_, current: &Cooperative| {
        if cascade {
            caller.check_removal(&units::report_regions(tx, current)?)?;
        }
        Ok(units::delete(tx, current, cascade)?)
    };
    removal.remove::<Cooperatives>(path.into_inner(), delete).await
}
