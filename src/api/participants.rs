//! Who took part in trainings: personal data, with identity numbers masked in every reply.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::identity_number::masked;
use crate::domain::{Reach, Sight};
use crate::entry::{Checker, ParticipantEntry};
use crate::exchange::columns::FileDataset;
use crate::exchange::export::dataset_columns;
use crate::store::participants::{self, NamedParticipant, Participant, ParticipantData, ParticipantFilter};
use crate::store::{Connection, Store, StoreResult, trainings};

use super::caller::Caller;
use super::clock::rfc3339;
use super::etag::Conditions;
use super::export::{FileList, FileQuery, ListQuery};
use super::filters;
use super::idempotency::{Once, create as create_once};
use super::json::{DecimalInput, JsonDocument};
use super::page::{LISTING_KEYS, Page, PageRequest, Sort, parse_sort};
use super::params::{NoQuery, Path};
use super::problem::{Problem, both};
use super::respond::{json_ok, no_content};
use super::writing::{Answer, Change, ReadOnly, check_delete, write};

/// A participation in a training
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Participant)]
struct View {
    /// The service's own number.
    id: i64,
    /// In which training.
    training_id: i64,
    /// Name: personal data; null for those who may not see it.
    #[schema(required)]
    name: Option<String>,
    /// Identity number (*NIK penduduk*), all but its last four digits masked; null also for those who may not see it.
    #[schema(required, example = "************8901")]
    identity_number: Option<String>,
    /// The cooperative that the person manages.
    #[schema(required)]
    cooperative_id: Option<i64>,
    /// The business that the person manages.
    #[schema(required)]
    umkm_id: Option<i64>,
    /// 0 to 100; null until graded.
    #[schema(required, example = "74.995")]
    score: Option<String>,
    /// When it was entered.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

/// A participation with its training's code
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = NamedParticipant)]
pub(super) struct NamedView {
    /// The training's code.
    training_code: String,
    /// The register number of the cooperative.
    #[schema(required)]
    cooperative_number: Option<String>,
    /// The register number of the business.
    #[schema(required)]
    umkm_number: Option<String>,
    /// The participation.
    #[serde(flatten)]
    participant: View,
}

impl View {
    /// The participation as one sees it who sees this much.
    fn new(participant: Participant, sight: Sight) -> Self {
        Self {
            id: participant.id,
            training_id: participant.training_id,
            name: sight.of(participant.name),
            identity_number: sight.of(participant.identity_number).flatten().map(|number| masked(&number)),
            cooperative_id: participant.cooperative_id,
            umkm_id: participant.umkm_id,
            score: participant.score.map(|score| score.to_string()),
            created_at: rfc3339(participant.created_at),
            updated_at: rfc3339(participant.updated_at),
        }
    }
}

/// A participation with its training's code, as one with this reach sees it; for files too.
pub(super) fn named(found: NamedParticipant, reach: &Reach) -> NamedView {
    NamedView {
        training_code: found.training_code,
        cooperative_number: found.cooperative_number,
        umkm_number: found.umkm_number,
        participant: View::new(found.participant, reach.sight(&found.region)),
    }
}

const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at", "updated_at"], derived: &["id", "training_id"] };

/// What can be set of a participation
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ParticipantInput)]
struct Input {
    /// Name.
    #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Siti Aminah")]
    name: Option<String>,
    /// Identity number (*NIK penduduk*), 16 digits, unique within the training. The mask, sent back, means unchanged.
    #[schema(pattern = r"^(\d{16}|\*{12}\d{4})$", example = "1571012345678901")]
    identity_number: Option<String>,
    /// The cooperative that the person manages; not together with `umkm_id`.
    #[schema(minimum = 1, maximum = 9223372036854775807_i64)]
    cooperative_id: Option<i64>,
    /// The business that the person manages; not together with `cooperative_id`.
    #[schema(minimum = 1, maximum = 9223372036854775807_i64)]
    umkm_id: Option<i64>,
    /// 0 to 100, at most three decimals; null until graded.
    score: Option<DecimalInput>,
}

