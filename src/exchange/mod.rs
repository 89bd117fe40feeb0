//! Whole files in and out: what HTTP and the command line share. Knows no HTTP.

pub(crate) mod bounded;
pub(crate) mod columns;
pub(crate) mod csv_in;
pub(crate) mod dataset;
pub(crate) mod dialect;
pub(crate) mod export;
pub(crate) mod fault;
pub(crate) mod headings;
pub(crate) mod import;
pub(crate) mod lines;
pub(crate) mod row;
pub(crate) mod source;
pub(crate) mod tables;
pub(crate) mod template;
pub(crate) mod xlsx;
