//! The JSON documents that answers show, made from stored records. Files and pages are made from the same documents. What a client
//! may send is in `entry`; handlers, requests and files are not known here.

pub(crate) mod cooperative_reports;
pub(crate) mod cooperatives;
pub(crate) mod figures;
pub(crate) mod imports;
pub(crate) mod indicators;
pub(crate) mod participants;
pub(crate) mod trainings;
pub(crate) mod umkm;
pub(crate) mod umkm_reports;
