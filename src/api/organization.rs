//! The founding document.

use actix_web::{HttpRequest, get};

use crate::domain::organization::{self, Organization};

use super::params::NoQuery;
use super::respond::json_ok;
use super::writing::Answer;

/// The office, as its founding document describes it
///
/// Unit, task, functions and strategic objectives with their indicators. The Indonesian wording is the document's own.
#[utoipa::path(tag = "organization", responses((status = 200, description = "The founding document.", body = Organization)))]
#[get("/organization")]
pub(super) async fn read(request: HttpRequest, _: NoQuery) -> Answer {
    json_ok(&request, &organization::organization())
}
