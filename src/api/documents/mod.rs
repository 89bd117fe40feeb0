//! TODO head

pub(crate) mod cooperative_reports;
pub(crate) mod cooperatives;
pub(crate) mod figures;
pub(crate) mod imports;
pub(crate) mod indicators;
pub(crate) mod participants;
pub(crate) mod trainings;
pub(crate) mod umkm;
pub(crate) mod umkm_reports;
