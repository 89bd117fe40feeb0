//! Who took part in trainings: personal data, with identity numbers masked in every reply.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};

use crate::api::documents::participants::{NamedView, SHAPE, View, named};
use crate::api::files::lists::ListQuery;
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::list_query::list_query;
use crate::api::request::resource::show;
use crate::api::request::{
    Answer, Caller, Checked, Collector, Creation, Edit, Filtered, Locked, MaybeTarget, NewEntry, Page, ReadOnly,
    Removal, Resource, Sort, Stored, Target, filters,
};
use crate::domain::Visibility;
use crate::entry::checker::{Checker, Regions};
use crate::entry::participants::Input;
use crate::exchange::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::http::{ETag, NoQuery, Path};
use crate::store::resources::{participants, trainings};
use crate::store::{
    Connection, Listing, NamedParticipant, Participant, ParticipantData, ParticipantFilter, Store, Training, Tx,
};

routes! {
    "trainings";
    viewer => list_all, list, read;
    operator, may_conflict => create, replace, modify;
    operator => remove;
}

/// Writes of participations.
pub struct Participants;

impl Resource for Participants {
    type Key = (i64, i64);
    type Owner = Training;
    type Record = Participant;
    type Input = Input;
    type Data = ParticipantData;
    type View = View;

    const READ_ONLY: ReadOnly =
        ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["id", "training_id"] };

    fn view(record: Participant, visibility: Visibility) -> View {
        View::new(record, visibility)
    }

    fn tag(record: &Participant, visibility: Visibility) -> ETag {
        ETag::of_record(SHAPE, record.id, record.version, record.updated_at, &[&visibility.names])
    }

    fn lock(tx: &mut Tx<'_>, caller: &Caller, (training, id): &(i64, i64)) -> Locked<Self> {
        let training = trainings::lock(tx, *training)?;
        caller.check_edit(&training.region, None)?;
        let participant = participants::lock(tx, &training, *id)?;
        Ok((training, Ok(participant)))
    }

    fn without_record(input: Input) -> Input {
        let identity_number = input.identity_number.filter(|number| !number.starts_with('*'));
        Input { identity_number, ..input }
    }

    fn check(
        input: Input,
        check: &mut Checker,
        regions: &mut impl Regions,
        target: MaybeTarget<'_, Self>,
    ) -> Checked<Self> {
        input.check(check, regions, target.and_then(|target| target.current))
    }

    fn store(tx: &mut Tx<'_>, target: &Target<'_, Self>, data: &ParticipantData) -> Stored<Self> {
        let current = target
            .current
            .map_or_else(|| participants::get(tx, target.owner, target.key.1), |current| Ok(current.clone()))?;
        participants::update(tx, target.owner, &current, data)
    }
}

list_query! {
    /// Which participations are listed, and in which order
    struct ParticipantQuery {
        /// In trainings of this year.
        #[param(minimum = 1990, maximum = 2999, example = 2024)]
        year: Option<i64>,
        /// In trainings at this region or below it.
        #[param(format = "region", example = "15.71")]
        region: Option<String>,
        /// In the training with this code.
        #[param(max_length = 64)]
        training_code: Option<String>,
        /// Changed at or after this time.
        #[param(format = DateTime)]
        updated_since: Option<String>,
    }
    sort: "`id` or `updated_at`, with a leading `-` for the largest first.", "^-?(id|updated_at)$",
    ["id", "updated_at"], Sort::ascending("id")
}

impl Filtered for ParticipantQuery {
    type Filter = ParticipantFilter;

    async fn filter(self, store: &Store, check: &mut Collector) -> ParticipantFilter {
        ParticipantFilter {
            training: None,
            updated_since: check.optional(filters::updated_since(self.updated_since.as_deref())),
            region: check.optional(filters::region(store, self.region.as_deref()).await),
            year: check.optional(filters::year(self.year)),
            training_code: check.optional(filters::short("training_code", self.training_code, 64)),
        }
    }
}

list_query! {
    /// A page of one training's participants
    struct OfTrainingQuery;
    sort: "`id` or `updated_at`, with a leading `-` for the largest first.", "^-?(id|updated_at)$",
    ["id", "updated_at"], Sort::ascending("id")
}

