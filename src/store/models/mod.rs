//! TODO head

pub(crate) mod actor;
pub(crate) mod business;
pub(crate) mod business_report;
pub(crate) mod cooperative;
pub(crate) mod cooperative_report;
pub(crate) mod figure;
pub(crate) mod key;
pub(crate) mod participant;
pub(crate) mod region;
pub(crate) mod report;
pub(crate) mod training;
