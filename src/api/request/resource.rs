//! The handlers of replace, change, remove and create, written once for all resources.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api::request::caller::Caller;
use crate::api::request::draft::{Draft, ReadOnly, patched, to_value};
use crate::api::request::idempotency::{IdempotencyKey, once};
use crate::api::request::respond::{created_record, no_content, record_ok};
use crate::api::request::stored_response::{Replay, StoredResponse};
use crate::api::request::write::{Answer, Step, write};
use crate::domain::{RegionCode, Visibility};
use crate::entry::checker::{Checker, Regions};
use crate::http::etag::{Conditions, ETag};
use crate::http::json::JsonDocument;
use crate::http::json::read::read;
use crate::http::problem::Problem;
use crate::http::serialise::to_json;
use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::store::Store;
use crate::store::engine::tx::Tx;

/// A kind of record that is written through the API.
pub trait Resource: 'static {
    /// The parts of the address.
    type Key: Clone + Send + 'static;
    /// What a write locks first: the record, or the one that the record belongs to.
    type Locked;
    /// A stored record.
    type Record: Clone;
    /// The request type.
    type Input: DeserializeOwned + Clone + Send + 'static;
    /// What can be set of a record, checked.
    type Data;
    /// The document of a record.
    type View: Serialize + Send + 'static;

    /// The members that a request may send back but not set.
    const READ_ONLY: ReadOnly;

    /// The document, as a caller with this visibility sees it.
    fn view(record: Self::Record, visibility: Visibility) -> Self::View;

    /// The entity tag of that document.
    fn tag(record: &Self::Record, visibility: Visibility) -> ETag;

    /// Reads a request that has no read-only members any more.
    ///
    /// # Errors
    /// 400 for a member that is unknown or has the wrong type.
    fn read(request: Value, _: &Self::Key) -> Result<Self::Input, Problem> {
        read(request)
    }

    /// The members of a new document that follow from the address.
    fn address(_: &Self::Key) -> Value {
        Value::Null
    }

    /// Checks the parts of the address that a PUT depends on, under the lock.
    ///
    /// # Errors
    /// 422 for a part that names what is not there.
    fn check_address(_: &mut Tx<'_>, _: &Self::Key) -> Step<()> {
        Ok(())
    }

    /// Locks what the write touches, and checks that the caller may write there.
    ///
    /// # Errors
    /// 404 where what is locked is not there; 403 `outside_region`.
    fn lock(tx: &mut Tx<'_>, caller: &Caller, key: &Self::Key) -> Step<Self::Locked>;

    /// The record at this address.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where there is none, which a PUT then creates.
    fn find(tx: &mut Tx<'_>, key: &Self::Key, locked: &Self::Locked) -> StoreResult<Self::Record>;

    /// Checks what can be checked of a request without the current record.
    ///
    /// # Errors
    /// 422 with all violations.
    fn check_form(input: Self::Input, key: &Self::Key, regions: &mut impl Regions) -> StoreResult<Result<(), Problem>>;

    /// Checks a request against the rules.
    ///
    /// # Errors
    /// 422 with all violations.
    fn check(
        tx: &mut Tx<'_>,
        input: Self::Input,
        check: Checker,
        target: Target<'_, Self>,
    ) -> StoreResult<Result<Self::Data, Problem>>;

    /// Checks that the caller may store the record in the region that the request names.
    ///
    /// # Errors
    /// 403 `outside_region`.
    fn check_move(_caller: &Caller, _current: Option<&Self::Record>, _data: &Self::Data) -> Result<(), Problem> {
        Ok(())
    }

    /// Checks that the caller may remove the record from its region, where that is not the region of what is locked.
    ///
    /// # Errors
    /// 403 `outside_region`.
    fn check_removal(_caller: &Caller, _current: &Self::Record) -> Result<(), Problem> {
        Ok(())
    }

    /// Stores the record.
    fn store(tx: &mut Tx<'_>, target: Target<'_, Self>, data: &Self::Data) -> StoreResult<Self::Record>;
}

/// What a write changes: the address, what is locked, and the current record.
pub struct Target<'a, R: Resource + ?Sized> {
    /// The parts of the address.
    pub key: &'a R::Key,
    /// What is locked.
    pub locked: &'a R::Locked,
    /// The current record; `None` where the write creates it.
    pub current: Option<&'a R::Record>,
}

/// The answer to a GET of one record.
///
/// # Errors
/// 400 for an `If-None-Match` that cannot be read.
pub fn show<R: Resource>(request: &HttpRequest, record: R::Record, visibility: Visibility) -> Answer {
    let tag = R::tag(&record, visibility);
    record_ok(request, &tag, || R::view(record, visibility))
}

