//! Who took part in trainings: personal data, with identity numbers masked in every reply.

use actix_web::{HttpRequest, delete, get, patch, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::ViolationCode;
use crate::domain::identity_number::{DIGITS, masked};
use crate::store::participants::{self, Participant, ParticipantData, ParticipantFilter};
use crate::store::{Connection, Store, StoreResult, trainings};

use super::caller::Caller;
use super::checker::Checker;
use super::clock::rfc3339;
use super::etag::Conditions;
use super::filters;
use super::idempotency::{Once, create as create_once};
use super::json::{DecimalInput, JsonDocument};
use super::page::{LISTING_KEYS, Page, PageRequest, Sort, parse_sort};
use super::params::{NoQuery, Path, Query};
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
    /// Name: personal data.
    name: String,
    /// Identity number (*NIK penduduk*), all but its last four digits masked.
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
struct NamedView {
    /// The training's code.
    training_code: String,
    /// The participation.
    #[serde(flatten)]
    participant: View,
}

impl From<Participant> for View {
    fn from(participant: Participant) -> Self {
        Self {
            id: participant.id,
            training_id: participant.training_id,
            name: participant.name,
            identity_number: participant.identity_number.map(|number| masked(&number)),
            cooperative_id: participant.cooperative_id,
            umkm_id: participant.umkm_id,
            score: participant.score.map(|score| score.to_string()),
            created_at: rfc3339(participant.created_at),
            updated_at: rfc3339(participant.updated_at),
        }
    }
}

const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["id", "training_id", "created_at", "updated_at"], derived: &[] };

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
        let name = check.required("name", self.name);
        let name = check.text("name", name, 200);
        let kept = current.and_then(|current| current.identity_number.clone());
        let identity_number = match (self.identity_number, kept) {
            (Some(sent), Some(kept)) if sent == masked(&kept) => Some(kept),
            (sent, _) => check.digits("identity_number", sent, DIGITS),
        };
        if self.cooperative_id.is_some() && self.umkm_id.is_some() {
            let (id, en) = ("tidak bersama cooperative_id", "not together with cooperative_id");
            check.refuse("umkm_id", ViolationCode::Inconsistent, id, en);
        }
        for violation in participants::missing_links(connection, self.cooperative_id, self.umkm_id)? {
            check.add(violation);
        }
        let score = check.score("score", self.score);
        let (cooperative_id, umkm_id) = (self.cooperative_id, self.umkm_id);
        let data = name.map(|name| ParticipantData { name, identity_number, cooperative_id, umkm_id, score });
        Ok(check.finish(data))
    }
}

const SORTS: [&str; 2] = ["id", "updated_at"];

/// Which participations are listed, and in which order
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
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
#[utoipa::path(tag = "trainings", params(ListQuery), responses((status = 200, description = "A page of participations.", body = Page<NamedView>)))]
#[get("/participants")]
pub(super) async fn list_all(request: HttpRequest, store: web::Data<Store>, query: Query<ListQuery>) -> Answer {
    let query = query.into_inner();
    let sort = parse_sort(query.sort.as_deref(), &SORTS, Sort::ascending("id"))?;
    let updated_since = filters::updated_since(query.updated_since.as_deref())?;
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), sort, LISTING_KEYS);
    let region = filters::region(&store, query.region.as_deref()).await;
    let ((page, region), year) = both(both(page, region), filters::year(query.year))?;
    let training_code = filters::short("training_code", query.training_code, 64)?;
    let filter = ParticipantFilter { training: None, training_code, year, region, updated_since };
    let listing = page.listing()?;
    let rows = store.read(move |connection| participants::list(connection, &filter, &listing)).await?;
    let named = |(participant, training_code): (Participant, String)| NamedView {
        training_code,
        participant: participant.into(),
    };
    Page::from_records(&page, rows, named)?.respond(&request)
}

/// List the participants of a training
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training."), OfTrainingQuery), responses((status = 200, description = "A page of its participants.", body = Page<View>)))]
#[get("/trainings/{id}/participants")]
pub(super) async fn list(
    request: HttpRequest,
    store: web::Data<Store>,
    path: Path<i64>,
    query: Query<OfTrainingQuery>,
) -> Answer {
    let (id, query) = (path.into_inner(), query.into_inner());
    let sort = parse_sort(query.sort.as_deref(), &SORTS, Sort::ascending("id"))?;
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), sort, LISTING_KEYS)?;
    let filter = ParticipantFilter { training: Some(id), ..ParticipantFilter::default() };
    let listing = page.listing()?;
    let rows = store
        .snapshot(move |connection| {
            trainings::get(connection, id)?;
            participants::list(connection, &filter, &listing)
        })
        .await?;
    Page::from_records(&page, rows, |(participant, _)| View::from(participant))?.respond(&request)
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
    create_once(&request, &store, caller, once, sent.as_bytes(), move |tx| {
        trainings::lock(tx, id)?;
        let (input, check): (Input, _) = change.apply(None::<&View>, READ_ONLY)?;
        let data = input.check(tx, check, None)??;
        let view = View::from(participants::create(tx, id, &data)?);
        Ok((format!("/trainings/{id}/participants/{}", view.id), view))
    })
    .await
}

/// Read a participation
#[utoipa::path(tag = "trainings", params(("id" = i64, Path, description = "The training."), ("pid" = i64, Path, description = "The participation.")), responses((status = 200, description = "The participation.", body = View)))]
#[get("/trainings/{id}/participants/{pid}")]
pub(super) async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<(i64, i64)>, _: NoQuery) -> Answer {
    let (id, pid) = path.into_inner();
    let participant = store.snapshot(move |connection| participants::get(connection, id, pid)).await?;
    json_ok(&request, &View::from(participant))
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
    let view = write(&store, caller, move |tx| {
        trainings::lock(tx, id)?;
        let current = participants::get(tx, id, pid)?;
        let (input, check): (Input, _) = change.apply(Some(&View::from(current.clone())), READ_ONLY)?;
        let data = input.check(tx, check, Some(&current))??;
        Ok(View::from(participants::update(tx, &current, &data)?))
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
    write(&store, caller, move |tx| {
        trainings::lock(tx, id)?;
        let current = participants::get(tx, id, pid)?;
        check_delete(&conditions, &View::from(current.clone()))?;
        Ok(participants::delete(tx, &current)?)
    })
    .await?;
    Ok(no_content())
}
