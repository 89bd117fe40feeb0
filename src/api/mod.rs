//! The HTTP interface. The routes of all resources are put together here; whatever knows SQL or a file format is below, in
//! `store` and `exchange`.
//!
//! A request passes `observe` (id, log line, final form of errors) and `gate` (who may call what), then its handler, whose
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
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use actix_web::web::ServiceConfig;

use crate::api::files::{imports, templates};
use crate::api::indicators::{records, series};
use crate::api::openapi::docs_page;
use crate::api::operations::operation::Operations;
use crate::api::resources::{
    audit, changes, cooperative_reports, cooperatives, figures, identities, keys, organization, participants, regions,
    trainings, umkm, umkm_reports,
};
use crate::api::service::{health, metrics_page};

/// Every operation of the service: one line for each file of handlers, in the order of the OpenAPI document.
static OPERATIONS: LazyLock<Operations> = LazyLock::new(|| {
    Operations::of([
        indicators::routes(),
        records::routes(),
        series::routes(),
        organization::routes(),
        regions::routes(),
        cooperatives::routes(),
        cooperative_reports::routes(),
        umkm::routes(),
        umkm_reports::routes(),
        trainings::routes(),
        participants::routes(),
        identities::routes(),
        figures::routes(),
        imports::routes(),
        templates::routes(),
        keys::routes(),
        changes::routes(),
        audit::routes(),
        openapi::routes(),
        metrics_page::routes(),
        health::routes(),
        docs_page::routes(),
    ])
});

/// The table of operations.
pub fn operations() -> &'static Operations {
    &OPERATIONS
}

/// Adds every route to a server.
pub fn configure(config: &mut ServiceConfig) {
    OPERATIONS.serve(config);
}

/// The OpenAPI document as text.
pub fn openapi_document() -> String {
    openapi::document(&OPERATIONS)
}
