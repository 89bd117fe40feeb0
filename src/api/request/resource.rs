//! The handlers that create, replace, change and remove records, written once for all resources.

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{Error, FromRequest, HttpRequest, web};
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
use crate::http::json::read::read;
use crate::http::serialise::to_json;
use crate::http::{Conditions, ETag, JsonDocument, NoQuery, Problem};
use crate::store::{Store, StoreError, StoreResult, Tx};

/// A kind of record that is written through the API.
pub trait Resource: Sized + 'static {
    /// The parts of the address.
    type Key: Clone + Send + 'static;
    /// The rows that are locked for a write and needed to store the record: the record, or the unit that it belongs to.
    type Owner;
    /// A stored record.
    type Record: Clone;
    /// The request type.
    type Input: DeserializeOwned + Clone + Send + 'static;
    /// The checked data of a record.
    type Data;
    /// The document of a record.
    type View: Serialize + Send + 'static;

    /// The members that a request may send back but not set.
    const READ_ONLY: ReadOnly;

    /// The document, as a caller with this visibility sees it.
    fn view(record: Self::Record, visibility: Visibility) -> Self::View;

    /// The entity tag of that document.
    fn tag(record: &Self::Record, visibility: Visibility) -> ETag;

    /// Reads a request whose read-only members are removed.
    ///
    /// # Errors
    /// 400 for a member that is unknown or has the wrong type.
    fn read(request: Value, _: &Self::Key) -> Result<Self::Input, Problem> {
        read(request)
    }

    /// The derived members of a new record that follow from the address.
    fn address(_: &Self::Key) -> Value {
        Value::Null
    }

    /// Locks what the write touches, checks that the caller may write there, and finds the record:
    /// [`StoreError::NotFound`] inside where a PUT may create it.
    ///
    /// # Errors
    /// 404 where a PUT cannot create the record either; 403 `outside_region`.
    fn lock(tx: &mut Tx<'_>, caller: &Caller, key: &Self::Key) -> Locked<Self>;

    /// Checks the parts of the address that a PUT depends on, under the lock.
    ///
    /// # Errors
    /// 422 for a part that names what does not exist.
    fn check_address(_: &mut Tx<'_>, _: &Self::Key) -> Step<()> {
        Ok(())
    }

    /// The request without what only the current record can confirm.
    fn without_record(input: Self::Input) -> Self::Input {
        input
    }

    /// Checks a request against the rules. `target` is `None` for a new record, and where the record is not read yet.
    fn check(
        input: Self::Input,
        check: &mut Checker,
        regions: &mut impl Regions,
        target: MaybeTarget<'_, Self>,
    ) -> Checked<Self>;

    /// Checks that the caller may store the record in the region that the request names.
    ///
    /// # Errors
    /// 403 `outside_region`.
    fn check_move(_: &Caller, _current: Option<&Self::Record>, _: &Self::Data) -> Result<(), Problem> {
        Ok(())
    }

    /// Checks that the caller may remove the record, where it counts in another region than its owner.
    ///
    /// # Errors
    /// 403 `outside_region`.
    fn check_removal(_: &Caller, _: &Self::Record) -> Result<(), Problem> {
        Ok(())
    }

    /// Stores the record.
    fn store(tx: &mut Tx<'_>, target: &Target<'_, Self>, data: &Self::Data) -> Stored<Self>;
}

/// The outcome of [`Resource::lock`].
pub type Locked<R> = Step<(<R as Resource>::Owner, Stored<R>)>;
/// A stored record, or why there is none.
pub type Stored<R> = StoreResult<<R as Resource>::Record>;
/// The data to store; `None` where the checker has found a violation.
pub type Checked<R> = StoreResult<Option<<R as Resource>::Data>>;
/// The target of a write, where it is known.
pub type MaybeTarget<'a, R> = Option<&'a Target<'a, R>>;

/// The target of a write.
pub struct Target<'a, R: Resource> {
    /// The parts of the address.
    pub key: &'a R::Key,
    /// The locked rows.
    pub owner: &'a R::Owner,
    /// The current record; `None` where the write creates it.
    pub current: Option<&'a R::Record>,
}

