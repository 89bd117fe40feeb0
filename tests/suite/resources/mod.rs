//! Source data: create, read, replace, change, delete.

mod cascade;
mod cooperative_reports;
mod cooperatives;
mod figures;
mod participants;
mod regions;
mod report_regions;
mod trainings;
mod umkm;
mod umkm_reports;