impl Input {
    fn check(
        self,
        connection: &mut Connection,
        mut check: Checker,
        current: Option<&Participant>,
    ) -> StoreResult<Result<ParticipantData, Problem>> {
        let entry = ParticipantEntry {
            name: self.name,
            identity_number: self.identity_number,
            cooperative_id: self.cooperative_id,
            umkm_id: self.umkm_id,
            score: self.score.map(String::from),
        };
        let kept = current.and_then(|current| current.identity_number.as_deref());
        let data = entry.check(&mut check, kept);
        for violation in participants::missing_links(connection, self.cooperative_id, self.umkm_id)? {
            check.add(violation);
        }
        Ok(check.finish(data).map_err(Problem::invalid))
    }
}

const SORTS: [&str; 2] = ["id", "updated_at"];

/// Which participations are listed, and in which order
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
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
    /// `id` or `updated_at`, with a leading `-` for the largest first.
    #[param(pattern = "^-?(id|updated_at)$")]
    sort: Option<String>,
    /// How many items a page has.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// Where the page starts: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A page of one training's participants
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OfTrainingQuery {
    /// `id` or `updated_at`, with a leading `-` for the largest first.
    #[param(pattern = "^-?(id|updated_at)$")]
    sort: Option<String>,
    /// How many items a page has.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// Where the page starts: `next_cursor` of the page before.
    cursor: Option<String>,
}

/// List the participants of all trainings
#[utoipa::path(tag = "trainings", params(ParticipantQuery, FileQuery), responses((status = 200, description = "A page of participations.", body = Page<NamedView>)))]
#[get("/participants")]
pub(super) async fn list_all(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    query: ListQuery<ParticipantQuery>,
) -> Answer {
    let (query, file) = query.into_parts();
    let sort = parse_sort(query.sort.as_deref(), &SORTS, Sort::ascending("id"))?;
    let updated_since = filters::updated_since(query.updated_since.as_deref())?;
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), sort, LISTING_KEYS);
    let region = filters::region(&store, query.region.as_deref()).await;
    let ((page, region), year) = both(both(page, region), filters::year(query.year))?;
    let training_code = filters::short("training_code", query.training_code, 64)?;
    let filter = ParticipantFilter { training: None, training_code, year, region, updated_since };
    if let Some(style) = file {
        let columns = dataset_columns(FileDataset::Participants);
        let whole = FileList { name: "participants".to_owned(), columns, style };
        let fetch = move |connection: &mut Connection, listing: &_| participants::list(connection, &filter, listing);
        return whole.respond(&request, &store, &page, fetch, move |row| named(row, &caller.reach)).await;
    }
    let listing = page.listing()?;
    let rows = store.read(move |connection| participants::list(connection, &filter, &listing)).await?;
    Page::from_records(&page, rows, |row| named(row, &caller.reach))?.respond(&request)
}

/// List the participants of a training
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training."), OfTrainingQuery, FileQuery), responses((status = 200, description = "A page of its participants.", body = Page<View>)))]
#[get("/trainings/{id}/participants")]
pub(super) async fn list(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    query: ListQuery<OfTrainingQuery>,
) -> Answer {
    let (id, (query, file)) = (path.into_inner(), query.into_parts());
    let sort = parse_sort(query.sort.as_deref(), &SORTS, Sort::ascending("id"))?;
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), sort, LISTING_KEYS)?;
    let filter = ParticipantFilter { training: Some(id), ..ParticipantFilter::default() };
    if let Some(style) = file {
        let columns = dataset_columns(FileDataset::Participants);
        let whole = FileList { name: format!("participants-{id}"), columns, style };
        let fetch = move |connection: &mut Connection, listing: &_| {
            trainings::get(connection, id)?;
            participants::list(connection, &filter, listing)
        };
        return whole.respond(&request, &store, &page, fetch, move |row| named(row, &caller.reach)).await;
    }
    let listing = page.listing()?;
    let rows = store
        .snapshot(move |connection| {
            trainings::get(connection, id)?;
            participants::list(connection, &filter, &listing)
        })
        .await?;
    Page::from_records(&page, rows, |found| View::new(found.participant, caller.sight(&found.region)))?
        .respond(&request)
}

