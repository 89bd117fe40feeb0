//! What goes wrong with a request, as handlers and extractors say it.
//!
//! A [`Problem`] knows both languages and nothing of the request. The outermost middleware (`observe`) gives it its
//! final form: the caller's language, the path and the request id.

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

use crate::api::documents::imports::ImportView;
use crate::domain::{Language, Text, Violation};
use crate::exchange::fault::{Fault, FaultCode, FileCode, FileError};
use crate::http::problem::context::RequestContext;
use crate::http::problem::field_error::{FieldError, Place};
use crate::http::problem::kinds::{ErrorCode, ProblemKind};

/// How long a caller should wait before it tries again, in seconds.
const RETRY_SECONDS: &str = "1";

/// An error answer before it knows the request that it answers.
#[derive(Clone)]
// Boxed, since it is the error of nearly every result here and those should stay small.
pub struct Problem(Box<Parts>);

#[derive(Clone)]
struct Parts {
    kind: ProblemKind,
    detail: Text,
    errors: Vec<FieldError>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<Cause>,
    report: Option<ImportView>,
}

/// What stands behind a problem: for the log, never for a client.
#[derive(Clone, Debug)]
pub struct Cause {
    /// At which level to log it.
    pub level: log::Level,
    /// The message.
    pub message: String,
}

impl Problem {
    pub fn new(kind: ProblemKind, detail: Text) -> Self {
        Self(Box::new(Parts { kind, detail, errors: Vec::new(), headers: Vec::new(), cause: None, report: None }))
    }

    fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers.push((name, value));
        }
        self
    }

    /// Adds what stands behind it, which goes to the log and nowhere else.
    #[must_use]
    pub fn because(mut self, level: log::Level, message: String) -> Self {
        self.0.cause = Some(Cause { level, message });
        self
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

    /// 422: the document can be read, but breaks these rules: all of them at once.
    pub fn invalid(violations: Vec<Violation>) -> Self {
        Self::invalid_at(violations.into_iter().map(FieldError::from).collect())
    }

    /// 422: like [`Problem::invalid`], with places that a violation cannot name.
    pub fn invalid_at(errors: Vec<FieldError>) -> Self {
        let detail = summary(&errors, || Text::new("Isi tidak memenuhi aturan.", "The content breaks rules."));
        Self::new(ProblemKind::Invalid, detail).with_errors(errors)
    }

    /// 422: a path or query parameter can be read, but breaks a rule.
    pub fn invalid_parameter(name: &str, code: impl Into<ErrorCode>, detail: Text) -> Self {
        Self::new(ProblemKind::Invalid, detail.clone()).with_errors(vec![FieldError::in_parameter(name, code, detail)])
    }

    /// 422: a file whose rows break rules, or whose amounts are doubted; with what would have come of it.
    pub fn refused_file(faults: Vec<Fault>, detail: Text, report: ImportView) -> Self {
        let mut problem = Self::new(ProblemKind::Invalid, detail);
        problem.0.errors = faults.into_iter().map(FieldError::from).collect();
        problem.0.report = Some(report);
        problem
    }

    /// 400, or 422 where there is nothing in it: a file that can't be taken as a whole.
    pub fn unreadable_file(error: FileError) -> Self {
        let kind = if error.code == FileCode::NoRows { ProblemKind::Invalid } else { ProblemKind::Malformed };
        let place = match error.line {
            Some(line) => Place::Cell { line, column: None, heading: None, value: None },
            None => Place::Nowhere,
        };
        let item = FieldError { place, code: FaultCode::from(error.code).into(), detail: error.detail.clone() };
        Self::new(kind, error.detail).with_errors(vec![item])
    }

    /// 404. The text names what was looked for.
    pub fn not_found(detail: Text) -> Self {
        Self::new(ProblemKind::NotFound, detail)
    }

    /// 404 for a path that leads nowhere.
    pub fn unknown_path() -> Self {
        Self::not_found(Text::new(
            "Alamat ini tidak ada. Daftarnya ada di /openapi.json.",
            "There is nothing at this path. /openapi.json lists what there is.",
        ))
    }

    /// 409: the request contradicts what is stored. `pointer` is the member that does, where one does.
    pub fn conflict(code: ErrorCode, pointer: Option<&str>, detail: Text) -> Self {
        let place = pointer.map_or(Place::Nowhere, |pointer| Place::Pointer(pointer.to_owned()));
        let error = FieldError { place, code, detail: detail.clone() };
        Self::new(ProblemKind::Conflict, detail).with_errors(vec![error])
    }

    /// Says when it may be tried again.
    #[must_use]
    pub fn retry_soon(self) -> Self {
        self.with_header(RETRY_AFTER, RETRY_SECONDS)
    }

    /// 412: the condition does not hold. Sends the current version's tag, where there is a current version.
    pub fn stale(current_etag: Option<String>) -> Self {
        match current_etag {
            Some(tag) => Self::new(
                ProblemKind::Stale,
                Text::new(
                    "Catatan ini sudah berubah sejak dibaca, atau sudah ada. Baca lagi, lalu ulangi.",
                    "The record has changed since it was read, or is already there. Read it again, then repeat.",
                ),
            )
            .with_header(ETAG, &tag),
            None => Self::new(
                ProblemKind::Stale,
                Text::new("Catatan yang dimaksud If-Match tidak ada.", "The record that If-Match means is not there."),
            ),
        }
    }

    /// 401: a key is needed, or the one given is not valid.
    pub fn unauthorized(detail: Text) -> Self {
        Self::new(ProblemKind::Unauthorized, detail).with_header(WWW_AUTHENTICATE, "Bearer")
    }

    /// 403: the key's role does not reach this far.
    pub fn forbidden(detail: Text) -> Self {
        Self::new(ProblemKind::Forbidden, detail)
    }

    /// 403: the key's region does not reach this far. `pointer` is the member that names the region, where one does.
    pub fn outside_region(pointer: Option<&str>, detail: Text) -> Self {
        let place = pointer.map_or(Place::Nowhere, |pointer| Place::Pointer(pointer.to_owned()));
        let error = FieldError { place, code: ErrorCode::OutsideRegion, detail: detail.clone() };
        Self::new(ProblemKind::Forbidden, detail).with_errors(vec![error])
    }

    /// 405. `allow` is the list of methods that the path has, as in the header of that name.
    pub fn method_not_allowed(allow: &str) -> Self {
        let detail = Text::new(format!("Alamat ini hanya menerima {allow}."), format!("This path takes only {allow}."));
        Self::new(ProblemKind::MethodNotAllowed, detail).with_header(ALLOW, allow)
    }

    /// 406: `Accept` rules out the form that the answer has.
    pub fn not_acceptable() -> Self {
        Self::new(
            ProblemKind::NotAcceptable,
            Text::new(
                "Jawaban tidak tersedia dalam bentuk itu; application/json, atau untuk daftar juga text/csv dan XLSX.",
                "The answer is not available in that form; application/json, or for lists also text/csv and XLSX.",
            ),
        )
    }

    /// 413. `limit` is in bytes.
    pub fn too_large(limit: usize) -> Self {
        let detail = Text::new(
            format!("Isi permintaan paling besar {limit} bita."),
            format!("The body may have at most {limit} bytes."),
        );
        Self::new(ProblemKind::TooLarge, detail)
    }

    /// 415. `expected` names what is taken.
    pub fn unsupported_media_type(expected: &str) -> Self {
        let detail = Text::new(format!("Isi harus berupa {expected}."), format!("The body must be {expected}."));
        Self::new(ProblemKind::UnsupportedMediaType, detail)
    }

    /// 429: the caller's allowance is used up, and grows again after this time.
    pub fn too_many_requests(after: Duration) -> Self {
        // The next whole second, so that whoever waits as told is served.
        let seconds = after.as_secs().saturating_add(u64::from(after.subsec_nanos() > 0)).max(1);
        let detail = Text::new(
            format!("Terlalu banyak permintaan dalam waktu singkat. Coba lagi setelah {seconds} detik."),
            format!("Too many requests in a short time. Try again after {seconds} seconds."),
        );
        Self::new(ProblemKind::TooManyRequests, detail).with_header(RETRY_AFTER, &seconds.to_string())
    }

    /// 503: not ready to serve, for these reasons.
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

    /// 500: a fault of ours. Says nothing about it but the request id.
    pub fn internal() -> Self {
        Self::new(
            ProblemKind::Internal,
            Text::new(
                "Terjadi kesalahan pada layanan. Sebutkan request_id bila melaporkannya.",
                "Something went wrong in the service. Give the request_id when you report it.",
            ),
        )
    }

    /// 500 with what is behind it, which goes to the log and nowhere else.
    pub fn internal_because(message: impl Into<String>) -> Self {
        Self::internal().because(log::Level::Error, message.into())
    }

    /// The problem that stands for an error answer that no handler of ours made.
    pub fn of_status(status: StatusCode) -> Self {
        match ProblemKind::of_status(status) {
            ProblemKind::NotFound => Self::unknown_path(),
            ProblemKind::NotAcceptable => Self::not_acceptable(),
            ProblemKind::Internal => Self::internal(),
            kind => Self::new(kind, kind.title()),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> ProblemKind {
        self.0.kind
    }

    /// What is wrong, for people.
    pub fn detail(&self) -> &Text {
        &self.0.detail
    }

    /// The single errors.
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// The headers that the answer carries beside the usual ones.
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.0.headers
    }

    /// What would have come of a file that was refused.
    pub fn report(&self) -> Option<&ImportView> {
        self.0.report.as_ref()
    }

    /// What stands behind it, for the log.
    pub fn cause(&self) -> Option<&Cause> {
        self.0.cause.as_ref()
    }
}

/// The detail of a problem with errors: that of the only one, or how many there are.
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
        // A makeshift: `observe` replaces it by one that knows the request.
        self.respond(&RequestContext { language: Language::English, instance: "", request_id: "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ViolationCode;

    #[test]
    fn a_violation_points_at_its_member_or_at_the_whole() {
        let text = || Text::new("a", "b");
        let error = FieldError::from(Violation::new("health_score", ViolationCode::OutOfRange, text()));
        assert_eq!(error.place, Place::Pointer("/health_score".into()));
        let error = FieldError::from(Violation::new("", ViolationCode::Inconsistent, text()));
        assert_eq!(error.place, Place::Pointer(String::new()));
    }

    #[test]
    fn headers_go_with_their_kinds() {
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
