//! The register of cooperatives.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};

use crate::api::documents::cooperatives::{Input, SHAPE, View};
use crate::api::files::lists::ListQuery;
use crate::api::files::style::FileQuery;
use crate::api::request::caller::Caller;
use crate::api::request::draft::ReadOnly;
use crate::api::request::idempotency::IdempotencyKey;
use crate::api::request::page::Page;
use crate::api::request::resource::{
    Resource, Target, create as create_record, modify as modify_record, remove as remove_record,
    replace as replace_record, show,
};
use crate::api::request::write::{Answer, Step};
use crate::api::resources::unit_queries::{Cascade, UnitQuery};
use crate::domain::Visibility;
use crate::entry::checker::{Checker, Regions};
use crate::exchange::dataset::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::http::etag::{Conditions, ETag, RecordVersion};
use crate::http::json::JsonDocument;
use crate::http::params::{NoQuery, Path, Query};
use crate::http::problem::Problem;
use crate::store::database::error::StoreResult;
use crate::store::engine::store::Store;
use crate::store::engine::tx::Tx;
use crate::store::models::cooperative::{Cooperative, CooperativeData};
use crate::store::resources::{cooperative_reports, cooperatives};

/// Writes of cooperatives.
pub struct Cooperatives;

impl Resource for Cooperatives {
    type Key = i64;
    type Locked = Cooperative;
    type Record = Cooperative;
    type Input = Input;
    type Data = CooperativeData;
    type View = View;

    const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["id"] };

    fn view(record: Cooperative, _: Visibility) -> View {
        View::from(record)
    }

    fn tag(record: &Cooperative, _: Visibility) -> ETag {
        let Cooperative { id, version, updated_at, .. } = *record;
        ETag::of_record(RecordVersion { shape: SHAPE, id: &id, version, updated_at, shown: &[] })
    }

    fn lock(tx: &mut Tx<'_>, caller: &Caller, key: &i64) -> Step<Cooperative> {
        let unit = cooperatives::lock(tx, *key)?;
        caller.check_edit(&unit.region, None)?;
        Ok(unit)
    }

    fn find(_: &mut Tx<'_>, _: &i64, locked: &Cooperative) -> StoreResult<Cooperative> {
        Ok(locked.clone())
    }

    fn check_form(input: Input, _: &i64, regions: &mut impl Regions) -> StoreResult<Result<(), Problem>> {
        Ok(input.check(regions, Checker::default())?.map(|_| ()))
    }

    fn check(
        tx: &mut Tx<'_>,
        input: Input,
        check: Checker,
        _: Target<'_, Self>,
    ) -> StoreResult<Result<CooperativeData, Problem>> {
        input.check(&mut **tx, check)
    }

    fn check_move(caller: &Caller, _: Option<&Cooperative>, data: &CooperativeData) -> Result<(), Problem> {
        caller.check_edit(&data.region, Some("/region"))
    }

    fn store(tx: &mut Tx<'_>, target: Target<'_, Self>, data: &CooperativeData) -> StoreResult<Cooperative> {
        cooperatives::update(tx, target.locked, data)
    }
}

/// List cooperatives
#[utoipa::path(tag = "cooperatives", params(UnitQuery, FileQuery), responses((status = 200, description = "A page of the register.", body = Page<View>)))]
#[get("/cooperatives")]
pub async fn list(request: HttpRequest, store: web::Data<Store>, query: ListQuery<UnitQuery>) -> Answer {
    let columns = |_: &_| dataset_columns(FileDataset::Cooperatives);
    query.check(&store).await?.respond(&request, "cooperatives", columns, cooperatives::list, View::from).await
}

/// Enter a cooperative
#[utoipa::path(tag = "cooperatives", request_body = Input, responses((status = 201, description = "It is entered.", body = View)))]
#[post("/cooperatives")]
pub async fn create(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    _: NoQuery,
    once: IdempotencyKey,
    document: JsonDocument,
) -> Answer {
    create_record::<Cooperatives>(&request, &store, caller, once, document, |tx, who, entry| {
        let (input, check) = entry.read()?;
        let data = input.check(&mut **tx, check)??;
        who.check_edit(&data.region, Some("/region"))?;
        let unit = cooperatives::create(tx, &data)?;
        Ok((format!("/cooperatives/{}", unit.id), unit))
    })
    .await
}

/// Read a cooperative
#[utoipa::path(tag = "cooperatives", params(("id" = i64, Path, description = "The cooperative.")), responses((status = 200, description = "The cooperative.", body = View)))]
#[get("/cooperatives/{id}")]
pub async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<i64>, _: NoQuery) -> Answer {
    let id = path.into_inner();
    let unit = store.lookup(move |connection| cooperatives::get(connection, id)).await?;
    show::<Cooperatives>(&request, unit, Visibility::FULL)
}

/// Replace a cooperative
#[utoipa::path(tag = "cooperatives", params(("id" = i64, Path, description = "The cooperative.")), request_body = Input, responses((status = 200, description = "It is replaced.", body = View)))]
#[put("/cooperatives/{id}")]
pub async fn replace(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    replace_record::<Cooperatives>(request, &store, caller, path.into_inner(), conditions, document).await
}

/// Edit a cooperative in part
#[utoipa::path(tag = "cooperatives", params(("id" = i64, Path, description = "The cooperative.")), request_body(content = Input, content_type = "application/merge-patch+json"), responses((status = 200, description = "It is changed.", body = View)))]
#[patch("/cooperatives/{id}")]
pub async fn modify(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    modify_record::<Cooperatives>(request, &store, caller, path.into_inner(), conditions, document).await
}

/// Delete a cooperative
///
/// One that has reports or linked participants is 409 `has_records` unless `?cascade=true`, which deletes the reports too (those
/// that count outside of an operator's region are 403); participants stay and lose the link.
#[utoipa::path(tag = "cooperatives", params(("id" = i64, Path, description = "The cooperative."), Cascade), responses((status = 204, description = "It is gone.")))]
#[delete("/cooperatives/{id}")]
pub async fn remove(
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    query: Query<Cascade>,
    conditions: Conditions,
) -> Answer {
    let cascade = query.is_wanted();
    remove_record::<Cooperatives>(&store, caller, path.into_inner(), conditions, move |tx, who, id, current| {
        if cascade {
            who.check_removal(&cooperative_reports::regions_of(tx, *id)?)?;
        }
        Ok(cooperatives::delete(tx, current, cascade)?)
    })
    .await
}
