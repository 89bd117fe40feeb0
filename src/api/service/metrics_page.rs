//! `/metrics`: with an admin key, or without a key on a separate address.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, get, web};
use utoipa::ToSchema;

use crate::api::middleware::metrics::Metrics;
use crate::api::operations::routes::routes;
use crate::http::{NoQuery, Problem};
use crate::store::Store;

routes! {
    "service";
    admin, impersonal, untagged => read;
}

/// Prometheus' text format.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Lines of Prometheus' text format
#[derive(ToSchema)]
#[schema(max_length = 10_000_000, pattern = r"^[\s\S]*$", example = "iku_write_queue 0\n")]
struct MetricsText(#[expect(dead_code, reason = "describes the answer in the OpenAPI document")] String);

/// Counters and gauges
///
/// In Prometheus' text format: requests by operation and status with their durations, database connections, commits and
/// their sizes, the version. The labels hold nothing of a request but its operation.
#[utoipa::path(
    responses(
        (status = 200, description = "The counters and gauges.", body = MetricsText, content_type = "text/plain"),
    ),
)]
#[get("/metrics")]
pub async fn read(metrics: web::Data<Metrics>, store: web::Data<Store>, _: NoQuery) -> HttpResponse {
    page(&metrics, &store)
}

/// The data of the separate address, whose requests are not counted.
pub struct Watched {
    /// The metrics of the service.
    pub metrics: web::Data<Metrics>,
    /// The store of the service.
    pub store: web::Data<Store>,
}

/// The page on the separate address, where no key is needed.
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
