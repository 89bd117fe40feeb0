//! `Idempotency-Key`: a client may repeat a POST without its work being done again.
//!
//! The answer is stored in the transaction of the work. Refusals are not stored: they changed nothing, and the client may correct
//! the request and send it again with the same key.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderName;
use actix_web::{FromRequest, HttpRequest};

use crate::api::request::caller::Caller;
use crate::api::request::respond::posted;
use crate::api::request::stored_response::{Replay, StoredResponse};
use crate::api::request::write::{Answer, Step, write};
use crate::domain::{Text, text};
use crate::http::{ETag, ErrorCode, Problem};
use crate::store::{Claim, Store, StoredAnswer, Tx, idempotency};

/// The header.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The most characters of a key.
pub const MAX_KEY: usize = 255;

/// The `Idempotency-Key` of a request, where it has one. Every handler of a POST takes it.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    /// The digest of the caller, the method, the path and the key.
    key: Option<String>,
    /// The query, which is a part of the request.
    query: String,
}

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl IdempotencyKey {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let mut values = request.headers().get_all(IDEMPOTENCY_KEY);
        let key = match (values.next(), values.next()) {
            (None, _) => None,
            (Some(value), None) if is_key(value.as_bytes()) => Some(value.as_bytes()),
            _ => return Err(bad_key()),
        };
        let caller = Caller::of(request);
        // All holders of the key from the settings are the same caller.
        let who = caller.key_id.map_or_else(String::new, |id| id.to_string());
        let (method, path) = (request.method().as_str(), request.path());
        let key = key.map(|key| idempotency::digest(&[who.as_bytes(), method.as_bytes(), path.as_bytes(), key]));
        Ok(Self { key, query: request.query_string().to_owned() })
    }
}

impl IdempotencyKey {
    /// The digest of the query and the body.
    pub fn request_digest(&self, body: &[u8]) -> String {
        idempotency::digest(&[self.query.as_bytes(), body])
    }

    /// The stored answer to the same request; `None` where the work is still to be done. `request` is its digest.
    ///
    /// # Errors
    /// 409 while the same request is being worked on; 422 where the key was used for another request.
    pub fn earlier(&self, tx: &mut Tx<'_>, request: &str) -> Step<Option<StoredResponse>> {
        let Some(key) = &self.key else { return Ok(None) };
        let now = tx.now();
        match idempotency::claim(tx, now, key)? {
            Claim::New => Ok(None),
            Claim::Done(stored) => Ok(Some(again(stored, request)?)),
            Claim::InProgress => Err(in_progress().into()),
        }
    }

    /// Stores an answer for a repetition of the request.
    ///
    /// # Errors
    /// 500 for a body that is not UTF-8.
    pub fn store(&self, tx: &mut Tx<'_>, request: &str, answer: &StoredResponse, replay: Replay) -> Step<()> {
        let Some(key) = &self.key else { return Ok(()) };
        let body = String::from_utf8(answer.body.clone())
            .map_err(|_| Problem::internal_because("the answer to a POST is not UTF-8"))?;
        let stored = StoredAnswer {
            request: request.to_owned(),
            status: i32::from(answer.status.as_u16()),
            location: answer.location.clone(),
            body: (replay == Replay::Whole).then_some(body),
            etag: answer.tag.as_ref().map(|tag| tag.as_str().to_owned()),
        };
        let now = tx.now();
        Ok(idempotency::upsert(tx, now, key, &stored)?)
    }
}

fn is_key(value: &[u8]) -> bool {
    (1..=MAX_KEY).contains(&value.len()) && value.iter().all(u8::is_ascii_graphic)
}

fn bad_key() -> Problem {
    let detail = text!(
        "Isian ini harus diberikan sekali, dengan 1 sampai {MAX_KEY} karakter ASCII tanpa spasi.",
        "The value must be given once, with 1 to {MAX_KEY} visible ASCII characters."
    );
    Problem::malformed_header(&IDEMPOTENCY_KEY, detail)
}

