//! The change feed, for clients that keep a copy of the records.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{AdditionalProperties, SchemaType};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use crate::api::operations::routes::routes;
use crate::api::request::respond::json_ok;
use crate::api::request::{Answer, Collector, PageRequest, Sort};
use crate::domain::{ChangeKind, Resource, Text, ViolationCode, text};
use crate::http::time::rfc3339;
use crate::http::{Problem, Query};
use crate::store::{Change, Store};

routes! {
    "changes": "What changed: the feed for copies, and the audit.";
    viewer => feed;
}

/// A record before or after a change: its members by name, without personal data
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct RecordDocument(serde_json::Value);

impl RecordDocument {
    /// Reads what the store wrote.
    pub fn read(text: Option<&str>) -> Result<Option<Self>, Problem> {
        let read = |text| {
            serde_json::from_str(text)
                .map(Self)
                .map_err(|error| Problem::internal_because(format!("cannot read a change's document: {error}")))
        };
        text.map(read).transpose()
    }
}

// The resource decides the members; each is a text, a number, a boolean or null.
impl PartialSchema for RecordDocument {
    fn schema() -> RefOr<Schema> {
        let types = [Type::String, Type::Integer, Type::Boolean, Type::Null];
        let count = Some(SchemaFormat::Custom("count".to_owned()));
        let member = ObjectBuilder::new().schema_type(SchemaType::from_iter(types)).format(count);
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some("A record before or after a change: its members by name, without personal data"))
            .additional_properties(Some(AdditionalProperties::RefOr(member.into())))
            .into()
    }
}

impl ToSchema for RecordDocument {
    fn name() -> std::borrow::Cow<'static, str> {
        "RecordDocument".into()
    }
}

/// The id of a record; regions have none.
pub fn record_id(change: &Change) -> Option<i64> {
    (change.resource != Resource::Regions).then(|| change.record.parse().ok()).flatten()
}

/// One change in the feed
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FeedChange)]
struct View {
    /// Its position in the feed: one more than that of the change before it.
    #[schema(format = "count", example = 1)]
    seq: i64,
    /// The time.
    #[schema(format = DateTime)]
    at: String,
    /// The kind of record.
    resource: Resource,
    /// What the record was called by then: a register number, with `/` and the year for its reports; a training's code, with `/`
    /// and the id for its participants; data set, year and region of a figure; a region's code.
    #[schema(example = "KOP-0001/2024")]
    natural_key: String,
    /// The record's id, which never changes; null for a region.
    #[schema(required, format = "count")]
    record_id: Option<i64>,
    /// What happened: `created`, `changed` or `deleted`.
    kind: ChangeKind,
    /// The number of this change among those of the record, from 1. A copy that holds the record in this version or a later one
    /// has the change already; one that holds it in an earlier one than the version before has missed something.
    #[schema(format = "count", example = 1)]
    version: i64,
    /// The record after the change; null if it was deleted. Without personal data: `owner_name`, a participant's `name` and
    /// `identity_number` are null.
    #[schema(required)]
    after: Option<RecordDocument>,
}

impl View {
    fn new(change: &Change) -> Result<Self, Problem> {
        Ok(Self {
            seq: change.seq.unwrap_or_default(),
            at: rfc3339(change.at),
            resource: change.resource,
            natural_key: change.natural_key.clone(),
            record_id: record_id(change),
            kind: change.kind,
            version: change.version.unwrap_or_default(),
            after: RecordDocument::read(change.after.as_deref())?,
        })
    }
}

/// A part of the change feed
#[derive(Clone, Debug, Serialize, ToSchema)]
struct Feed {
    /// The changes, in their order.
    #[schema(max_items = 500)]
    items: Vec<View>,
    /// The value of `?after=` for the next request.
    #[schema(format = "count")]
    next_after: i64,
    /// Whether more changes follow already.
    more: bool,
}

/// The part of the feed
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FeedQuery {
    /// The `seq` of the last change that you have; 0 or nothing starts at the beginning. One that the feed has not reached is
    /// refused: the database was restored from a backup, and the copy is to be built anew.
    #[param(format = "count", default = 0)]
    after: Option<i64>,
    /// The most changes.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// Follow the changes of all records
///
/// Every creation, change and deletion of every record, once, in a fixed order: later changes are only appended. A copy that
/// applies them in this order has the same records as the service. Ask again with `next_after`: at once while `more` is true, and
/// from time to time afterwards. The changes of one request may be spread over two pages.
#[utoipa::path(params(FeedQuery), responses((status = 200, description = "The changes that follow.", body = Feed)))]
#[get("/changes")]
pub async fn feed(request: HttpRequest, store: web::Data<Store>, query: Query<FeedQuery>) -> Answer {
    let query = query.into_inner();
    let after = query.after.unwrap_or_default();
    let mut check = Collector::default();
    let page = check.take(PageRequest::new(query.limit, None, Sort::ascending("seq"), 1));
    let after = check.take(if after < 0 { Err(negative()) } else { Ok(after) });
    let (page, after) = check.finish(page.zip(after))?;
    let part = store.feed(after, page.limit).await?;
    if let Some(end) = part.ends_before {
        return Err(beyond(end));
    }
    let items = part.changes.iter().map(View::new).collect::<Result<Vec<_>, _>>()?;
    let next_after = items.last().map_or(after, |last| last.seq);
    json_ok(&request, &Feed { items, next_after, more: part.more })
}

fn beyond(end: i64) -> Problem {
    let detail = text!(
        "Isian ini melewati akhir umpan perubahan, yaitu {end}: basis data ini dipulihkan dari cadangan atau bukan yang sama. \
         Bangun ulang salinan mulai dari after=0.",
        "The value is beyond the end of the feed, which is {end}: this database was restored from a backup, or is another \
         database. Build the copy again, from after=0."
    );
    Problem::invalid_parameter("after", ViolationCode::OutOfRange, detail)
}

fn negative() -> Problem {
    let detail = Text::new("Isian ini tidak boleh negatif.", "The value must not be negative.");
    Problem::invalid_parameter("after", ViolationCode::OutOfRange, detail)
}
