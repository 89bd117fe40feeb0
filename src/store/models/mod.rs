//! The records as plain structs, each from one list of columns, and the traits that they share. Statements that read lists or follow
//! the totals are in `resources` and `import`.

pub(crate) mod actor;
pub(crate) mod business;
pub(crate) mod business_report;
pub(crate) mod cooperative;
pub(crate) mod cooperative_report;
pub(crate) mod document;
pub(crate) mod figure;
pub(crate) mod key;
pub(crate) mod participant;
pub(crate) mod record;
pub(crate) mod region;
pub(crate) mod register;
pub(crate) mod training;
