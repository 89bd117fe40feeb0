//! The interactive page: Swagger UI from files within the program, so that it works with no internet.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::access::DOCS_PATTERN;

/// Adds the page and the way to it.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    let page = SwaggerUi::new(DOCS_PATTERN)
        // The badge would be fetched from a validator on the internet.
        .config(Config::from("/openapi.json").validator_url("none"));
    config.route("/docs", web::get().to(to_the_page)).service(page);
}

/// The page's files are named relative to it, so it needs the slash.
async fn to_the_page() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/")).finish()
}
