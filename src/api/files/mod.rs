//! Files in and out over HTTP: imports, exports and templates. The formats of files and the rules of imports are in `exchange`.

pub(crate) mod answer;
pub(crate) mod dataset_export;
pub(crate) mod export;
pub(crate) mod imports;
pub(crate) mod lists;
pub(crate) mod making;
pub(crate) mod records;
pub(crate) mod refusal;
pub(crate) mod style;
pub(crate) mod templates;
