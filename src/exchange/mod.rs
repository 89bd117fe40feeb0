//! Whole files in and out: CSV and XLSX, the columns of each data set, and imports. The command line and HTTP share them; neither is
//! known here.

pub(crate) mod bounded;
pub(crate) mod columns;
pub(crate) mod csv_in;
pub(crate) mod dataset;
pub(crate) mod dialect;
pub(crate) mod export;
pub(crate) mod fault;
pub(crate) mod guide;
pub(crate) mod headings;
pub(crate) mod import;
pub(crate) mod row;
pub(crate) mod source;
pub(crate) mod tables;
pub(crate) mod unix_lines;
pub(crate) mod xlsx;

pub use columns::Shown;
pub use dataset::FileDataset;
pub use dialect::Numbers;
pub use export::{ExportColumn, Exporter, FileFormat, FileStyle};
pub use fault::{Fault, FaultCode, FileCode, FileError};
pub use import::report::{Effect, ImportReport, Refusal, Slip};
pub use import::run::ImportOptions;
pub use source::{Source, Spool};
