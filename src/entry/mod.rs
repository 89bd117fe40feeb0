//! What is entered, held against the rules: the same for a JSON document and for a row of a file.
//!
//! An entry is a record as it was sent, member by member, not yet believed. Its `check` finds every violation before any is
//! reported, and gives what the store keeps. Stands between the store and whatever takes entries (`api`, `exchange`).

pub(crate) mod checker;
pub(crate) mod cooperative_reports;
pub(crate) mod cooperatives;
pub(crate) mod figures;
pub(crate) mod participants;
pub(crate) mod schemas;
pub(crate) mod trainings;
pub(crate) mod umkm;
pub(crate) mod umkm_reports;
