//! The JSON body of an error answer (RFC 9457).

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, VARY};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::domain::Language;
use crate::http::problem::Problem;
use crate::http::problem::context::RequestContext;
use crate::http::problem::field_error::{FieldError, Place};

/// The media type of every error answer (RFC 9457).
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An error answer (RFC 9457). Switch on `type` and on the errors' `code`; the texts are for people.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// The kind: a URI from the closed list in the documentation.
    #[serde(rename = "type")]
    #[schema(format = "uri", example = "https://iku.jambiprov.go.id/problems/invalid")]
    kind: String,
    /// The kind in words, in the caller's language.
    #[schema(format = "line", example = "The content breaks rules")]
    title: String,
    /// The HTTP status.
    #[schema(example = 422, minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong in this request, in the caller's language.
    detail: String,
    /// The path of the request.
    #[schema(format = "any-text", example = "/cooperatives")]
    instance: String,
    /// The request's id, as in `X-Request-Id` and in the service's log.
    #[schema(format = "request-id")]
    request_id: String,
    /// The single errors, if the problem has any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<ErrorItem>,
    /// Members that only some problems have; the OpenAPI document adds them.
    #[serde(flatten)]
    #[schema(ignore)]
    extensions: Map<String, Value>,
}

/// One error. It has either `pointer`, or `parameter`, or `line` and `column`, or none of them if it concerns no single
/// place.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct ErrorItem {
    /// The place in the body: a JSON pointer (RFC 6901), empty for the document as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "any-text", example = "/health_score")]
    pointer: Option<String>,
    /// The name of the query or path parameter, or of the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "any-text")]
    parameter: Option<String>,
    /// The line of a syntax error or in a file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "count", minimum = 1)]
    line: Option<u64>,
    /// The column of a syntax error, in bytes from 1; in a file the number of the column, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "count", minimum = 0)]
    column: Option<usize>,
    /// In a file: the column's heading, as the file has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "any-text")]
    heading: Option<String>,
    /// In a file: the cell's content.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "any-text")]
    value: Option<String>,
    /// The error's code, from the closed list in the documentation.
    #[schema(format = "code", example = "out_of_range")]
    code: &'static str,
    /// What is wrong and what would be right, in the caller's language.
    detail: String,
}

impl Problem {
    /// The body in one language.
    pub fn body(&self, context: &RequestContext<'_>) -> ProblemBody {
        let kind = self.kind();
        ProblemBody {
            kind: kind.type_uri(),
            title: kind.title().in_language(context.language).to_owned(),
            status: kind.status().as_u16(),
            detail: self.detail().in_language(context.language).to_owned(),
            instance: context.instance.to_owned(),
            request_id: context.request_id.to_owned(),
            errors: self.errors().iter().map(|error| item(error, context.language)).collect(),
            extensions: self.extensions().clone(),
        }
    }

    /// The whole answer in one language.
    pub fn respond(&self, context: &RequestContext<'_>) -> HttpResponse {
        let mut response = HttpResponse::build(self.kind().status());
        response.content_type(PROBLEM_JSON);
        response.insert_header((CACHE_CONTROL, "no-store"));
        response.insert_header((VARY, "Accept-Language"));
        for header in self.headers() {
            response.insert_header(header.clone());
        }
        // The body always serialises: it holds nothing but texts, numbers and JSON values.
        response.body(serde_json::to_vec(&self.body(context)).unwrap_or_default())
    }
}

fn item(error: &FieldError, language: Language) -> ErrorItem {
    let item = ErrorItem {
        code: error.code.as_str(),
        detail: error.detail.in_language(language).to_owned(),
        ..ErrorItem::default()
    };
    match &error.place {
        Place::Nowhere => item,
        Place::Pointer(pointer) => ErrorItem { pointer: Some(pointer.clone()), ..item },
        Place::Parameter(name) => ErrorItem { parameter: Some(name.clone()), ..item },
        Place::Position { line, column } => {
            ErrorItem { line: u64::try_from(*line).ok(), column: Some(*column), ..item }
        }
        Place::Cell { line, column, heading, value } => {
            ErrorItem { line: Some(*line), column: *column, heading: heading.clone(), value: value.clone(), ..item }
        }
    }
}
