//! The founding document.

use actix_web::{HttpRequest, get};

use crate::api::operations::routes::routes;
use crate::api::request::Answer;
use crate::api::request::respond::json_ok;
use crate::domain::organization;
use crate::domain::organization::Organization;
use crate::http::NoQuery;

routes! {
    "organization": "The office, as its founding document describes it.";
    open => read;
}

/// The office, as its founding document describes it
///
/// Unit, task, functions and strategic objectives with their indicators. The Indonesian wording is the document's own.
#[utoipa::path(responses((status = 200, description = "The founding document.", body = Organization)))]
#[get("/organization")]
pub async fn read(request: HttpRequest, _: NoQuery) -> Answer {
    json_ok(&request, &organization::organization())
}
