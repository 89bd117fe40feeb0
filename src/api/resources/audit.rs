//! The audit: who changed what, when, from what to what. Nothing in the API changes it.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::api::files::export::{FileList, ListQuery};
use crate::api::files::making::{as_json, pages};
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::filters;
use crate::api::request::page::{LISTING_KEYS, Page, PageRequest, Sort, parse_sort};
use crate::api::request::time::parse_time;
use crate::api::request::write::Answer;
use crate::api::resources::changes::{RecordDocument, record_id};
use crate::domain::{ActorKind, ChangeKind, Resource, Text, ViolationCode};
use crate::exchange::export::named_columns;
use crate::http::problem::{Problem, both};
use crate::http::time::rfc3339;
use crate::store::changes::change::Change;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::store::Store;
use crate::store::feed::audit;
use crate::store::feed::audit::AuditFilter;

routes! {
    "changes";
    admin => list;
}

/// One change, with who made it
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
struct View {
    /// The service's own number, in the order in which changes were written.
    #[schema(format = "id")]
    id: i64,
    /// The time.
    #[schema(format = DateTime)]
    at: String,
    /// Who: the holder of a stored key, of the key from the settings, or the service itself and its command line.
    actor: ActorKind,
    /// Which stored key.
    #[schema(required, format = "count")]
    key_id: Option<i64>,
    /// In which request, as in the service's log; null at the command line.
    #[schema(required, min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9._-]+$")]
    request_id: Option<String>,
    /// The kind of record.
    resource: Resource,
    /// What the record was called by then, as in the change feed.
    #[schema(example = "KOP-0001/2024")]
    natural_key: String,
    /// The record's id, which never changes; null for a region.
    #[schema(required, format = "count")]
    record_id: Option<i64>,
    /// What happened: `created`, `changed`, `deleted`; `read` where an identity number was read in full.
    kind: ChangeKind,
    /// The number of this change among those of the record, from 1; null where it was only read.
    #[schema(required, format = "count")]
    version: Option<i64>,
    /// The record before, without personal data; null if it was created.
    #[schema(required)]
    before: Option<RecordDocument>,
    /// The record after, without personal data; null if it was deleted.
    #[schema(required)]
    after: Option<RecordDocument>,
    /// Which personal members, whose values are never shown here, were given, changed or read.
    #[schema(max_items = 10)]
    withheld: Vec<String>,
}

impl View {
    fn new(change: &Change) -> Result<Self, Problem> {
        Ok(Self {
            id: change.id,
            at: rfc3339(change.at),
            actor: change.actor,
            key_id: change.key_id,
            request_id: change.request_id.clone(),
            resource: change.resource,
            natural_key: change.natural_key.clone(),
            record_id: record_id(change),
            kind: change.kind,
            version: change.version,
            before: RecordDocument::read(change.before.as_deref())?,
            after: RecordDocument::read(change.after.as_deref())?,
            withheld: change.withheld.iter().flat_map(|names| names.split(',')).map(str::to_owned).collect(),
        })
    }
}

/// The columns of the list as a file.
const COLUMNS: [&str; 13] = [
    "id",
    "at",
    "actor",
    "key_id",
    "request_id",
    "resource",
    "natural_key",
    "record_id",
    "kind",
    "version",
    "before",
    "after",
    "withheld",
];

/// A change as a row of a file: the documents of the record stand in one cell each, as JSON.
fn row(change: &Change) -> StoreResult<Value> {
    // A document that cannot be read is a fault to be told, as in JSON.
    let view = View::new(change).map_err(|_| StoreError::Internal(format!("the document of change {}", change.id)))?;
    let mut row = as_json(&view)?;
    for name in ["before", "after"] {
        if let Some(document) = row.get_mut(name).filter(|document| document.is_object()) {
            *document = Value::String(document.to_string());
        }
    }
    Ok(row)
}

