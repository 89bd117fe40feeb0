//! Keys: made, listed and revoked by admins. The key itself is shown once, in the answer that makes it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, delete, get, post, web};
use chrono::{NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::files::lists::ListQuery;
use crate::api::files::style::FileQuery;
use crate::api::operations::routes::routes;
use crate::api::request::idempotency::once;
use crate::api::request::list_query::list_query;
use crate::api::request::respond::{no_content, record_ok};
use crate::api::request::time::read_time;
use crate::api::request::write::write;
use crate::api::request::{Answer, Caller, Draft, IdempotencyKey, Page, ReadOnly, Replay, Sort, Step, StoredResponse};
use crate::domain::{Role, Text, ViolationCode};
use crate::entry::checker::Checker;
use crate::entry::words::ROLES;
use crate::exchange::export::named_columns;
use crate::http::json::read::read as read_request;
use crate::http::serialise::to_json;
use crate::http::time::rfc3339;
use crate::http::{Conditions, ETag, ErrorCode, JsonDocument, NoQuery, Path, Problem};
use crate::store::models::key::Key;
use crate::store::{Actor, Connection, KeyData, Listing, Store, StoreResult, Tx, keys};

routes! {
    "keys": "Who may use the service, and for what.";
    admin => list, read;
    admin, may_conflict => create, remove;
}

/// A key, without its secret
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Key)]
struct View {
    /// The service's own number.
    #[schema(format = "id")]
    id: i64,
    /// The holder or the purpose.
    #[schema(format = "line", example = "Dinas Kota Jambi, entri data")]
    name: String,
    /// The role.
    role: Role,
    /// Of an operator: only this region and those below it (Kemendagri code); null for all.
    #[schema(required, format = "region", example = "15.71")]
    region: Option<String>,
    /// The time from which it is invalid; null if it does not expire.
    #[schema(required, format = DateTime)]
    expires_at: Option<String>,
    /// When it was last used, at most a minute too early; null if it was never used.
    #[schema(required, format = DateTime)]
    last_used_at: Option<String>,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// Who made it: `key:` and the key's id, `settings_key` or `command_line`; null if that was not recorded.
    #[schema(required, max_length = 30, pattern = "^(key:[0-9]+|settings_key|command_line)$", example = "key:1")]
    created_by: Option<String>,
}

/// A new key, with its secret
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = NewKey)]
struct NewView {
    /// The key. Only this answer shows it: the service stores a digest.
    #[schema(pattern = "^iku_[0-9a-f]{72}$", min_length = 76, max_length = 76)]
    key: String,
    #[serde(flatten)]
    view: View,
}

impl From<Key> for View {
    fn from(key: Key) -> Self {
        Self {
            id: key.id,
            name: key.name,
            role: key.role,
            region: key.region.map(|region| region.to_string()),
            expires_at: key.expires_at.map(rfc3339),
            last_used_at: key.last_used_at.map(rfc3339),
            created_at: rfc3339(key.created_at),
            created_by: key.created_by,
        }
    }
}

const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["last_used_at", "created_at", "created_by"], derived: &["id"] };

/// The number of the document's shape, for its entity tag: raised by one whenever the same key gets another document.
const SHAPE: u32 = 1;

/// The entity tag of a key. Keys are never changed, only used and revoked.
fn tag_of(key: &Key) -> ETag {
    let last_used = key.last_used_at.map(rfc3339).unwrap_or_default();
    ETag::of_record(SHAPE, key.id, key.version, key.created_at, &[&last_used])
}

/// What can be set of a new key
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KeyInput)]
struct Input {
    /// The holder or the purpose.
    #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Dinas Kota Jambi, entri data")]
    name: Option<String>,
    /// The role.
    #[schema(required, nullable = false, value_type = Role)]
    role: Option<String>,
    /// Of an operator: only this region and those below it (Kemendagri code).
    #[schema(format = "region-sent", example = "15.71")]
    region: Option<String>,
    /// The time from which it is invalid; later than now.
    #[schema(format = DateTime, example = "2030-12-31T17:00:00Z")]
    expires_at: Option<String>,
}

impl Input {
    fn check(
        self,
        connection: &mut Connection,
        mut check: Checker,
        now: NaiveDateTime,
    ) -> StoreResult<Result<KeyData, Problem>> {
        let name = check.required("name", self.name);
        let name = check.text("name", name, 200);
        let role = check.required("role", self.role);
        let role = check.code("role", role, Role::parse, ROLES);
        let region = check.region(connection, "region", self.region)?;
        if region.is_some() && role.is_some_and(|role| role != Role::Operator) {
            let (id, en) = ("Isian ini hanya untuk peran operator.", "The value is only for the role operator.");
            check.refuse("region", ViolationCode::Inconsistent, id, en);
        }
        let expires_at = self.expires_at.and_then(|raw| expiry(&mut check, &raw, now));
        let data = name.zip(role).map(|(name, role)| KeyData { name, role, region, expires_at });
        Ok(check.finish(data).map_err(Problem::invalid))
    }
}

