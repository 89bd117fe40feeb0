//! What a client or a file may enter of each resource, and the rules that it is checked against. JSON documents and rows of files
//! use the same types. No HTTP and no file format here.

pub(crate) mod checker;
pub(crate) mod cooperative_reports;
pub(crate) mod cooperatives;
pub(crate) mod figures;
pub(crate) mod members;
pub(crate) mod participants;
pub(crate) mod schemas;
pub(crate) mod trainings;
pub(crate) mod umkm;
pub(crate) mod umkm_reports;
pub(crate) mod words;