/// List the participants of all trainings
#[utoipa::path(
    params(ParticipantQuery, FileQuery),
    responses((status = 200, description = "A page of participations.", body = Page<NamedView>)),
)]
#[get("/participants")]
pub async fn list_all(caller: Caller, query: ListQuery<ParticipantQuery>) -> Answer {
    let columns = |_: &_| dataset_columns(FileDataset::Participants);
    let view = move |found| named(found, &caller.scope);
    query.check().await?.respond("participants", columns, participants::list, view).await
}

/// List the participants of a training
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The training."), OfTrainingQuery, FileQuery),
    responses((status = 200, description = "A page of its participants.", body = Page<View>)),
)]
#[get("/trainings/{id}/participants")]
pub async fn list(caller: Caller, path: Path<i64>, query: ListQuery<OfTrainingQuery>) -> Answer {
    let id = path.into_inner();
    let filter = ParticipantFilter { training: Some(id), ..ParticipantFilter::default() };
    let fetch = move |connection: &mut Connection, (): &(), listing: &Listing| {
        trainings::get(connection, id)?;
        participants::list(connection, &filter, listing)
    };
    let file = (format!("participants-{id}"), |_: &_| dataset_columns(FileDataset::Participants));
    let scope = caller.scope.clone();
    let view = |found: NamedParticipant| View::new(found.participant, caller.visibility(&found.region));
    let row = move |found| named(found, &scope);
    query.check().await?.in_snapshot().respond_with(file, fetch, view, row).await
}

/// Enter a participant
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The training.")),
    request_body = Input,
    responses((status = 201, description = "The participation was entered.", body = View)),
)]
#[post("/trainings/{id}/participants")]
pub async fn create(path: Path<i64>, creation: Creation) -> Answer {
    let id = path.into_inner();
    let work = move |tx: &mut Tx<'_>, entry: &NewEntry<'_, Participants>| {
        let training = trainings::lock(tx, id)?;
        entry.caller.check_edit(&training.region, None)?;
        let data = entry.check(tx)?;
        let participant = participants::create(tx, &training, &data)?;
        Ok((format!("/trainings/{id}/participants/{}", participant.id), participant))
    };
    creation.create(work).await
}

/// Read a participation
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The training."),
        ("pid" = i64, Path, format = "id", description = "The participation."),
    ),
    responses((status = 200, description = "The participation.", body = View)),
)]
#[get("/trainings/{id}/participants/{pid}")]
pub async fn read(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
) -> Answer {
    let (id, pid) = path.into_inner();
    let (region, participant) = store
        .snapshot(move |connection| {
            let training = trainings::get(connection, id)?;
            let participant = participants::get(connection, &training, pid)?;
            Ok((training.region, participant))
        })
        .await?;
    show::<Participants>(&request, participant, caller.visibility(&region))
}

/// Replace a participation
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The training."),
        ("pid" = i64, Path, format = "id", description = "The participation."),
    ),
    request_body = Input,
    responses((status = 200, description = "The record was replaced.", body = View)),
)]
#[put("/trainings/{id}/participants/{pid}")]
pub async fn replace(path: Path<(i64, i64)>, edit: Edit) -> Answer {
    edit.replace::<Participants>(path.into_inner()).await
}

/// Edit a participation in part
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The training."),
        ("pid" = i64, Path, format = "id", description = "The participation."),
    ),
    request_body(content = Input, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The record was changed.", body = View)),
)]
#[patch("/trainings/{id}/participants/{pid}")]
pub async fn modify(path: Path<(i64, i64)>, edit: Edit) -> Answer {
    edit.modify::<Participants>(path.into_inner()).await
}

/// Delete a participation
#[utoipa::path(
    params(
        ("id" = i64, Path, format = "id", description = "The training."),
        ("pid" = i64, Path, format = "id", description = "The participation."),
    ),
    responses((status = 204, description = "The record was deleted.")),
)]
#[delete("/trainings/{id}/participants/{pid}")]
pub async fn remove(path: Path<(i64, i64)>, _: NoQuery, removal: Removal) -> Answer {
    let delete =
        |tx: &mut Tx<'_>, _: &_, training: &Training, current: &_| Ok(participants::delete(tx, training, current)?);
    removal.remove::<Participants>(path.into_inner(), delete).await
}
