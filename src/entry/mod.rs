//! What is entered, held against the rules: the same for a JSON document and for a row of a file.
//!
//! An entry is a record as it was sent, member by member, not yet believed. Its `check` finds every violation before any is
//! reported, and gives what the store keeps. Stands between the store and whatever takes entries (`api`, `exchange`).

mod checker;
mod cooperative_reports;
mod cooperatives;
mod figures;
mod participants;
mod trainings;
mod umkm;
mod umkm_reports;

pub use checker::{Checker, Regions};
pub use cooperative_reports::CooperativeReportEntry;
pub use cooperatives::CooperativeEntry;
pub use figures::{CooperativesFigureEntry, TrainingsFigureEntry, UmkmFigureEntry};
pub use participants::ParticipantEntry;
pub use trainings::{TrainingEntry, year_bounds};
pub use umkm::BusinessEntry;
pub use umkm_reports::BusinessReportEntry;
