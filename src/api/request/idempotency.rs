//! `Idempotency-Key`: a POST that may be sent again without being done again.
//!
//! The answer is kept in the transaction of the work. Only what was done is kept: a refusal changed nothing, and the request may
//! be mended and sent again with the same key.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderName;
use actix_web::{FromRequest, HttpRequest};
use serde::Serialize;

use crate::api::request::caller::Caller;
use crate::api::request::respond::posted;
use crate::api::request::stored_response::{Replay, StoredResponse};
use crate::api::request::write::{Answer, Step, write};
use crate::domain::Text;
use crate::http::problem::Problem;
use crate::http::problem::kinds::ErrorCode;
use crate::http::serialise::to_json;
use crate::store::engine::store::Store;
use crate::store::engine::tx::Tx;
use crate::store::idempotency;
use crate::store::idempotency::{Claim, StoredAnswer};

/// The header.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Says of an answer that it is an earlier one again.
pub const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The most characters of a key.
pub const MAX_KEY: usize = 255;

/// Whether a request came with a key, and what tells it from others. Every handler of a POST takes one.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    /// The digest of who asks, for what, and the key.
    key: Option<String>,
    /// The query, which is a part of what is asked.
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
        // Who holds the key from the settings is the same whoever it is.
        let who = caller.key_id.map_or_else(String::new, |id| id.to_string());
        let (method, path) = (request.method().as_str(), request.path());
        let key = key.map(|key| idempotency::digest(&[who.as_bytes(), method.as_bytes(), path.as_bytes(), key]));
        Ok(Self { key, query: request.query_string().to_owned() })
    }
}

impl IdempotencyKey {
    /// The digest of what is asked.
    pub fn asked(&self, sent: &[u8]) -> String {
        idempotency::digest(&[self.query.as_bytes(), sent])
    }

    /// The answer that the same request was given before; `None` where the work is to be done.
    ///
    /// # Errors
    /// 409 where the same is being done; 422 where the key stands for something else.
    pub fn earlier(&self, tx: &mut Tx<'_>, asked: &str) -> Step<Option<StoredResponse>> {
        let Some(key) = &self.key else { return Ok(None) };
        let now = tx.now();
        match idempotency::claim(tx, now, key)? {
            Claim::New => Ok(None),
            Claim::Done(kept) => Ok(Some(again(kept, asked)?)),
            Claim::InProgress => Err(in_progress().into()),
        }
    }

    /// Keeps an answer for whoever sends the same again.
    pub fn keep(&self, tx: &mut Tx<'_>, asked: &str, answer: &StoredResponse, replay: Replay) -> Step<()> {
        let Some(key) = &self.key else { return Ok(()) };
        let body = String::from_utf8(answer.body.clone())
            .map_err(|_| Problem::internal_because("the answer to a POST is no text"))?;
        let kept = StoredAnswer {
            request: asked.to_owned(),
            status: i32::from(answer.status.as_u16()),
            location: answer.location.clone(),
            body: (replay == Replay::Whole).then_some(body),
        };
        let now = tx.now();
        Ok(idempotency::upsert(tx, now, key, &kept)?)
    }
}

fn is_key(value: &[u8]) -> bool {
    (1..=MAX_KEY).contains(&value.len()) && value.iter().all(u8::is_ascii_graphic)
}

fn bad_key() -> Problem {
    let detail = Text::new(
        format!("Idempotency-Key harus sekali saja, 1 sampai {MAX_KEY} karakter ASCII tanpa spasi."),
        format!("Idempotency-Key must stand once and have 1 to {MAX_KEY} visible ASCII characters."),
    );
    Problem::malformed_header(&IDEMPOTENCY_KEY, detail)
}

