//! The OpenAPI document, made from the same table of operations that the server has. A handler's attributes describe the
//! handler; this folder adds what all operations have in common, and knows no resource.

pub(crate) mod bounds;
pub(crate) mod common;
pub(crate) mod components;
pub(crate) mod docs_page;
pub(crate) mod file_schemas;
pub(crate) mod patches;

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::Components;
use utoipa::openapi::tag::TagBuilder;

use crate::api::operations::operation::Operations;
use crate::api::operations::routes::routes;
use crate::api::request::respond::bytes_ok;
use crate::http::{ErrorItem, NoQuery, Problem, ProblemBody};

routes! {
    "service": "The service itself.";
    open => openapi_json;
}

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
    components(schemas(ProblemBody, ErrorItem))
)]
struct Base;

/// The document of these operations as text, the same for the same code. Starts no server.
pub fn document(operations: &Operations) -> String {
    let mut document = Base::openapi();
    let mut schemas = Vec::new();
    for operation in operations.iter() {
        let Some(description) = operation.handler.description else { continue };
        let mut described = (description.operation)();
        described.tags = Some(vec![operation.tag.to_owned()]);
        document.paths.add_path_operation(operation.pattern(), (description.methods)(), described);
        (description.schemas)(&mut schemas);
    }
    document.components.get_or_insert_with(Components::new).schemas.extend(schemas);
    let tags = operations.tags.iter();
    document.tags =
        Some(tags.map(|(name, text)| TagBuilder::new().name(*name).description(Some(*text)).build()).collect());
    // A document always serialises: its maps have text for keys.
    let mut value = serde_json::to_value(document).unwrap_or(Value::Null);
    common::complete(&mut value, operations);
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

/// The document, made once when the service starts. Part of the application's data as `web::Data<OpenApiText>`.
#[derive(Clone, Debug)]
pub struct OpenApiText(pub web::Bytes);

/// This document
#[utoipa::path(responses((status = 200, description = "The document.", body = serde_json::Value)))]
#[get("/openapi.json")]
pub async fn openapi_json(
    request: HttpRequest,
    text: web::Data<OpenApiText>,
    _: NoQuery,
) -> Result<HttpResponse, Problem> {
    bytes_ok(&request, HttpResponse::Ok(), text.0.clone())
}
