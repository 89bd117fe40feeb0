//! Answers with a body, all made in one place: serialised once, tagged by those very bytes.

use actix_web::body::MessageBody;
use actix_web::http::header::{CACHE_CONTROL, ETAG, LOCATION, VARY};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use crate::api::operations::requested::RequestedOperation;
use crate::api::request::caller::Caller;
use crate::api::request::idempotency::IDEMPOTENCY_REPLAYED;
use crate::api::request::stored_response::StoredResponse;
use crate::http::etag::{Conditions, ETag};
use crate::http::problem::Problem;
use crate::http::serialise::to_json;

/// 200 with this body; 304 without it where a GET's `If-None-Match` names this version.
///
/// # Errors
/// 400 for an `If-None-Match` that cannot be read.
pub fn json_ok<T: Serialize>(request: &HttpRequest, body: &T) -> Result<HttpResponse, Problem> {
    bytes_ok(request, HttpResponse::Ok(), to_json(body)?)
}

/// 201 with this body. `location` is the new record's path.
///
/// # Errors
/// 500 if the body cannot be serialised, which is a fault of ours.
pub fn created<T: Serialize>(request: &HttpRequest, location: &str, body: &T) -> Result<HttpResponse, Problem> {
    let bytes = to_json(body)?;
    let mut response = with_headers(request, HttpResponse::Created(), &ETag::of(&bytes));
    Ok(response.insert_header((LOCATION, location)).content_type("application/json").body(bytes))
}

/// The answer to a POST, for the first time or again.
pub fn posted(request: &HttpRequest, answer: StoredResponse, is_replayed: bool) -> Result<HttpResponse, Problem> {
    let StoredResponse { status, location, body } = answer;
    let mut response = with_headers(request, HttpResponse::build(status), &ETag::of(&body));
    if let Some(location) = location {
        response.insert_header((LOCATION, location));
    }
    if is_replayed {
        response.insert_header((IDEMPOTENCY_REPLAYED, "true"));
    }
    Ok(response.content_type("application/json").body(body))
}

/// 204: done, and nothing to say about it.
pub fn no_content() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// Like [`json_ok`] for a body that is serialised already, in an answer that has headers of its own.
pub fn bytes_ok(
    request: &HttpRequest,
    response: HttpResponseBuilder,
    body: impl AsRef<[u8]> + MessageBody + 'static,
) -> Result<HttpResponse, Problem> {
    let tag = ETag::of(body.as_ref());
    tagged_ok(request, response, &tag, body)
}

/// The same with a tag that is not that of the body's bytes alone.
pub fn tagged_ok(
    request: &HttpRequest,
    response: HttpResponseBuilder,
    tag: &ETag,
    body: impl MessageBody + 'static,
) -> Result<HttpResponse, Problem> {
    let mut response = with_headers(request, response, tag);
    // A write's conditions were for the version before it.
    if *request.method() == Method::GET && Conditions::of(request.headers())?.not_modified(tag) {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    Ok(response.content_type("application/json").body(body))
}

/// An answer that several are given.
#[derive(Debug)]
pub struct Prepared {
    bytes: Bytes,
    tag: ETag,
}

impl Prepared {
    /// This body, serialised and tagged.
    ///
    /// # Errors
    /// 500 if the body cannot be serialised, which is a fault of ours.
    pub fn of<T: Serialize>(body: &T) -> Result<Self, Problem> {
        let bytes = Bytes::from(to_json(body)?);
        Ok(Self { tag: ETag::of(&bytes), bytes })
    }

    /// As [`json_ok`] of the body.
    ///
    /// # Errors
    /// 400 for an `If-None-Match` that cannot be read.
    pub fn ok(&self, request: &HttpRequest) -> Result<HttpResponse, Problem> {
        tagged_ok(request, HttpResponse::Ok(), &self.tag, self.bytes.clone())
    }
}

/// What is personal nobody keeps. Whatever else depends on the key must not be kept for others. What is open may be kept
/// by anybody, also by a cache that many share, if asked about anew each time: a write is seen by the very next read.
fn with_headers(request: &HttpRequest, mut response: HttpResponseBuilder, tag: &ETag) -> HttpResponseBuilder {
    let is_personal =
        request.extensions().get::<RequestedOperation>().is_some_and(|requested| requested.0.rules.is_personal);
    let cache = match Caller::of(request).is_anonymous() {
        _ if is_personal => "private, no-store",
        true => "public, no-cache",
        false => "private, no-cache",
    };
    response.insert_header((ETAG, tag.to_string()));
    response.insert_header((CACHE_CONTROL, cache));
    response.insert_header((VARY, "Authorization, Accept"));
    response
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::IF_NONE_MATCH;
    use actix_web::test::TestRequest;
    use serde_json::json;

    use super::*;
    use crate::domain::{Role, Scope};

    #[test]
    fn a_known_version_is_not_sent_again() {
        let body = json!({"a": 1});
        let first = json_ok(&TestRequest::get().to_http_request(), &body).unwrap();
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers().get(ETAG).unwrap().clone();
        let again = TestRequest::get().insert_header((IF_NONE_MATCH, tag.clone())).to_http_request();
        let second = json_ok(&again, &body).unwrap();
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(second.headers().get(ETAG), Some(&tag));
        assert_eq!(json_ok(&again, &json!({"a": 2})).unwrap().status(), StatusCode::OK);
        let put = TestRequest::put().insert_header((IF_NONE_MATCH, tag)).to_http_request();
        assert_eq!(json_ok(&put, &body).unwrap().status(), StatusCode::OK);
    }

    #[test]
    fn what_a_key_opens_is_private() {
        let request = TestRequest::get().to_http_request();
        let cache = |request| json_ok(request, &json!({})).unwrap().headers().get(CACHE_CONTROL).unwrap().clone();
        assert_eq!(cache(&request), "public, no-cache");
        request.extensions_mut().insert(Caller {
            scope: Scope { role: Some(Role::Viewer), region: None },
            key_id: Some(1),
            ..Caller::default()
        });
        assert_eq!(cache(&request), "private, no-cache");
    }

    #[test]
    fn a_new_record_says_where_it_is() {
        let response = created(&TestRequest::post().to_http_request(), "/umkm/7", &json!({})).unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(response.headers().get(LOCATION).unwrap(), "/umkm/7");
        assert!(response.headers().contains_key(ETAG));
    }
}