/// Enter a participant
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training.")), request_body = Input, responses((status = 201, description = "The participation is entered.", body = View)))]
#[post("/trainings/{id}/participants")]
pub(super) async fn create(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
    once: Once,
    document: JsonDocument,
) -> Answer {
    let id = path.into_inner();
    let sent = document.text();
    let change = Change::put(document, Conditions::default());
    let who = caller.clone();
    create_once(&request, &store, caller, once, sent.as_bytes(), move |tx| {
        who.check_edit(&trainings::lock(tx, id)?.region, None)?;
        let (input, check): (Input, _) = change.apply(None::<&View>, READ_ONLY)?;
        let data = input.check(tx, check, None)??;
        let view = View::new(participants::create(tx, id, &data)?, Sight::FULL);
        Ok((format!("/trainings/{id}/participants/{}", view.id), view))
    })
    .await
}

/// Read a participation
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training."), ("pid" = i64, Path, description = "The participation.")), responses((status = 200, description = "The participation.", body = View)))]
#[get("/trainings/{id}/participants/{pid}")]
pub(super) async fn read(
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
    json_ok(&request, &View::new(participant, caller.sight(&region)))
}

/// Replace a participation
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training."), ("pid" = i64, Path, description = "The participation.")), request_body = Input, responses((status = 200, description = "It is replaced.", body = View)))]
#[put("/trainings/{id}/participants/{pid}")]
pub(super) async fn replace(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    change(request, store, caller, path.into_inner(), Change::put(document, conditions)).await
}

/// Change a participation in part
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training."), ("pid" = i64, Path, description = "The participation.")), request_body(content = Input, content_type = "application/merge-patch+json"), responses((status = 200, description = "It is changed.", body = View)))]
#[patch("/trainings/{id}/participants/{pid}")]
pub(super) async fn modify(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    change(request, store, caller, path.into_inner(), Change::patch(document, conditions)).await
}

async fn change(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    (id, pid): (i64, i64),
    change: Change,
) -> Answer {
    let who = caller.clone();
    let view = write(&store, caller, move |tx| {
        who.check_edit(&trainings::lock(tx, id)?.region, None)?;
        let current = participants::get(tx, id, pid)?;
        // Who may edit it sees all of it: nothing is lost by sending back what was read.
        let (input, check): (Input, _) = change.apply(Some(&View::new(current.clone(), Sight::FULL)), READ_ONLY)?;
        let data = input.check(tx, check, Some(&current))??;
        Ok(View::new(participants::update(tx, &current, &data)?, Sight::FULL))
    })
    .await?;
    json_ok(&request, &view)
}

/// Delete a participation
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training."), ("pid" = i64, Path, description = "The participation.")), responses((status = 204, description = "It is gone.")))]
#[delete("/trainings/{id}/participants/{pid}")]
pub(super) async fn remove(
    store: web::Data<Store>,
    caller: Caller,
    path: Path<(i64, i64)>,
    _: NoQuery,
    conditions: Conditions,
) -> Answer {
    let (id, pid) = path.into_inner();
    let who = caller.clone();
    write(&store, caller, move |tx| {
        who.check_edit(&trainings::lock(tx, id)?.region, None)?;
        let current = participants::get(tx, id, pid)?;
        check_delete(&conditions, &View::new(current.clone(), Sight::FULL))?;
        Ok(participants::delete(tx, &current)?)
    })
    .await?;
    Ok(no_content())
}