/// Does the work of a POST once for each key. `body` is what was sent: the key is bound to it.
///
/// # Errors
/// The problem of the work; 409 while the same request is being worked on; 422 where the key was used for another request.
pub async fn once(
    request: &HttpRequest,
    store: &Store,
    caller: Caller,
    key: IdempotencyKey,
    body: &[u8],
    replay: Replay,
    work: impl Fn(&mut Tx<'_>) -> Step<StoredResponse> + Send + 'static,
) -> Answer {
    let digest = key.request_digest(body);
    let (answer, is_replayed) = write(store, caller, move |tx| {
        if let Some(earlier) = key.earlier(tx, &digest)? {
            return Ok((earlier, true));
        }
        let answer = work(tx)?;
        key.store(tx, &digest, &answer, replay)?;
        Ok((answer, false))
    })
    .await?;
    posted(request, answer, is_replayed)
}

/// The stored answer, to a repetition whose digest is `request`.
fn again(stored: StoredAnswer, request: &str) -> Result<StoredResponse, Problem> {
    if stored.body.is_none() && stored.request.is_empty() {
        return Err(forgotten(stored.location.as_deref()));
    }
    if stored.request != request {
        let detail = Text::new(
            "Idempotency-Key ini sudah dipakai untuk permintaan dengan isi lain.",
            "This Idempotency-Key was used for a request with another content.",
        );
        return Err(Problem::invalid_parameter(IDEMPOTENCY_KEY.as_str(), ErrorCode::IdempotencyMismatch, detail));
    }
    let status = u16::try_from(stored.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.ok_or_else(|| Problem::internal_because("a stored answer has no status"))?;
    let tag = stored.etag.map(ETag::stored);
    match stored.body {
        Some(body) => Ok(StoredResponse { status, location: stored.location, tag, body: body.into_bytes() }),
        None => Err(secret(stored.location.as_deref())),
    }
}

fn in_progress() -> Problem {
    let detail = Text::new(
        "Permintaan dengan Idempotency-Key ini sedang dikerjakan. Ulangi sebentar lagi.",
        "A request with this Idempotency-Key is being worked on. Send it again shortly.",
    );
    Problem::conflict(ErrorCode::IdempotencyInProgress, None, detail).retry_soon()
}

/// 409 where the answer was not stored because it holds a secret.
fn secret(location: Option<&str>) -> Problem {
    let path = location.unwrap_or_default();
    let detail = text!(
        "Permintaan ini sudah dikerjakan ({path}); jawabannya memuat rahasia dan hanya diberikan sekali.",
        "This request was carried out ({path}); its answer shows a secret and is given only once."
    );
    Problem::conflict(ErrorCode::IdempotencySecret, None, detail)
}

/// 409 where the answer was deleted because the record no longer has the personal data in it.
fn forgotten(location: Option<&str>) -> Problem {
    let path = location.unwrap_or_default();
    let detail = text!(
        "Permintaan dengan Idempotency-Key ini sudah dikerjakan ({path}); jawabannya tidak disimpan lagi, karena data pribadi di \
         dalamnya telah diubah atau dihapus.",
        "A request with this Idempotency-Key was carried out ({path}); its answer is no longer kept, since the personal data in it \
         has been changed or deleted."
    );
    Problem::conflict(ErrorCode::IdempotencySecret, None, detail)
}

#[cfg(test)]
mod tests {
    use actix_web::HttpMessage;
    use actix_web::test::TestRequest;
    use proptest::prelude::*;

    use super::*;
    use crate::http::problem::kinds::ProblemKind;

    fn key_of(key_id: Option<i64>, path: &str, keys: &[&str]) -> Result<Option<String>, Problem> {
        let mut request = TestRequest::post().uri(path);
        for key in keys {
            request = request.append_header((IDEMPOTENCY_KEY, *key));
        }
        let request = request.to_http_request();
        request.extensions_mut().insert(Caller { key_id, ..Caller::default() });
        IdempotencyKey::of(&request).map(|once| once.key)
    }

    #[test]
    fn a_key_belongs_to_one_caller_and_one_path() {
        let key = |id, path| key_of(id, path, &["a"]).unwrap().unwrap();
        assert_eq!(key(Some(1), "/umkm"), key(Some(1), "/umkm?x=1"));
        let others = [key(Some(2), "/umkm"), key(None, "/umkm"), key(Some(1), "/trainings")];
        assert!(!others.contains(&key(Some(1), "/umkm")), "{others:?}");
        assert_eq!(key_of(None, "/umkm", &[]).unwrap(), None);
    }

    #[test]
    fn a_key_is_read_strictly() {
        let longest = "k".repeat(MAX_KEY);
        assert!(key_of(None, "/umkm", &[&longest]).unwrap().is_some());
        for wrong in [vec![""], vec!["a b"], vec!["é"], vec!["a", "a"], vec![&format!("{longest}k")]] {
            assert_eq!(key_of(None, "/umkm", &wrong).unwrap_err().kind(), ProblemKind::Malformed, "{wrong:?}");
        }
    }

    #[test]
    fn a_secret_is_not_repeated() {
        let stored = |body: Option<&str>| StoredAnswer {
            request: "r".to_owned(),
            status: 201,
            location: Some("/keys/7".to_owned()),
            body: body.map(str::to_owned),
            etag: Some("abc".to_owned()),
        };
        let repeated = again(stored(Some("{}")), "r").unwrap();
        assert_eq!(
            (repeated.body.as_slice(), repeated.tag.unwrap().to_string()),
            (b"{}".as_slice(), "\"abc\"".to_owned())
        );
        let refused = again(stored(None), "r").map(|_| ()).unwrap_err();
        assert_eq!(refused.errors()[0].code, ErrorCode::IdempotencySecret);
        let other = again(stored(Some("{}")), "s").map(|_| ()).unwrap_err();
        assert_eq!(other.errors()[0].code, ErrorCode::IdempotencyMismatch);
    }

    proptest! {
        #[test]
        fn any_key_is_answered(key in "[ -~]{0,300}") {
            let taken = key_of(None, "/umkm", &[&key]).is_ok();
            // Spaces at the ends of a header's value are trimmed in transit.
            prop_assert_eq!(taken, is_key(key.as_bytes()));
        }
    }
}