/// Which changes are listed, and in which order
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Of this kind of record.
    #[param(value_type = Option<Resource>)]
    resource: Option<String>,
    /// Of the records that were called by this.
    #[param(max_length = 200, example = "KOP-0001/2024")]
    natural_key: Option<String>,
    /// Of the record with this id; of whatever resource unless `resource` says which.
    #[param(format = "id")]
    record_id: Option<i64>,
    /// Of this kind.
    #[param(value_type = Option<ChangeKind>)]
    kind: Option<String>,
    /// By this kind of caller.
    #[param(value_type = Option<ActorKind>)]
    actor: Option<String>,
    /// By the holder of this stored key.
    #[param(format = "id")]
    key_id: Option<i64>,
    /// At or after this time.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Before this time.
    #[param(format = DateTime)]
    to: Option<String>,
    /// `-id`, the latest first (unless said otherwise), or `id`.
    #[param(max_length = 50, pattern = "^-?id$")]
    sort: Option<String>,
    /// The most items of a page.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// The start of the page: `next_cursor` of the page before.
    #[param(format = "cursor")]
    cursor: Option<String>,
}

/// The longest natural key that is looked for.
const MAX_KEY: usize = 200;

/// List who changed what
///
/// Every change of every record, the latest first: with which key, when, in which request, from what to what.
#[utoipa::path(
    params(AuditQuery, FileQuery),
    responses((status = 200, description = "A page of changes.", body = Page<View>)),
)]
#[get("/audit")]
pub async fn list(request: HttpRequest, store: web::Data<Store>, query: ListQuery<AuditQuery>) -> Answer {
    let (query, file) = query.into_parts();
    let latest_first = Sort { descending: true, ..Sort::ascending("id") };
    let sort = parse_sort(query.sort.as_deref(), &["id"], latest_first)?;
    let time = |name, raw: Option<&str>| raw.map(|raw| parse_time(name, raw)).transpose();
    let (from, to) = both(time("from", query.from.as_deref()), time("to", query.to.as_deref()))?;
    let page = PageRequest::new(query.limit, query.cursor.as_deref(), sort, LISTING_KEYS);
    let resource = filters::code("resource", query.resource.as_deref(), Resource::parse, Resource::ALL);
    let kind = filters::code("kind", query.kind.as_deref(), ChangeKind::parse, ChangeKind::ALL);
    let actor = filters::code("actor", query.actor.as_deref(), ActorKind::parse, ActorKind::ALL);
    let natural_key = filters::short("natural_key", query.natural_key, MAX_KEY);
    let ((page, resource), ((kind, actor), natural_key)) =
        both(both(page, resource), both(both(kind, actor), natural_key))?;
    for (name, id) in [("record_id", query.record_id), ("key_id", query.key_id)] {
        if id.is_some_and(|id| id < 1) {
            let detail = Text::new(format!("{name} harus 1 atau lebih."), format!("{name} must be 1 or more."));
            return Err(Problem::invalid_parameter(name, ViolationCode::OutOfRange, detail));
        }
    }
    let record = query.record_id.map(|id| id.to_string());
    let filter = AuditFilter { resource, natural_key, record, kind, actor, key_id: query.key_id, from, to };
    let listing = page.listing()?;
    if let Some(style) = file {
        let whole = FileList { name: "audit".to_owned(), columns: named_columns(&COLUMNS), style };
        return whole
            .respond_with(&request, &store, move |connection, put| {
                pages(
                    connection,
                    listing.clone(),
                    |connection, listing| audit::list(connection, &filter, listing),
                    |_, found| found.iter().try_for_each(|change| put(&row(change)?)),
                )
            })
            .await;
    }
    let rows = store.read(move |connection| audit::list(connection, &filter, &listing)).await?;
    // A document that cannot be read is a fault to be told, not an entry to be left out.
    let views = rows.into_iter().map(|change| View::new(&change).map(|view| (change, view)));
    let views = views.collect::<Result<Vec<_>, _>>()?;
    Page::from_records(&page, views, |(_, view)| view)?.respond(&request)
}
