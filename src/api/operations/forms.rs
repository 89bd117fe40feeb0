//! The media types of answers.

use actix_web::http::Method;
use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::{RefOr, Response};

/// The type of nearly every answer.
pub const JSON: &str = "application/json";
/// Files for programs and spreadsheets.
pub const CSV: &str = "text/csv";
/// Files for spreadsheets.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The metrics as Prometheus reads them.
const PLAIN: &str = "text/plain";

/// Whether a list can also be downloaded as a file: it then has a parameter `format`.
fn gives_files(described: &Operation) -> bool {
    let is_format =
        |parameter: &RefOr<Parameter>| matches!(parameter, RefOr::T(parameter) if parameter.name == "format");
    described.parameters.iter().flatten().any(is_format)
}

/// The media types of an operation's answers, as its handler describes them. `None` where `Accept` does not matter: a
/// deletion has no answer to read, and the files of a page, which are not described, have types of their own.
pub fn of(method: &Method, described: Option<&Operation>) -> Option<Vec<&'static str>> {
    let described = described.filter(|_| *method != Method::DELETE)?;
    let has =
        |form: &str, answer: &RefOr<Response>| matches!(answer, RefOr::T(answer) if answer.content.contains_key(form));
    let is_given = |form: &&str| {
        described.responses.responses.values().any(|answer| has(form, answer))
            || (gives_files(described) && [CSV, XLSX].contains(form))
    };
    Some([JSON, CSV, XLSX, PLAIN].into_iter().filter(is_given).collect())
}
