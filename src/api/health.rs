//! Whether the service lives, and whether it can serve.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Text;
use crate::store::{Obstacle, Store};

use super::params::NoQuery;
use super::problem::{ErrorCode, Problem};

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
/// Reaches for the database, compares its schema and looks whether writes get done. A failure means that no requests should
/// be sent here for now; `errors` say why.
#[utoipa::path(tag = "service", responses((status = 200, description = "It can serve.", body = Health)))]
#[get("/readyz")]
pub(super) async fn readyz(store: web::Data<Store>, _: NoQuery) -> Result<HttpResponse, Problem> {
    let obstacles = store.obstacles().await;
    if obstacles.is_empty() {
        return Ok(ok());
    }
    let cause = obstacles.iter().map(|(obstacle, why)| format!("{obstacle:?}: {why}")).collect::<Vec<_>>().join("; ");
    let errors = obstacles.into_iter().map(|(obstacle, _)| said(obstacle)).collect();
    Err(Problem::not_ready(errors).because(log::Level::Warn, format!("not ready: {cause}")))
}

fn said(obstacle: Obstacle) -> (ErrorCode, Text) {
    match obstacle {
        Obstacle::Database => {
            (ErrorCode::DatabaseAway, Text::new("Basis data tidak terjangkau.", "The database cannot be reached."))
        }
        Obstacle::Migrations => (
            ErrorCode::SchemaDiffers,
            Text::new(
                "Skema basis data bukan dari versi layanan ini.",
                "The database's schema is not the one of this version of the service.",
            ),
        ),
        Obstacle::WriteLane => (
            ErrorCode::WritesStuck,
            Text::new("Penulisan menunggu dan tidak ada yang selesai.", "Writes wait, and none gets done."),
        ),
    }
}