impl<R: Resource> Target<'_, R> {
    /// Checks a request and stores it; gives the tag and the document of the new version.
    fn put(&self, tx: &mut Tx<'_>, caller: &Caller, (input, check): (R::Input, Checker)) -> Step<(ETag, R::View)> {
        let data = checked::<R>(input, check, &mut **tx, Some(self))??;
        R::check_move(caller, self.current, &data)?;
        let record = R::store(tx, self, &data)?;
        Ok((R::tag(&record, Visibility::FULL), R::view(record, Visibility::FULL)))
    }
}

fn checked<R: Resource>(
    input: R::Input,
    mut check: Checker,
    regions: &mut impl Regions,
    target: MaybeTarget<'_, R>,
) -> StoreResult<Result<R::Data, Problem>> {
    let data = R::check(input, &mut check, regions, target)?;
    Ok(check.finish(data).map_err(Problem::invalid))
}

/// Accepts every region, to check the form of a request without the database.
struct AnyRegion;

impl Regions for AnyRegion {
    fn holds(&mut self, _: &RegionCode) -> StoreResult<bool> {
        Ok(true)
    }
}

/// The answer to a GET of one record.
///
/// # Errors
/// 400 for an `If-None-Match` that cannot be read.
pub fn show<R: Resource>(request: &HttpRequest, record: R::Record, visibility: Visibility) -> Answer {
    let tag = R::tag(&record, visibility);
    record_ok(request, &tag, || R::view(record, visibility))
}

