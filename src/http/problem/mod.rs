//! Error answers (RFC 9457): the type that handlers and extractors return, its closed lists of kinds and codes, its body.
//! No problem of one resource lives here.
//!
//! A [`Problem`] has texts in both languages and does not know the request. The outermost middleware (`observe`) gives it
//! the caller's language, the path and the request id.

pub(crate) mod body;
pub(crate) mod context;
pub(crate) mod field_error;
pub(crate) mod head;
pub(crate) mod kinds;

use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, ETAG, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::{Language, Text, Violation};
use crate::http::problem::context::RequestContext;
use crate::http::problem::field_error::{FieldError, Place};
use crate::http::problem::kinds::{ErrorCode, ProblemKind};

/// `Retry-After` of a passing error, in seconds.
const RETRY_SECONDS: &str = "1";

/// An error answer that does not know its request yet.
///
/// Boxed: nearly every result has it as its error, and results should stay small.
#[derive(Clone)]
pub struct Problem(Box<Parts>);

#[derive(Clone)]
struct Parts {
    kind: ProblemKind,
    detail: Text,
    errors: Vec<FieldError>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<Cause>,
    extensions: Map<String, Value>,
}

/// The cause of a problem: for the log, never for a client.
#[derive(Clone, Debug)]
pub struct Cause {
    /// The level of the log line.
    pub level: log::Level,
    /// The message.
    pub message: String,
}

impl Problem {
    /// A problem of this kind without single errors.
    pub fn new(kind: ProblemKind, detail: Text) -> Self {
        Self(Box::new(Parts {
            kind,
            detail,
            errors: Vec::new(),
            headers: Vec::new(),
            cause: None,
            extensions: Map::new(),
        }))
    }

