//! The forms that answers can have.

use actix_web::http::Method;

use crate::api::operations::access::Operation;

/// Of nearly every answer.
pub const JSON: &str = "application/json";
/// Of files for programs and spreadsheets.
pub const CSV: &str = "text/csv";
/// Of files for spreadsheets.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Of what Prometheus reads.
const PLAIN: &str = "text/plain";

/// The lists that are also to be had as whole files.
const LISTS: [&str; 17] = [
    "/regions",
    "/cooperatives",
    "/cooperatives/{id}/reports",
    "/cooperative-reports",
    "/umkm",
    "/umkm/{id}/reports",
    "/umkm-reports",
    "/trainings",
    "/trainings/{id}/participants",
    "/participants",
    "/figures",
    "/indicators/{year}",
    "/indicators/{year}/{code}/records",
    "/series",
    "/imports/{dataset}",
    "/keys",
    "/audit",
];

/// Whether a GET of this path also gives whole files.
pub fn gives_files(pattern: &str) -> bool {
    LISTS.contains(&pattern)
}

/// The forms of an operation's answer; `None` where whatever is asked for will do.
pub fn of(operation: &Operation) -> Option<&'static [&'static str]> {
    match (&operation.method, operation.pattern) {
        // A page's files have types of their own, and a deletion has no answer to read.
        (_, pattern) if pattern.starts_with("/docs") => None,
        (&Method::DELETE, _) => None,
        (&Method::GET, "/metrics") => Some(&[PLAIN]),
        (&Method::GET, "/templates/{dataset}") => Some(&[CSV, XLSX]),
        (&Method::POST, "/imports/{dataset}") => Some(&[JSON, CSV]),
        (&Method::GET, pattern) if gives_files(pattern) => Some(&[JSON, CSV, XLSX]),
        _ => Some(&[JSON]),
    }
}
