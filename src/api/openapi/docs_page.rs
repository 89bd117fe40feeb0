//! The interactive page: Swagger UI from files within the program, so that it works with no internet.

use std::borrow::Cow;

use actix_web::http::header::{CONTENT_ENCODING, LOCATION};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use utoipa_swagger_ui::{Config, serve};

use crate::api::operations::access::DOCS_PATTERN;
use crate::http::problem::Problem;

/// Adds the page and the way to it.
pub fn configure(config: &mut web::ServiceConfig) {
    // The badge would be fetched from a validator on the internet.
    let page = web::Data::new(Config::from("/openapi.json").validator_url("none"));
    config
        .route("/docs", web::get().to(to_the_page))
        .service(web::resource(DOCS_PATTERN).app_data(page).route(web::get().to(file)));
}

/// The page's files are named relative to it, so it needs the slash.
async fn to_the_page() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/")).finish()
}

/// One of the page's files. They are sent from where they are: a copy for each answer would be a way to fill the memory.
async fn file(path: web::Path<String>, page: web::Data<Config<'static>>) -> Result<HttpResponse, Problem> {
    let found = serve(&path, page.into_inner()).map_err(|error| Problem::internal_because(error.to_string()))?;
    let file = found.ok_or_else(Problem::unknown_path)?;
    let mut answer = HttpResponse::Ok();
    if file.gzpipped {
        answer.insert_header((CONTENT_ENCODING, "gzip"));
    }
    Ok(answer.content_type(file.content_type).body(match file.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    }))
}