    /// The same problem with these errors.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers.push((name, value));
        }
        self
    }

    /// The same problem with one more member in its body. A value that does not serialise is left out.
    #[must_use]
    pub fn with_extension(mut self, name: &str, value: &impl Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.0.extensions.insert(name.to_owned(), value);
        }
        self
    }

    /// The same problem with its cause, which is written to the log and nowhere else.
    #[must_use]
    pub fn because(mut self, level: log::Level, message: String) -> Self {
        self.0.cause = Some(Cause { level, message });
        self
    }

    /// A problem with one error, at this place and with the same text.
    pub fn at(kind: ProblemKind, place: Place, code: impl Into<ErrorCode>, detail: Text) -> Self {
        let error = FieldError { place, code: code.into(), detail: detail.clone() };
        Self::new(kind, detail).with_errors(vec![error])
    }

    /// 400: the request cannot be read.
    pub fn malformed(errors: Vec<FieldError>) -> Self {
        let detail = summary(&errors, || Text::new("Permintaan tidak dapat dibaca.", "The request cannot be read."));
        Self::new(ProblemKind::Malformed, detail).with_errors(errors)
    }

    /// 400: a path or query parameter has the wrong type or form.
    pub fn malformed_parameter(name: &str, detail: Text) -> Self {
        Self::malformed(vec![FieldError::in_parameter(name, ErrorCode::InvalidParameter, detail)])
    }

    /// 400: a request header cannot be read.
    pub fn malformed_header(name: &HeaderName, detail: Text) -> Self {
        Self::malformed(vec![FieldError::in_parameter(name.as_str(), ErrorCode::InvalidHeader, detail)])
    }

    /// 422: the document can be read, but breaks these rules. Lists all of them at once.
    pub fn invalid(violations: Vec<Violation>) -> Self {
        Self::invalid_at(violations.into_iter().map(FieldError::from).collect())
    }

    /// 422 like [`Problem::invalid`], at places that a violation cannot name.
    pub fn invalid_at(errors: Vec<FieldError>) -> Self {
        let detail = summary(&errors, || Text::new("Isi tidak memenuhi aturan.", "The content breaks rules."));
        Self::new(ProblemKind::Invalid, detail).with_errors(errors)
    }

    /// 422: a path or query parameter can be read, but breaks a rule.
    pub fn invalid_parameter(name: &str, code: impl Into<ErrorCode>, detail: Text) -> Self {
        Self::at(ProblemKind::Invalid, Place::Parameter(name.to_owned()), code, detail)
    }

    /// 404. The text names the missing thing.
    pub fn not_found(detail: Text) -> Self {
        Self::new(ProblemKind::NotFound, detail)
    }

    /// 404 for an unknown path.
    pub fn unknown_path() -> Self {
        Self::not_found(Text::new(
            "Alamat ini tidak ada. Semua alamat tercantum di /openapi.json.",
            "This path does not exist. /openapi.json lists all paths.",
        ))
    }

    /// 409: the request contradicts stored data. `pointer` names the member at fault, if there is one.
    pub fn conflict(code: ErrorCode, pointer: Option<&str>, detail: Text) -> Self {
        Self::at(ProblemKind::Conflict, Place::at_pointer(pointer), code, detail)
    }

    /// The same problem with `Retry-After`.
    #[must_use]
    pub fn retry_soon(self) -> Self {
        self.with_header(RETRY_AFTER, RETRY_SECONDS)
    }

    /// 412: the condition does not hold. The answer has the tag of the current version, if there is one.
    pub fn stale(current_etag: Option<String>) -> Self {
        match current_etag {
            Some(tag) => Self::new(
                ProblemKind::Stale,
                Text::new(
                    "Catatan ini sudah berubah sejak dibaca, atau sudah ada. Baca lagi, lalu ulangi permintaannya.",
                    "The record has changed since it was read, or exists already. Read it again, then repeat the request.",
                ),
            )
            .with_header(ETAG, &tag),
            None => Self::new(
                ProblemKind::Stale,
                Text::new("Catatan yang dimaksud If-Match tidak ada.", "The record that If-Match refers to does not exist."),
            ),
        }
    }

    /// 401: a key is needed, or the given key is not valid.
    pub fn unauthorized(detail: Text) -> Self {
        Self::new(ProblemKind::Unauthorized, detail).with_header(WWW_AUTHENTICATE, "Bearer")
    }

    /// 403: the key's role does not permit the request.
    pub fn forbidden(detail: Text) -> Self {
        Self::new(ProblemKind::Forbidden, detail)
    }

    /// 403: the record is outside the key's region. `pointer` names the member with the region, if there is one.
    pub fn outside_region(pointer: Option<&str>, detail: Text) -> Self {
        Self::at(ProblemKind::Forbidden, Place::at_pointer(pointer), ErrorCode::OutsideRegion, detail)
    }

    /// 405. `allow` lists the methods of the path, as in the header `Allow`.
    pub fn method_not_allowed(allow: &str) -> Self {
        let detail =
            Text::new(format!("Alamat ini hanya menerima {allow}."), format!("This path accepts only {allow}."));
        Self::new(ProblemKind::MethodNotAllowed, detail).with_header(ALLOW, allow)
    }

    /// 406: `Accept` rules out every form that the answer has.
    pub fn not_acceptable() -> Self {
        Self::new(
            ProblemKind::NotAcceptable,
            Text::new(
                "Jawaban tersedia sebagai application/json; daftar juga sebagai text/csv dan XLSX.",
                "The answer is available as application/json; lists also as text/csv and XLSX.",
            ),
        )
    }

    /// 413. `limit` is in bytes.
    pub fn too_large(limit: impl fmt::Display) -> Self {
        let detail = Text::new(
            format!("Isi permintaan paling besar {limit} bita."),
            format!("The body may have at most {limit} bytes."),
        );
        Self::new(ProblemKind::TooLarge, detail)
    }

    /// 415. `expected` names the accepted media types.
    pub fn unsupported_media_type(expected: &str) -> Self {
        let detail = Text::new(format!("Isi harus berupa {expected}."), format!("The body must be {expected}."));
        Self::new(ProblemKind::UnsupportedMediaType, detail)
    }

    /// 429: the caller's quota is used up; the next request is accepted after this time.
    pub fn too_many_requests(after: Duration) -> Self {
        // Rounded up: a caller that waits exactly this long must be served.
        let seconds = after.as_secs().saturating_add(u64::from(after.subsec_nanos() > 0)).max(1);
        let detail = Text::new(
            format!("Terlalu banyak permintaan dalam waktu singkat. Coba lagi setelah {seconds} detik."),
            format!("There were too many requests in a short time. Try again after {seconds} seconds."),
        );
        Self::new(ProblemKind::TooManyRequests, detail).with_header(RETRY_AFTER, &seconds.to_string())
    }

    /// 503: the service is not ready, for these reasons.
    pub fn not_ready(errors: Vec<(ErrorCode, Text)>) -> Self {
        let errors = errors.into_iter().map(|(code, detail)| FieldError { place: Place::Nowhere, code, detail });
        let errors: Vec<FieldError> = errors.collect();
        let detail = summary(&errors, || Text::new("Layanan belum siap.", "The service is not ready."));
        Self::new(ProblemKind::Unavailable, detail).with_header(RETRY_AFTER, RETRY_SECONDS).with_errors(errors)
    }

    /// 503: the same request may succeed in a second.
    pub fn unavailable(detail: Text) -> Self {
        Self::new(ProblemKind::Unavailable, detail).with_header(RETRY_AFTER, RETRY_SECONDS)
    }

    /// 500: a fault of the service. The answer reveals only the request id.
    pub fn internal() -> Self {
        Self::new(
            ProblemKind::Internal,
            Text::new(
                "Terjadi kesalahan pada layanan. Sebutkan request_id bila melaporkannya.",
                "The service had a fault. Give the request_id when you report it.",
            ),
        )
    }

    /// 500 with its cause, which is written to the log and nowhere else.
    pub fn internal_because(message: impl Into<String>) -> Self {
        Self::internal().because(log::Level::Error, message.into())
    }

    /// The problem for an error answer that a library made.
    pub fn of_status(status: StatusCode) -> Self {
        match ProblemKind::of_status(status) {
            ProblemKind::NotFound => Self::unknown_path(),
            ProblemKind::NotAcceptable => Self::not_acceptable(),
            ProblemKind::Internal => Self::internal(),
            kind => Self::new(kind, kind.title()),
        }
    }

    /// The kind.
    pub fn kind(&self) -> ProblemKind {
        self.0.kind
    }

    /// The text about this occurrence, for people.
    pub fn detail(&self) -> &Text {
        &self.0.detail
    }

    /// The single errors.
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// The headers that this problem adds to those of every answer.
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.0.headers
    }

    /// The members that only this problem's body has.
    pub fn extensions(&self) -> &Map<String, Value> {
        &self.0.extensions
    }

    /// The cause, for the log.
    pub fn cause(&self) -> Option<&Cause> {
        self.0.cause.as_ref()
    }
}