/// Replaces a record by PUT, or creates it where the address names it. The body is read and checked for form before the write
/// begins: the write is short, and a malformed body is refused whether the record is there or not.
///
/// # Errors
/// 400 and 422 for the body; 403, 404, 409 and 412 for the record.
pub async fn replace<R: Resource>(
    request: HttpRequest,
    store: &Store,
    caller: Caller,
    key: R::Key,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    let draft = Draft::read(&document, R::READ_ONLY, |request| R::read(request, &key))?;
    if R::check_form(draft.input.clone(), &key, &mut AnyRegion)?.is_err() {
        // The database adds what it knows, so that the answer names every violation.
        let (input, key) = (draft.input.clone(), key.clone());
        store.read(move |connection| R::check_form(input.clone(), &key, connection)).await??;
    }
    let who = caller.clone();
    let (is_new, tag, view) = write(store, caller, move |tx| {
        let locked = R::lock(tx, &who, &key)?;
        R::check_address(tx, &key)?;
        let current = match R::find(tx, &key, &locked) {
            Ok(record) => Some(record),
            Err(StoreError::NotFound(_)) => None,
            Err(error) => Err(error)?,
        };
        let tag = current.as_ref().map(|record| R::tag(record, Visibility::FULL));
        conditions.check_write(tag.as_ref())?;
        let (input, check) = draft.compared(|| match current.clone() {
            Some(current) => to_value(&R::view(current, Visibility::FULL)),
            None => Ok(R::address(&key)),
        })?;
        let (tag, view) = put::<R>(tx, &who, (&key, &locked, current.as_ref()), (input, check))?;
        Ok((current.is_none(), tag, view))
    })
    .await?;
    if is_new { created_record(&request, &tag, &view) } else { record_ok(&request, &tag, || view) }
}

/// Changes a record by PATCH.
///
/// # Errors
/// 400 and 422 for the body; 403, 404, 409 and 412 for the record.
pub async fn modify<R: Resource>(
    request: HttpRequest,
    store: &Store,
    caller: Caller,
    key: R::Key,
    conditions: Conditions,
    document: JsonDocument,
) -> Answer {
    let who = caller.clone();
    let (tag, view) = write(store, caller, move |tx| {
        let locked = R::lock(tx, &who, &key)?;
        let current = R::find(tx, &key, &locked)?;
        conditions.check_write(Some(&R::tag(&current, Visibility::FULL)))?;
        let shown = R::view(current.clone(), Visibility::FULL);
        let entry = patched(&document, &shown, R::READ_ONLY)?;
        put::<R>(tx, &who, (&key, &locked, Some(&current)), entry)
    })
    .await?;
    record_ok(&request, &tag, || view)
}

/// Checks an entry and stores it; gives the tag and the document of the record that was stored.
fn put<R: Resource>(
    tx: &mut Tx<'_>,
    caller: &Caller,
    (key, locked, current): (&R::Key, &R::Locked, Option<&R::Record>),
    (input, check): (R::Input, Checker),
) -> Step<(ETag, R::View)> {
    let data = R::check(tx, input, check, Target { key, locked, current })??;
    R::check_move(caller, current, &data)?;
    let record = R::store(tx, Target { key, locked, current }, &data)?;
    Ok((R::tag(&record, Visibility::FULL), R::view(record, Visibility::FULL)))
}

/// Removes a record by DELETE: `delete` removes it from the store, once everything is checked.
///
/// # Errors
/// 403, 404, 409 and 412.
pub async fn remove<R: Resource>(
    store: &Store,
    caller: Caller,
    key: R::Key,
    conditions: Conditions,
    delete: impl Fn(&mut Tx<'_>, &Caller, &R::Key, &R::Record) -> Step<()> + Send + 'static,
) -> Answer {
    let who = caller.clone();
    write(store, caller, move |tx| {
        let locked = R::lock(tx, &who, &key)?;
        let current = R::find(tx, &key, &locked)?;
        R::check_removal(&who, &current)?;
        conditions.check_write(Some(&R::tag(&current, Visibility::FULL)))?;
        delete(tx, &who, &key, &current)
    })
    .await?;
    Ok(no_content())
}

/// Creates a record by POST, once for each `Idempotency-Key`: `work` gives the path of the new record and the record.
///
/// # Errors
/// As [`once`], and those of `work`.
pub async fn create<R: Resource>(
    request: &HttpRequest,
    store: &Store,
    caller: Caller,
    key: IdempotencyKey,
    document: JsonDocument,
    work: impl Fn(&mut Tx<'_>, &Caller, NewEntry<'_, R>) -> Step<(String, R::Record)> + Send + 'static,
) -> Answer {
    let sent = document.text();
    let draft = Draft::read(&document, R::READ_ONLY, read);
    let who = caller.clone();
    once(request, store, caller, key, sent.as_bytes(), Replay::Whole, move |tx| {
        let (location, record) = work(tx, &who, NewEntry(&draft))?;
        let tag = Some(R::tag(&record, Visibility::FULL));
        let body = to_json(&R::view(record, Visibility::FULL))?;
        Ok(StoredResponse { status: StatusCode::CREATED, location: Some(location), tag, body })
    })
    .await
}

/// The body of a POST. It is read before the write begins, but its faults are reported within the write: after those of the
/// `Idempotency-Key` and of the record under which the new one is created.
pub struct NewEntry<'a, R: Resource>(&'a Result<Draft<R::Input>, Problem>);

impl<R: Resource> NewEntry<'_, R> {
    /// The request type, and a checker that has the violations of read-only members.
    ///
    /// # Errors
    /// 400 for a body that cannot be read.
    pub fn read(self) -> Result<(R::Input, Checker), Problem> {
        self.0.as_ref().map_err(Problem::clone)?.compared(|| Ok(Value::Null))
    }
}

/// Accepts every region, to check the form of a request without the database.
struct AnyRegion;

impl Regions for AnyRegion {
    fn holds(&mut self, _: &RegionCode) -> StoreResult<bool> {
        Ok(true)
    }
}
