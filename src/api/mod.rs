//! The HTTP interface: Actix and JSON, and nothing below the store's own words.
//!
//! A request passes `observe` (id, log line, final form of errors) and `gate` (the access table), then its handler, whose
//! extractors (`params`, `json`, `etag`, `caller`) are strict.

use actix_web::web;
use utoipa_actix_web::service_config::ServiceConfig;

pub mod accept;
pub mod access;
mod audit;
pub mod caller;
mod changes;
pub mod client_address;
pub mod clock;
pub mod cooperative_reports;
pub mod cooperatives;
pub mod decimal_input;
mod docs_page;
pub mod etag;
mod export;
mod field_error;
mod figure_documents;
pub mod figures;
mod file_answer;
pub mod file_making;
pub mod filters;
pub mod forms;
pub mod front;
pub mod gate;
pub mod health;
pub mod idempotency;
mod identities;
mod import_documents;
pub mod imports;
mod indicator_documents;
mod indicator_files;
pub mod indicators;
pub mod json;
pub mod json_read;
pub mod json_syntax;
mod key_check;
pub mod keys;
pub mod language;
pub mod metrics;
pub mod metrics_page;
pub mod observe;
pub mod openapi;
mod openapi_bounds;
mod openapi_common;
mod openapi_files;
mod openapi_links;
mod openapi_patches;
pub mod organization;
pub mod page;
mod param_read;
pub mod params;
pub mod participants;
#[cfg(test)]
mod pipeline_tests;
pub mod problem;
pub mod problem_body;
mod problem_from;
pub mod problem_head;
pub mod problem_kinds;
pub mod rate_limit;
pub mod records;
pub mod regions;
mod report_queries;
pub mod respond;
mod seen_keys;
pub mod series;
pub mod settings;
pub mod templates;
pub mod trainings;
pub mod umkm;
pub mod umkm_reports;
pub mod whole_lists;
pub mod writing;

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