/// Declares an extractor of several parts of a request; the first part that fails gives the answer.
macro_rules! extractor {
    ($(#[$meta:meta])* $name:ident { $($part:ident: $type:ty,)+ }) => {
        $(#[$meta])*
        pub struct $name {
            $($part: $type,)+
        }

        impl FromRequest for $name {
            type Error = Error;
            type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

            fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
                let parts = <($($type,)+)>::from_request(request, payload);
                Box::pin(async move {
                    let ($($part,)+) = parts.await?;
                    Ok(Self { $($part),+ })
                })
            }
        }
    };
}

extractor! {
    /// A PUT or PATCH.
    Edit {
        request: HttpRequest,
        store: web::Data<Store>,
        caller: Caller,
        _query: NoQuery,
        conditions: Conditions,
        document: JsonDocument,
    }
}

impl Edit {
    /// Replaces the record at this address, or creates it where the resource allows it. The body is read and checked for form
    /// before the write begins: the write is short, and a malformed body is refused whether the record exists or not.
    ///
    /// # Errors
    /// 400 and 422 for the body; 403, 404, 409 and 412 for the record.
    pub async fn replace<R: Resource>(self, key: R::Key) -> Answer {
        let Self { request, store, caller, conditions, document, .. } = self;
        let draft = Draft::read(&document, R::READ_ONLY, |request| R::read(request, &key))?;
        let form = R::without_record(draft.input.clone());
        if checked::<R>(form.clone(), Checker::default(), &mut AnyRegion, None)?.is_err() {
            // The violations that only the database shows belong into the same answer.
            let check = move |connection: &mut _| {
                Ok(checked::<R>(form.clone(), Checker::default(), connection, None)?.map(|_| ()))
            };
            store.read(check).await??;
        }
        let who = caller.clone();
        let (is_new, (tag, view)) = write(&store, caller, move |tx| {
            let (owner, found) = R::lock(tx, &who, &key)?;
            R::check_address(tx, &key)?;
            let current = match found {
                Ok(record) => Some(record),
                Err(StoreError::NotFound(_)) => None,
                Err(error) => return Err(error.into()),
            };
            conditions.check_write(current.as_ref().map(|record| R::tag(record, Visibility::FULL)).as_ref())?;
            let entry = draft.compared(|| match current.clone() {
                Some(current) => to_value(&R::view(current, Visibility::FULL)),
                None => Ok(R::address(&key)),
            })?;
            let target = Target::<R> { key: &key, owner: &owner, current: current.as_ref() };
            Ok((current.is_none(), target.put(tx, &who, entry)?))
        })
        .await?;
        if is_new { created_record(&request, &tag, &view) } else { record_ok(&request, &tag, || view) }
    }

    /// Changes the record at this address.
    ///
    /// # Errors
    /// 400 and 422 for the body; 403, 404, 409 and 412 for the record.
    pub async fn modify<R: Resource>(self, key: R::Key) -> Answer {
        let Self { request, store, caller, conditions, document, .. } = self;
        let who = caller.clone();
        let (tag, view) = write(&store, caller, move |tx| {
            let (owner, found) = R::lock(tx, &who, &key)?;
            let current = found?;
            conditions.check_write(Some(&R::tag(&current, Visibility::FULL)))?;
            let shown = R::view(current.clone(), Visibility::FULL);
            let entry = patched(&document, &shown, R::READ_ONLY)?;
            Target::<R> { key: &key, owner: &owner, current: Some(&current) }.put(tx, &who, entry)
        })
        .await?;
        record_ok(&request, &tag, || view)
    }
}

extractor! {
    /// A DELETE.
    Removal {
        store: web::Data<Store>,
        caller: Caller,
        conditions: Conditions,
    }
}

impl Removal {
    /// Removes the record at this address: `delete` removes it from the store, once everything is checked.
    ///
    /// # Errors
    /// 403, 404, 409 and 412.
    pub async fn remove<R: Resource>(
        self,
        key: R::Key,
        delete: impl Fn(&mut Tx<'_>, &Caller, &R::Owner, &R::Record) -> Step<()> + Send + 'static,
    ) -> Answer {
        let Self { store, caller, conditions } = self;
        let who = caller.clone();
        let work = move |tx: &mut Tx<'_>| {
            let (owner, current) = R::lock(tx, &who, &key)?;
            let current = current?;
            R::check_removal(&who, &current)?;
            conditions.check_write(Some(&R::tag(&current, Visibility::FULL)))?;
            delete(tx, &who, &owner, &current)
        };
        write(&store, caller, work).await?;
        Ok(no_content())
    }
}

extractor! {
    /// A POST.
    Creation {
        request: HttpRequest,
        store: web::Data<Store>,
        caller: Caller,
        _query: NoQuery,
        key: IdempotencyKey,
        document: JsonDocument,
    }
}

impl Creation {
    /// Creates a record, once for each `Idempotency-Key`: `work` gives the path of the new record and the record.
    ///
    /// # Errors
    /// As [`once`], and those of `work`.
    pub async fn create<R: Resource>(
        self,
        work: impl Fn(&mut Tx<'_>, &NewEntry<'_, R>) -> Step<(String, R::Record)> + Send + 'static,
    ) -> Answer {
        let Self { request, store, caller, key, document, .. } = self;
        let sent = document.text();
        let draft = Draft::read(&document, R::READ_ONLY, read);
        let who = caller.clone();
        once(&request, &store, caller, key, sent.as_bytes(), Replay::Whole, move |tx| {
            let (location, record) = work(tx, &NewEntry { draft: &draft, caller: &who })?;
            let tag = Some(R::tag(&record, Visibility::FULL));
            let body = to_json(&R::view(record, Visibility::FULL))?;
            Ok(StoredResponse { status: StatusCode::CREATED, location: Some(location), tag, body })
        })
        .await
    }
}

/// The body of a POST. It is read before the write begins, but its errors are reported within the write: after those of the
/// `Idempotency-Key` and of the record that the new one belongs to.
pub struct NewEntry<'a, R: Resource> {
    draft: &'a Result<Draft<R::Input>, Problem>,
    /// Who creates the record.
    pub caller: &'a Caller,
}

impl<R: Resource> NewEntry<'_, R> {
    /// The data to store.
    ///
    /// # Errors
    /// 400 and 422 for the body; 403 `outside_region`.
    pub fn check(&self, tx: &mut Tx<'_>) -> Step<R::Data> {
        let (input, check) = self.draft.as_ref().map_err(Problem::clone)?.compared(|| Ok(Value::Null))?;
        let data = checked::<R>(input, check, &mut **tx, None)??;
        R::check_move(self.caller, None, &data)?;
        Ok(data)
    }
}