/// The detail of a problem with errors: the detail of the only error, or the number of errors.
fn summary(errors: &[FieldError], none: impl FnOnce() -> Text) -> Text {
    match errors {
        [] => none(),
        [only] => only.detail.clone(),
        many => Text::new(
            format!("Ada {} kesalahan; lihat errors.", many.len()),
            format!("There are {} errors; see errors.", many.len()),
        ),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind().slug(), self.detail().en)
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem")
            .field("kind", &self.0.kind)
            .field("detail", &self.0.detail.en)
            .field("errors", &self.0.errors)
            .finish_non_exhaustive()
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind().status()
    }

    fn error_response(&self) -> HttpResponse {
        // Provisional: `observe` replaces it by an answer that knows the request.
        self.respond(&RequestContext { language: Language::English, instance: "", request_id: "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ViolationCode;

    #[test]
    fn a_violation_points_at_its_member_or_at_the_document() {
        let text = || Text::new("a", "b");
        let error = FieldError::from(Violation::new("health_score", ViolationCode::OutOfRange, text()));
        assert_eq!(error.place, Place::Pointer("/health_score".into()));
        let error = FieldError::from(Violation::new("", ViolationCode::Inconsistent, text()));
        assert_eq!(error.place, Place::Pointer(String::new()));
    }

    #[test]
    fn problems_carry_the_headers_of_their_kind() {
        let has = |problem: Problem, name: HeaderName, value: &str| {
            let response = problem.error_response();
            assert_eq!(response.headers().get(name).unwrap(), value);
        };
        has(Problem::method_not_allowed("GET, HEAD, OPTIONS"), ALLOW, "GET, HEAD, OPTIONS");
        has(Problem::unauthorized(Text::new("a", "b")), WWW_AUTHENTICATE, "Bearer");
        has(Problem::stale(Some("\"abc\"".into())), ETAG, "\"abc\"");
        has(Problem::unavailable(Text::new("a", "b")), RETRY_AFTER, "1");
    }
}
