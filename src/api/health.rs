//! Whether the service lives, and whether it can serve.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Text;
use crate::store::Store;

use super::params::NoQuery;
use super::problem::Problem;

/// The state of the service.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// Always `ok`; where it is not, the answer is a problem.
    #[schema(example = "ok")]
    status: &'static str,
}

fn ok() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(Health { status: "ok" })
}

/// Whether the process lives
///
/// Touches neither the database nor anything else, so a failure means that the process should be started anew.
#[utoipa::path(tag = "service", responses((status = 200, description = "It lives.", body = Health)))]
#[get("/livez")]
pub(super) async fn livez(_: NoQuery) -> HttpResponse {
    ok()
}

/// Whether the service can serve
///
/// Reaches for the database. A failure means that no requests should be sent here for now.
#[utoipa::path(tag = "service", responses((status = 200, description = "It can serve.", body = Health)))]
#[get("/readyz")]
pub(super) async fn readyz(store: web::Data<Store>, _: NoQuery) -> Result<HttpResponse, Problem> {
    match store.ping().await {
        Ok(()) => Ok(ok()),
        Err(error) => {
            Err(Problem::unavailable(Text::new("Basis data tidak terjangkau.", "The database cannot be reached."))
                .because(log::Level::Warn, format!("not ready: {error:?}")))
        }
    }
}
