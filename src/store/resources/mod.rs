//! TODO head

pub(crate) mod cooperative_reports;
pub(crate) mod cooperatives;
pub(crate) mod figures;
pub(crate) mod identities;
pub(crate) mod indicator_records;
pub(crate) mod participants;
pub(crate) mod persons;
pub(crate) mod regions;
pub(crate) mod reports;
pub(crate) mod trainings;
pub(crate) mod umkm;
pub(crate) mod umkm_reports;