/// Does the work of a POST, once for each key. `sent` is what was sent, so that another request with the same key is not taken for
/// this one.
///
/// # Errors
/// The problem that the work ended in; 409 where the same is being done; 422 where the key stands for something else.
pub async fn once(
    request: &HttpRequest,
    store: &Store,
    caller: Caller,
    once: IdempotencyKey,
    sent: &[u8],
    replay: Replay,
    work: impl Fn(&mut Tx<'_>) -> Step<StoredResponse> + Send + 'static,
) -> Answer {
    let asked = once.asked(sent);
    let (answer, is_replayed) = write(store, caller, move |tx| {
        if let Some(earlier) = once.earlier(tx, &asked)? {
            return Ok((earlier, true));
        }
        let answer = work(tx)?;
        once.keep(tx, &asked, &answer, replay)?;
        Ok((answer, false))
    })
    .await?;
    posted(request, answer, is_replayed)
}

/// [`once`] for what makes a record: 201 with where it is and what it is.
///
/// # Errors
/// As [`once`].
pub async fn create<V: Serialize>(
    request: &HttpRequest,
    store: &Store,
    caller: Caller,
    key: IdempotencyKey,
    sent: &[u8],
    work: impl Fn(&mut Tx<'_>) -> Step<(String, V)> + Send + 'static,
) -> Answer {
    once(request, store, caller, key, sent, Replay::Whole, move |tx| {
        let (location, view) = work(tx)?;
        Ok(StoredResponse { status: StatusCode::CREATED, location: Some(location), body: to_json(&view)? })
    })
    .await
}

fn again(kept: StoredAnswer, asked: &str) -> Result<StoredResponse, Problem> {
    if kept.body.is_none() && kept.request.is_empty() {
        return Err(forgotten(kept.location.as_deref()));
    }
    if kept.request != asked {
        let detail = Text::new(
            "Idempotency-Key ini sudah dipakai untuk permintaan dengan isi lain.",
            "This Idempotency-Key was used for a request with another content.",
        );
        return Err(Problem::invalid_parameter(IDEMPOTENCY_KEY.as_str(), ErrorCode::IdempotencyMismatch, detail));
    }
    let status = u16::try_from(kept.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.ok_or_else(|| Problem::internal_because("a kept answer has no status"))?;
    match kept.body {
        Some(body) => Ok(StoredResponse { status, location: kept.location, body: body.into_bytes() }),
        None => Err(not_kept(kept.location.as_deref())),
    }
}

fn in_progress() -> Problem {
    let detail = Text::new(
        "Permintaan dengan Idempotency-Key ini sedang dikerjakan. Ulangi sebentar lagi.",
        "A request with this Idempotency-Key is being worked on. Send it again shortly.",
    );
    Problem::conflict(ErrorCode::IdempotencyInProgress, None, detail).retry_soon()
}

fn not_kept(location: Option<&str>) -> Problem {
    let place = location.unwrap_or_default();
    let detail = Text::new(
        format!("Permintaan ini sudah dikerjakan ({place}); jawabannya memuat rahasia dan hanya diberikan sekali."),
        format!("This request was carried out ({place}); its answer shows a secret and is given only once."),
    );
    Problem::conflict(ErrorCode::IdempotencySecret, None, detail)
}

/// The record no longer holds what is personal in the answer, and so the answer is no longer held either.
fn forgotten(location: Option<&str>) -> Problem {
    let place = location.unwrap_or_default();
    let detail = Text::new(
        format!(
            "Permintaan dengan Idempotency-Key ini sudah dikerjakan ({place}); jawabannya tidak disimpan lagi, karena data \
             pribadi di dalamnya telah diubah atau dihapus."
        ),
        format!(
            "A request with this Idempotency-Key was carried out ({place}); its answer is no longer kept, since the personal \
             data in it has been changed or deleted."
        ),
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
    fn a_key_is_one_s_own_and_for_one_address() {
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
    fn a_secret_is_not_given_twice() {
        let kept = |body: Option<&str>| StoredAnswer {
            request: "r".to_owned(),
            status: 201,
            location: Some("/keys/7".to_owned()),
            body: body.map(str::to_owned),
        };
        assert_eq!(again(kept(Some("{}")), "r").map(|posted| posted.body).unwrap(), b"{}");
        let refused = again(kept(None), "r").map(|_| ()).unwrap_err();
        assert_eq!(refused.errors()[0].code, ErrorCode::IdempotencySecret);
        let other = again(kept(Some("{}")), "s").map(|_| ()).unwrap_err();
        assert_eq!(other.errors()[0].code, ErrorCode::IdempotencyMismatch);
    }

    proptest! {
        #[test]
        fn any_key_is_answered(key in "[ -~]{0,300}") {
            let taken = key_of(None, "/umkm", &[&key]).is_ok();
            // The ends of a header's value are trimmed on its way.
            prop_assert_eq!(taken, is_key(key.as_bytes()));
        }
    }
}
