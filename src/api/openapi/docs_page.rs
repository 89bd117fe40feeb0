//! The interactive page: Swagger UI from files within the program, so that it works without internet.

use std::borrow::Cow;

use actix_web::http::Method;
use actix_web::http::header::{CONTENT_ENCODING, LOCATION};
use actix_web::web::{Bytes, ServiceConfig};
use actix_web::{HttpResponse, web};
use utoipa_swagger_ui::{Config, serve};

use crate::api::operations::access::Rules;
use crate::api::operations::routes::{Handler, Routes};
use crate::http::Problem;

/// The path of the page's files.
const FILES: &str = "/docs/{_:.*}";

/// The page and the redirect to it. The OpenAPI document does not describe them.
pub fn routes() -> Routes {
    let handler = |pattern: &str, serve: fn(&mut ServiceConfig)| Handler {
        method: Method::GET,
        pattern: pattern.to_owned(),
        serve,
        description: None,
    };
    let redirect = handler("/docs", |config| {
        config.route("/docs", web::get().to(redirect));
    });
    let files = handler(FILES, |config| {
        // The badge would be fetched from a validator on the internet.
        let page = web::Data::new(Config::from("/openapi.json").validator_url("none"));
        config.service(web::resource(FILES).app_data(page).route(web::get().to(file)));
    });
    Routes { tag: "service", description: None, groups: vec![(Rules::open(), vec![redirect, files])] }
}

/// Redirects to the address with a slash, which the page's files are relative to.
async fn redirect() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/")).finish()
}

/// One of the page's files, sent from the program's own memory: a copy for each answer would be a way to fill the memory.
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
