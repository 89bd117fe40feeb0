//! The audit: who changed what, when, and how. It can only be read.

use actix_web::{HttpRequest, get, web};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::files::export::FileList;
use crate::api::files::lists::{List, ListQuery};
use crate::api::files::making::{as_json, pages};
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::list_query::list_query;
use crate::api::request::{Answer, Collector, Filtered, Page, Sort, filters};
use crate::api::resources::changes::{RecordDocument, record_id};
use crate::domain::{ActorKind, ChangeKind, Resource};
use crate::exchange::export::named_columns;
use crate::http::Problem;
use crate::http::time::rfc3339;
use crate::store::feed::audit;
use crate::store::{AuditFilter, Change, Connection, Listing, Store, StoreError, StoreResult};

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

/// A change as a row of a file: each document of the record is one cell, as JSON.
fn row(change: &Change) -> StoreResult<Value> {
    let view = View::new(change).map_err(|_| StoreError::Internal(format!("the document of change {}", change.id)))?;
    let mut row = as_json(&view)?;
    for name in ["before", "after"] {
        if let Some(document) = row.get_mut(name).filter(|document| document.is_object()) {
            *document = Value::String(document.to_string());
        }
    }
    Ok(row)
}

/// The most characters of a natural key to look for.
const MAX_KEY: usize = 200;

list_query! {
    /// Which changes are listed, and in which order
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
    }
    sort: "`-id`, the latest first (unless said otherwise), or `id`.", "^-?id$", ["id"], Sort::descending("id")
}

impl Filtered for AuditQuery {
    type Filter = AuditFilter;

    async fn filter(self, _: &Store, check: &mut Collector) -> AuditFilter {
        AuditFilter {
            from: check.optional(filters::time("from", self.from.as_deref())),
            to: check.optional(filters::time("to", self.to.as_deref())),
            resource: check.optional(filters::code(
                "resource",
                self.resource.as_deref(),
                Resource::parse,
                Resource::ALL,
            )),
            kind: check.optional(filters::code("kind", self.kind.as_deref(), ChangeKind::parse, ChangeKind::ALL)),
            actor: check.optional(filters::code("actor", self.actor.as_deref(), ActorKind::parse, ActorKind::ALL)),
            natural_key: check.optional(filters::short("natural_key", self.natural_key, MAX_KEY)),
            record: check.optional(filters::id("record_id", self.record_id)).map(|id| id.to_string()),
            key_id: check.optional(filters::id("key_id", self.key_id)),
        }
    }
}

/// List who changed what
///
/// Every change of every record, the latest first: with which key, when, in which request, from what to what.
#[utoipa::path(
    params(AuditQuery, FileQuery),
    responses((status = 200, description = "A page of changes.", body = Page<View>)),
)]
#[get("/audit")]
pub async fn list(request: HttpRequest, store: web::Data<Store>, query: ListQuery<AuditQuery>) -> Answer {
    let List { filter, page, file, .. } = query.check().await?;
    let listing = page.listing()?;
    let fetch = move |connection: &mut Connection, listing: &Listing| audit::list(connection, &filter, listing);
    if let Some(style) = file {
        let list = FileList { name: "audit".to_owned(), columns: named_columns(&COLUMNS), style };
        return list
            .respond_with(&request, &store, move |connection, put| {
                pages(connection, listing.clone(), &fetch, |_, found| {
                    found.iter().try_for_each(|change| put(&row(change)?))
                })
            })
            .await;
    }
    let rows = store.read(move |connection| fetch(connection, &listing)).await?;
    // A document that cannot be read is an error; leaving the entry out would hide a change.
    let views = rows.into_iter().map(|change| View::new(&change).map(|view| (change, view)));
    let views = views.collect::<Result<Vec<_>, _>>()?;
    Page::from_records(&page, views, |(_, view)| view)?.respond(&request)
}
