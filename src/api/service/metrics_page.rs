//! `/metrics`: with an admin key, or without one on an address of its own.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, get, web};
use utoipa::ToSchema;

use crate::api::middleware::metrics::Metrics;
use crate::http::params::NoQuery;
use crate::http::problem::Problem;
use crate::store::engine::store::Store;

/// Prometheus' text format.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Lines of Prometheus' text format
#[derive(ToSchema)]
#[schema(max_length = 10_000_000, pattern = r"^[\s\S]*$", example = "iku_write_queue 0\n")]
struct MetricsText(#[expect(dead_code, reason = "it stands for a form in the document")] String);

/// Counters and gauges
///
/// In Prometheus' text format: requests by operation and status with their durations, database connections, commits and
/// their sizes, the version. No label holds anything of a request but its operation.
#[utoipa::path(tag = "service", responses((status = 200, description = "As they stand.", body = MetricsText, content_type = "text/plain")))]
#[get("/metrics")]
pub async fn read(metrics: web::Data<Metrics>, store: web::Data<Store>, _: NoQuery) -> HttpResponse {
    page(&metrics, &store)
}

/// What is told on an address of its own; whoever asks there is not counted.
pub struct Watched {
    /// Those of the service.
    pub metrics: web::Data<Metrics>,
    /// The same store.
    pub store: web::Data<Store>,
}

/// The same for whoever reaches the address that is for it alone.
///
/// # Errors
/// 404 for any other path.
pub async fn alone(request: HttpRequest, watched: web::Data<Watched>) -> Result<HttpResponse, Problem> {
    match request.path() {
        "/metrics" => Ok(page(&watched.metrics, &watched.store)),
        _ => Err(Problem::unknown_path()),
    }
}

fn page(metrics: &Metrics, store: &Store) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, TEXT))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(metrics.text(&store.gauges()))
}
