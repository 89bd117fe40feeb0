//! TODO head

pub(crate) mod answer;
pub(crate) mod datasets;
pub(crate) mod export;
pub(crate) mod imports;
pub(crate) mod making;
pub(crate) mod style;
pub(crate) mod templates;
