//! One file for each resource: how its records are listed, found, written and deleted, with what a write changes in the totals. The
//! units and their reports have their writes in common. Whole files are written by `import`.

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
pub(crate) mod units;
