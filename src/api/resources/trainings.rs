//! Trainings (*diklat*) for managers of cooperatives and UMKM.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};

use crate::api::documents::trainings::{SHAPE, View};
use crate::api::files::lists::ListQuery;
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::list_query::list_query;
use crate::api::request::resource::show;
use crate::api::request::{
    Answer, Caller, Checked, Collector, Creation, Edit, Filtered, Locked, MaybeTarget, NewEntry, Page, ReadOnly,
    Removal, Resource, Sort, Stored, Target, filters,
};
use crate::api::resources::unit_queries::Cascade;
use crate::domain::{Visibility, Year};
use crate::entry::checker::{Checker, Regions};
use crate::entry::trainings::Input;
use crate::exchange::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::http::time::today_in_jakarta;
use crate::http::{ETag, NoQuery, Path, Problem, Query};
use crate::store::resources::trainings;
use crate::store::{Store, Training, TrainingData, TrainingFilter, Tx};

routes! {
    "trainings": "Trainings and their participants.";
    viewer => list, read;
    operator, may_conflict => create, replace, modify, remove;
}

/// Writes of trainings.
pub struct Trainings;

impl Resource for Trainings {
    type Key = i64;
    type Owner = Training;
    type Record = Training;
    type Input = Input;
    type Data = TrainingData;
    type View = View;

    const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["id"] };

    fn view(record: Training, _: Visibility) -> View {
        View::from(record)
    }

    fn tag(record: &Training, _: Visibility) -> ETag {
        ETag::of_record(SHAPE, record.id, record.version, record.updated_at, &[])
    }

    fn lock(tx: &mut Tx<'_>, caller: &Caller, id: &i64) -> Locked<Self> {
        let training = trainings::lock(tx, *id)?;
        caller.check_edit(&training.region, None)?;
        Ok((training.clone(), Ok(training)))
    }

    fn check(input: Input, check: &mut Checker, regions: &mut impl Regions, _: MaybeTarget<'_, Self>) -> Checked<Self> {
        input.check(check, regions, Year::latest(today_in_jakarta()))
    }

    fn check_move(caller: &Caller, _: Option<&Training>, data: &TrainingData) -> Result<(), Problem> {
        caller.check_edit(&data.region, Some("/region"))
    }

    fn store(tx: &mut Tx<'_>, target: &Target<'_, Self>, data: &TrainingData) -> Stored<Self> {
        trainings::update(tx, target.owner, data)
    }
}

list_query! {
    /// Which trainings are listed, and in which order
    struct TrainingQuery {
        /// At this region or below it.
        #[param(format = "region", example = "15.71")]
        region: Option<String>,
        /// Of this year (of the last day).
        #[param(minimum = 1990, maximum = 2999, example = 2024)]
        year: Option<i64>,
        /// With this text in the title or the code; case does not matter.
        #[param(max_length = 200)]
        q: Option<String>,
        /// Changed at or after this time.
        #[param(format = DateTime)]
        updated_since: Option<String>,
    }
    sort: "`id`, `code`, `ends_on` or `updated_at`, with a leading `-` for the largest first.",
    "^-?(id|code|ends_on|updated_at)$", ["id", "code", "ends_on", "updated_at"], Sort::ascending("id")
}

impl Filtered for TrainingQuery {
    type Filter = TrainingFilter;

    async fn filter(self, store: &Store, check: &mut Collector) -> TrainingFilter {
        TrainingFilter {
            updated_since: check.optional(filters::updated_since(self.updated_since.as_deref())),
            region: check.optional(filters::region(store, self.region.as_deref()).await),
            year: check.optional(filters::year(self.year)),
            q: check.optional(filters::search(self.q)),
        }
    }
}

/// List trainings
#[utoipa::path(
    params(TrainingQuery, FileQuery),
    responses((status = 200, description = "A page of trainings.", body = Page<View>)),
)]
#[get("/trainings")]
pub async fn list(query: ListQuery<TrainingQuery>) -> Answer {
    let columns = |_: &_| dataset_columns(FileDataset::Trainings);
    query.check().await?.respond("trainings", columns, trainings::list, View::from).await
}

/// Enter a training
#[utoipa::path(request_body = Input, responses((status = 201, description = "The record was entered.", body = View)))]
#[post("/trainings")]
pub async fn create(creation: Creation) -> Answer {
    let work = |tx: &mut Tx<'_>, entry: &NewEntry<'_, Trainings>| {
        let data = entry.check(tx)?;
        let training = trainings::create(tx, &data)?;
        Ok((format!("/trainings/{}", training.id), training))
    };
    creation.create(work).await
}

/// Read a training
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The training.")),
    responses((status = 200, description = "The training.", body = View)),
)]
#[get("/trainings/{id}")]
pub async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<i64>, _: NoQuery) -> Answer {
    let id = path.into_inner();
    let training = store.lookup(move |connection| trainings::get(connection, id)).await?;
    show::<Trainings>(&request, training, Visibility::FULL)
}

/// Replace a training
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The training.")),
    request_body = Input,
    responses((status = 200, description = "The record was replaced.", body = View)),
)]
#[put("/trainings/{id}")]
pub async fn replace(path: Path<i64>, edit: Edit) -> Answer {
    edit.replace::<Trainings>(path.into_inner()).await
}

/// Edit a training in part
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The training.")),
    request_body(content = Input, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The record was changed.", body = View)),
)]
#[patch("/trainings/{id}")]
pub async fn modify(path: Path<i64>, edit: Edit) -> Answer {
    edit.modify::<Trainings>(path.into_inner()).await
}

/// Delete a training
///
/// A training that has participants is 409 `has_records` unless `?cascade=true`, which deletes them too.
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The training."), Cascade),
    responses((status = 204, description = "The record was deleted.")),
)]
#[delete("/trainings/{id}")]
pub async fn remove(path: Path<i64>, query: Query<Cascade>, removal: Removal) -> Answer {
    let cascade = query.is_wanted();
    let delete = move |tx: &mut Tx<'_>, _: &_, _: &_, current: &_| Ok(trainings::delete(tx, current, cascade)?);
    removal.remove::<Trainings>(path.into_inner(), delete).await
}