fn expiry(check: &mut Checker, raw: &str, now: NaiveDateTime) -> Option<NaiveDateTime> {
    match read_time(raw) {
        Some(time) if time > now => Some(time),
        Some(_) => {
            let (id, en) = ("Isian ini harus setelah sekarang.", "The value must be later than now.");
            check.refuse("expires_at", ViolationCode::OutOfRange, id, en);
            None
        }
        None => {
            let (id, en) = (
                "Isian ini harus berupa waktu RFC 3339, misalnya 2030-12-31T17:00:00Z.",
                "The value must be an RFC 3339 time, such as 2030-12-31T17:00:00Z.",
            );
            check.refuse("expires_at", ViolationCode::InvalidFormat, id, en);
            None
        }
    }
}

/// The columns of the list as a file.
const COLUMNS: [&str; 8] = ["id", "name", "role", "region", "expires_at", "last_used_at", "created_at", "created_by"];

list_query! {
    /// A page of keys
    struct KeysQuery;
    sort: "`id` or `name`, with a leading `-` for the largest first.", "^-?(id|name)$", ["id", "name"],
    Sort::ascending("id")
}

/// List keys
///
/// Those that were not revoked; expired ones are among them. The key of `IKU_ADMIN_KEY` is not stored and so not listed.
#[utoipa::path(
    params(KeysQuery, FileQuery),
    responses((status = 200, description = "A page of keys.", body = Page<View>)),
)]
#[get("/keys")]
pub async fn list(query: ListQuery<KeysQuery>) -> Answer {
    let fetch = |connection: &mut Connection, (): &(), listing: &Listing| keys::list(connection, listing);
    query.check().await?.respond("keys", |()| named_columns(&COLUMNS), fetch, View::from).await
}

/// Make a key
///
/// The answer is the only one that ever holds the key itself.
#[utoipa::path(request_body = Input, responses((status = 201, description = "The key was made. Only this answer shows it.", body = NewView)))]
#[post("/keys")]
pub async fn create(
    request: HttpRequest,
    store: web::Data<Store>,
    caller: Caller,
    key: IdempotencyKey,
    _: NoQuery,
    document: JsonDocument,
) -> Answer {
    let sent = document.text();
    let draft = Draft::<Input>::read(&document, READ_ONLY, read_request);
    // The answer holds the key, which is not stored anywhere and so can't be repeated.
    once(&request, &store, caller, key, sent.as_bytes(), Replay::Refused, move |tx| {
        let (input, check) = draft.as_ref().map_err(Problem::clone)?.compared(|| Ok(Value::Null))?;
        let data = input.check(tx, check, Utc::now().naive_utc())??;
        let (made, key) = keys::create(tx, &data)?;
        let (location, tag) = (Some(format!("/keys/{}", made.id)), Some(tag_of(&made)));
        let body = to_json(&NewView { key, view: View::from(made) })?;
        Ok(StoredResponse { status: StatusCode::CREATED, location, tag, body })
    })
    .await
}

/// Read a key
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The key.")),
    responses((status = 200, description = "The key, without its secret.", body = View)),
)]
#[get("/keys/{id}")]
pub async fn read(request: HttpRequest, store: web::Data<Store>, path: Path<i64>, _: NoQuery) -> Answer {
    let id = path.into_inner();
    let key = store.lookup(move |connection| keys::get(connection, id)).await?;
    let tag = tag_of(&key);
    record_ok(&request, &tag, || View::from(key))
}

/// Revoke a key
///
/// It opens nothing from the very next request on, through any instance. The last admin key that is valid is 409
/// `last_admin_key`, unless it is the key of `IKU_ADMIN_KEY` that asks: make another one first.
#[utoipa::path(
    params(("id" = i64, Path, format = "id", description = "The key.")),
    responses((status = 204, description = "The key was revoked.")),
)]
#[delete("/keys/{id}")]
pub async fn remove(
    store: web::Data<Store>,
    caller: Caller,
    path: Path<i64>,
    _: NoQuery,
    conditions: Conditions,
) -> Answer {
    let id = path.into_inner();
    write(&store, caller, move |tx| {
        keys::lock_all(tx)?;
        conditions.check_write(Some(&tag_of(&keys::get(tx, id)?)))?;
        keys::revoke(tx, id)?;
        keep_one_admin(tx)
    })
    .await?;
    Ok(no_content())
}

/// Refuses to revoke the last admin key: the service could then be administered only at the command line.
fn keep_one_admin(tx: &mut Tx<'_>) -> Step<()> {
    let has_another = *tx.actor() == Actor::SettingsKey;
    if has_another || keys::count_admins(tx, Utc::now().naive_utc())? > 0 {
        return Ok(());
    }
    let detail = Text::new(
        "Ini kunci admin terakhir yang berlaku. Buat kunci admin lain dulu, atau cabut dengan `iku keys revoke`.",
        "This is the last valid admin key. Make another one first, or revoke it with `iku keys revoke`.",
    );
    Err(Problem::conflict(ErrorCode::LastAdminKey, None, detail).into())
}
