//! The OpenAPI document, made from the same routes that the server has.

pub(crate) mod bounds;
pub(crate) mod common;
pub(crate) mod docs_page;
pub(crate) mod files;
pub(crate) mod links;
pub(crate) mod patches;

use actix_web::{App, HttpRequest, HttpResponse, get, web};
use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_actix_web::AppExt;

use crate::api::request::respond::bytes_ok;
use crate::http::params::NoQuery;
use crate::http::problem::Problem;
use crate::http::problem::body::{ErrorItem, ProblemBody};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "iku",
        description = "Source data and key performance indicators (*Indikator Kinerja Utama*) of a provincial office for \
            cooperatives and micro, small and medium enterprises (*Dinas Koperasi, UKM*). Source records lead to yearly \
            totals, and these to six indicators.\n\n\
            Every decimal is a string, every count a number; times are RFC 3339 in UTC, dates `YYYY-MM-DD`. Unknown \
            members and query parameters are refused. Errors are `application/problem+json` with texts by \
            `Accept-Language` (`id`, `en`). HEAD goes with every GET, OPTIONS with every path. A request may bring its own \
            `X-Request-Id`.",
        contact(name = "Dinas Koperasi, UKM Provinsi Jambi"),
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/")),
    components(schemas(ProblemBody, ErrorItem)),
    tags(
        (name = "indicators", description = "The six key performance indicators, their catalogue and the records behind them."),
        (name = "organization", description = "The office, as its founding document describes it."),
        (name = "regions", description = "Provinces, regencies and cities with both of their codes."),
        (name = "cooperatives", description = "Cooperatives and their yearly reports."),
        (name = "umkm", description = "Assisted micro, small and medium businesses and their yearly reports."),
        (name = "trainings", description = "Trainings and their participants."),
        (name = "figures", description = "Yearly totals of a region, entered where unit records do not exist."),
        (name = "files", description = "Whole files in and out: imports with a preview of their effect, templates."),
        (name = "keys", description = "Who may use the service, and for what."),
        (name = "changes", description = "What changed: the feed for copies, and the audit."),
        (name = "service", description = "The service itself.")
    )
)]
struct Base;

/// The document as text, the same for the same code. Starts no server.
pub fn document() -> String {
    let (_, collected) =
        App::new().into_utoipa_app().openapi(Base::openapi()).configure(crate::api::describe).split_for_parts();
    render(&collected)
}

fn render(collected: &Document) -> String {
    // A document always serialises: its maps have text for keys.
    let mut value = serde_json::to_value(collected).unwrap_or(Value::Null);
    common::complete(&mut value);
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

/// The document, made once when the service starts. Put into the application's data as `web::Data<OpenApiText>`.
#[derive(Clone, Debug)]
pub struct OpenApiText(pub web::Bytes);

/// This document
#[utoipa::path(tag = "service", responses((status = 200, description = "The document.", body = serde_json::Value)))]
#[get("/openapi.json")]
pub async fn openapi_json(
    request: HttpRequest,
    text: web::Data<OpenApiText>,
    _: NoQuery,
) -> Result<HttpResponse, Problem> {
    bytes_ok(&request, HttpResponse::Ok(), text.0.clone())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::api::operations::access::{DOCS_PATTERN, TABLE};

    fn parsed() -> Value {
        serde_json::from_str(&document()).unwrap()
    }

    /// Method and path of every operation in the document.
    fn documented(document: &Value) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                found.push((method.to_uppercase(), path.clone()));
            }
        }
        found
    }

    #[test]
    fn the_document_is_the_same_each_time() {
        assert_eq!(document(), document());
        assert_eq!(parsed()["openapi"], "3.1.0");
    }

    #[test]
    fn every_route_is_in_the_access_table() {
        for (method, path) in documented(&parsed()) {
            let named = TABLE.iter().any(|operation| operation.method.as_str() == method && operation.pattern == path);
            assert!(named, "{method} {path} is not in the access table");
        }
    }

    #[test]
    fn every_operation_of_the_access_table_is_documented() {
        let documented: HashSet<_> = documented(&parsed()).into_iter().collect();
        for operation in TABLE.iter().filter(|operation| !["/docs", DOCS_PATTERN].contains(&operation.pattern)) {
            let key = (operation.method.to_string(), operation.pattern.to_owned());
            assert!(documented.contains(&key), "{key:?} has no handler");
        }
    }

    #[test]
    fn operation_ids_are_unique_and_references_lead_somewhere() {
        let document = parsed();
        let mut ids = HashSet::new();
        for (method, path) in documented(&document) {
            let operation = &document["paths"][&path][method.to_lowercase()];
            let id = operation["operationId"].as_str().unwrap().to_owned();
            assert!(ids.insert(id.clone()), "{id} stands twice");
        }
        check_references(&document, &document);
    }

    fn check_references(document: &Value, value: &Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match (name.as_str(), member.as_str()) {
                        ("$ref", Some(target)) => {
                            let pointer = target.strip_prefix('#').unwrap();
                            assert!(document.pointer(pointer).is_some(), "{target} is missing");
                        }
                        _ => check_references(document, member),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| check_references(document, item)),
            _ => {}
        }
    }
}
