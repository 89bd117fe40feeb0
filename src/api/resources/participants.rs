//! Who took part in trainings: personal data, with identity numbers masked in every reply.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};

use crate::api::documents::participants::{Input, NamedView, SHAPE, View, named};
use crate::api::files::lists::ListQuery;
use crate::api::files::style::FileQuery;
use crate::api::request::caller::Caller;
use crate::api::request::collector::Collector;
use crate::api::request::draft::ReadOnly;
use crate::api::request::filters;
use crate::api::request::idempotency::IdempotencyKey;
use crate::api::request::list_query::{Filtered, list_query};
use crate::api::request::page::{Page, Sort};
use crate::api::request::resource::{
    Resource, Target, create as create_record, modify as modify_record, remove as remove_record,
    replace as replace_record, show,
};
use crate::api::request::write::{Answer, Step};
use crate::domain::Visibility;
use crate::entry::checker::{Checker, Regions};
use crate::exchange::dataset::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::http::etag::{Conditions, ETag, RecordVersion};
use crate::http::json::JsonDocument;
use crate::http::params::{NoQuery, Path};
use crate::http::problem::Problem;
use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::engine::store::Store;
use crate::store::engine::tx::Tx;
use crate::store::lists::listing::Listing;
use crate::store::models::participant::{NamedParticipant, Participant, ParticipantData};
use crate::store::resources::participants::ParticipantFilter;
use crate::store::resources::{participants, trainings};

/// Writes of participations.
pub struct Participants;

impl Resource for Participants {
    type Key = (i64, i64);
    type Locked = Participant;
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
        let Participant { id, version, updated_at, .. } = *record;
        ETag::of_record(RecordVersion { shape: SHAPE, id: &id, version, updated_at, shown: &[&visibility.names] })
    }

    fn lock(tx: &mut Tx<'_>, caller: &Caller, (training, id): &(i64, i64)) -> Step<Participant> {
        caller.check_edit(&trainings::lock(tx, *training)?.region, None)?;
        Ok(participants::get(tx, *training, *id)?)
    }

    fn find(_: &mut Tx<'_>, _: &(i64, i64), locked: &Participant) -> StoreResult<Participant> {
        Ok(locked.clone())
    }

    fn check_form(input: Input, _: &(i64, i64), _: &mut impl Regions) -> StoreResult<Result<(), Problem>> {
        Ok(input.check_form())
    }

    fn check(
        tx: &mut Tx<'_>,
        input: Input,
        check: Checker,
        target: Target<'_, Self>,
    ) -> StoreResult<Result<ParticipantData, Problem>> {
        input.check(tx, check, Some(target.locked))
    }

    fn store(tx: &mut Tx<'_>, target: Target<'_, Self>, data: &ParticipantData) -> StoreResult<Participant> {
        participants::update(tx, target.locked, data)
    }
}

list_query! {
    /// Which participations are listed, and in which order
    struct ParticipantQuery {
        /// In trainings of this year.
        #[param(minimum = 1990, example = 2024)]
        year: Option<i64>,
        /// In trainings at this region or below it.
        #[param(example = "15.71")]
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
            updated_since: check.take(filters::updated_since(self.updated_since.as_deref())).flatten(),
            region: check.take(filters::region(store, self.region.as_deref()).await).flatten(),
            year: check.take(filters::year(self.year)).flatten(),
            training_code: check.take(filters::short("training_code", self.training_code, 64)).flatten(),
        }
    }
}

list_query! {
    /// A page of one training's participants
    struct OfTrainingQuery {}
    sort: "`id` or `updated_at`, with a leading `-` for the largest first.", "^-?(id|updated_at)$",
    ["id", "updated_at"], Sort::ascending("id")
}

impl Filtered for OfTrainingQuery {
    type Filter = ();

    async fn filter(self, _: &Store, _: &mut Collector) {}
}

/// List the participants of all trainings
#[utoipa::path(tag = "trainings", params(ParticipantQuery, FileQuery), responses((status = 200, description = "A page of participations.", body = Page<NamedView>)))]
#[get("/participants")]
pub async fn list_all(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    query: ListQuery<ParticipantQuery>,
) -> Answer {
    let columns = |_: &_| dataset_columns(FileDataset::Participants);
    let view = move |found| named(found, &caller.scope);
    query.check(&store).await?.respond(&request, "participants", columns, participants::list, view).await
}

/// List the participants of a training
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training."), OfTrainingQuery, FileQuery), responses((status = 200, description = "A page of its participants.", body = Page<View>)))]
#[get("/trainings/{id}/participants")]
pub async fn list(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    query: ListQuery<OfTrainingQuery>,
) -> Answer {
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
    query.check(&store).await?.in_snapshot().respond_with(&request, file, fetch, view, row).await
}

/// Enter a participant
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training.")), request_body = Input, responses((status = 201, description = "The participation is entered.", body = View)))]
#[post("/trainings/{id}/participants")]
pub async fn create(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
    once: IdempotencyKey,
    document: JsonDocument,
) -> Answer {
    let id = path.into_inner();
    create_record::<Participants>(&request, &store, caller, once, document, move |tx, who, entry| {
        who.check_edit(&trainings::lock(tx, id)?.region, None)?;
        let (input, check) = entry.read()?;
        let data = input.check(tx, check, None)??;
        let participant = participants::create(tx, id, &data)?;
        Ok((format!("/trainings/{id}/participants/{}", participant.id), participant))
    })
    .await
}

/// Read a participation
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training."), ("pid" = i64, Path, description = "The participation.")), responses((status = 200, description = "The participation.", body = View)))]
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
            Ok((training.region, participants::get(connection, id, pid)?))
        })
        .await?;
    show::<Participants>(&request, participant, caller.visibility(&region))
}

/// Replace a participation
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training."), ("pid" = i64, Path, description = "The participation.")), request_body = Input, responses((status = 200, description = "It is replaced.", body = View)))]
#[put("/trainings/{id}/participants/{pid}")]
pub async fn replace(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    replace_record::<Participants>(request, &store, caller, path.into_inner(), conditions, document).await
}

/// Edit a participation in part
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training."), ("pid" = i64, Path, description = "The participation.")), request_body(content = Input, content_type = "application/merge-patch+json"), responses((status = 200, description = "It is changed.", body = View)))]
#[patch("/trainings/{id}/participants/{pid}")]
pub async fn modify(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    modify_record::<Participants>(request, &store, caller, path.into_inner(), conditions, document).await
}

/// Delete a participation
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training."), ("pid" = i64, Path, description = "The participation.")), responses((status = 204, description = "It is gone.")))]
#[delete("/trainings/{id}/participants/{pid}")]
pub async fn remove(
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
    conditions: Conditions,
) -> Answer {
    remove_record::<Participants>(&store, caller, path.into_inner(), conditions, |tx, _, _, current| {
        Ok(participants::delete(tx, current)?)
    })
    .await
}
