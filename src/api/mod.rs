//! The HTTP interface: Actix and JSON, and nothing below the store's own words.
//!
//! A request passes `observe` (id, log line, final form of errors) and `gate` (the access table), then its handler, whose
//! extractors (`params`, `json`, `etag`, `caller`) are strict.

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
mod figure_documents;
pub mod figures;
mod file_answer;
pub mod filters;
pub mod forms;
pub mod front;
pub mod gate;
mod health;
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
pub mod respond;
pub mod series;
pub mod settings;
pub mod templates;
pub mod trainings;
pub mod umkm;
pub mod umkm_reports;
pub mod whole_lists;
pub mod writing;

/// Every route, for the server and for the OpenAPI document alike.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(indicators::list)
        .service(indicators::of_year)
        .service(indicators::one)
        .service(records::list)
        .service(series::series)
        .service(organization::read)
        .service(regions::list)
        .service(regions::read)
        .service(regions::replace)
        .service(regions::remove)
        .service(cooperatives::list)
        .service(cooperatives::create)
        .service(cooperatives::read)
        .service(cooperatives::replace)
        .service(cooperatives::modify)
        .service(cooperatives::remove)
        .service(cooperative_reports::list_all)
        .service(cooperative_reports::list)
        .service(cooperative_reports::read)
        .service(cooperative_reports::replace)
        .service(cooperative_reports::modify)
        .service(cooperative_reports::remove)
        .service(umkm::list)
        .service(umkm::create)
        .service(umkm::read)
        .service(umkm::replace)
        .service(umkm::modify)
        .service(umkm::remove)
        .service(umkm_reports::list_all)
        .service(umkm_reports::list)
        .service(umkm_reports::read)
        .service(umkm_reports::replace)
        .service(umkm_reports::modify)
        .service(umkm_reports::remove)
        .service(trainings::list)
        .service(trainings::create)
        .service(trainings::read)
        .service(trainings::replace)
        .service(trainings::modify)
        .service(trainings::remove)
        .service(participants::list_all)
        .service(participants::list)
        .service(participants::create)
        .service(participants::read)
        .service(participants::replace)
        .service(participants::modify)
        .service(participants::remove)
        .service(identities::search)
        .service(identities::show)
        .service(figures::list)
        .service(figures::read)
        .service(figures::replace)
        .service(figures::remove)
        .service(imports::list)
        .service(imports::create)
        .service(templates::read)
        .service(keys::list)
        .service(keys::create)
        .service(keys::read)
        .service(keys::remove)
        .service(changes::feed)
        .service(audit::list)
        .service(openapi::openapi_json)
        .service(metrics_page::read)
        .service(health::livez)
        .service(health::readyz)
        .map(|config| {
            docs_page::configure(config);
            config
        });
}
