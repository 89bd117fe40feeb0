//! The handlers of resources: one file each, with its routes, queries and `Resource`. Documents are in `api::documents`, queries
//! of the database in `store::resources`.

pub(crate) mod audit;
pub(crate) mod changes;
pub(crate) mod cooperative_reports;
pub(crate) mod cooperatives;
pub(crate) mod figures;
pub(crate) mod identities;
pub(crate) mod keys;
pub(crate) mod organization;
pub(crate) mod participants;
pub(crate) mod regions;
pub(crate) mod report_queries;
pub(crate) mod trainings;
pub(crate) mod umkm;
pub(crate) mod umkm_reports;
pub(crate) mod unit_queries;
