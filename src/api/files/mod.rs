//! TODO head

pub(crate) mod answer;
pub(crate) mod dataset_export;
pub(crate) mod export;
pub(crate) mod imports;
pub(crate) mod lists;
pub(crate) mod making;
pub(crate) mod style;
pub(crate) mod templates;
