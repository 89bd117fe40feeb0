//! Imports: the rows of a file are staged, checked, compared with the stored records, and written in one transaction. The formats of
//! files and the columns are not known here.

pub(crate) mod cells;
pub(crate) mod corrected;
pub(crate) mod doubts;
pub(crate) mod faults;
pub(crate) mod figures;
pub(crate) mod header;
pub(crate) mod job;
pub(crate) mod links;
pub(crate) mod participants;
pub(crate) mod reading;
pub(crate) mod registers;
pub(crate) mod report;
pub(crate) mod roster;
pub(crate) mod run;
pub(crate) mod staging;
pub(crate) mod trainings;
pub(crate) mod yearly;
