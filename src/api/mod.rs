//! The HTTP interface: Actix and JSON, and nothing below the store's own words.
//!
//! A request passes `observe` (id, log line, final form of errors) and `gate` (the access table), then its handler, whose
//! extractors (`params`, `json`, `etag`, `caller`) are strict.

pub(crate) mod documents;
pub(crate) mod files;
pub(crate) mod indicators;
pub(crate) mod middleware;
pub(crate) mod openapi;
pub(crate) mod operations;
pub(crate) mod request;
pub(crate) mod resources;
pub(crate) mod service;

use actix_web::web;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::api::files::{imports, templates};
use crate::api::indicators::{records, series};
use crate::api::openapi::docs_page;
use crate::api::resources::{
    audit, changes, cooperative_reports, cooperatives, figures, identities, keys, organization, participants, regions,
    trainings, umkm, umkm_reports,
};
use crate::api::service::{health, metrics_page};

/// Every route, said once for the server and for the OpenAPI document. The server does without the document: to collect it for each
/// of its threads took more memory than they need for their work.
macro_rules! routes {
    ($($route:expr),+ $(,)?) => {
        /// Every route.
        pub fn configure(config: &mut web::ServiceConfig) {
            config$(.service($route))+;
            docs_page::configure(config);
        }

        /// Every route, with what the OpenAPI document says of it.
        fn describe(config: &mut ServiceConfig<'_>) {
            config$(.service($route))+;
        }
    };
}

routes![
    indicators::list,
    indicators::of_year,
    indicators::one,
    records::list,
    series::series,
    organization::read,
    regions::list,
    regions::read,
    regions::replace,
    regions::remove,
    cooperatives::list,
    cooperatives::create,
    cooperatives::read,
    cooperatives::replace,
    cooperatives::modify,
    cooperatives::remove,
    cooperative_reports::list_all,
    cooperative_reports::list,
    cooperative_reports::read,
    cooperative_reports::replace,
    cooperative_reports::modify,
    cooperative_reports::remove,
    umkm::list,
    umkm::create,
    umkm::read,
    umkm::replace,
    umkm::modify,
    umkm::remove,
    umkm_reports::list_all,
    umkm_reports::list,
    umkm_reports::read,
    umkm_reports::replace,
    umkm_reports::modify,
    umkm_reports::remove,
    trainings::list,
    trainings::create,
    trainings::read,
    trainings::replace,
    trainings::modify,
    trainings::remove,
    participants::list_all,
    participants::list,
    participants::create,
    participants::read,
    participants::replace,
    participants::modify,
    participants::remove,
    identities::search,
    identities::show,
    figures::list,
    figures::read,
    figures::replace,
    figures::remove,
    imports::list,
    imports::create,
    templates::read,
    keys::list,
    keys::create,
    keys::read,
    keys::remove,
    changes::feed,
    audit::list,
    openapi::openapi_json,
    metrics_page::read,
    health::livez,
    health::readyz,
];
