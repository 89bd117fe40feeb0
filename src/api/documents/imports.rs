//! What came of an import, as it is written.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::files::style::sees_all;
use crate::api::request::caller::Caller;
use crate::domain::indicators::Reason;
use crate::domain::{IndicatorCode, Percentage, Text};
use crate::exchange::dataset::FileDataset;
use crate::exchange::import::report::{Effect, ImportReport, Slip};
use crate::http::time::rfc3339;
use crate::store::import::past::PastImport;

/// What came of a file, or would have come
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub struct ImportView {
    /// The number under which the import is written down; null where nothing was kept.
    #[schema(required)]
    id: Option<i64>,
    /// What the file holds.
    dataset: FileDataset,
    /// Whether it was only tried.
    dry_run: bool,
    /// Rows in the file.
    rows: u64,
    /// Records that are new.
    created: u64,
    /// Records that differ from what stood.
    updated: u64,
    /// Records that are as the file says.
    unchanged: u64,
    /// Rows with errors.
    failed: u64,
    /// How many errors there are; of more than 200 the first are listed.
    errors_total: u64,
    /// How many warnings there are; of more than 200 the first are listed.
    warnings_total: u64,
    /// Amounts 100 times above or below those of the year before.
    #[schema(max_items = 200)]
    warnings: Vec<WarningView>,
    /// What it does to the figures: each indicator and year that it touches, over the whole register.
    #[schema(max_items = 1000)]
    effects: Vec<EffectView>,
}

/// An amount so far from the year before that its unit may be wrong
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ImportWarning)]
struct WarningView {
    /// The line, from 1.
    line: u64,
    /// The column, from 1.
    column: u64,
    /// Its heading.
    heading: String,
    /// The amount.
    value: String,
    /// That of the year before.
    previous: String,
    /// Its kind.
    #[schema(example = "unit_slip")]
    code: &'static str,
    /// What it is about.
    detail: Text,
}

/// An indicator of a year before and after
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ImportEffect)]
struct EffectView {
    /// Which.
    code: IndicatorCode,
    /// Of which year.
    #[schema(example = 2024)]
    year: i32,
    /// Before the import.
    before: ValueView,
    /// After it.
    after: ValueView,
}

/// A value, or why there is none
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ImportEffectValue)]
struct ValueView {
    /// Percent with two decimals.
    #[schema(required, example = "62.50")]
    value: Option<String>,
    /// Why there is none.
    #[schema(required)]
    reason: Option<Reason>,
}

impl From<&Result<Percentage, Reason>> for ValueView {
    fn from(outcome: &Result<Percentage, Reason>) -> Self {
        match outcome {
            Ok(value) => Self { value: Some(value.to_string()), reason: None },
            Err(reason) => Self { value: None, reason: Some(*reason) },
        }
    }
}

impl From<Slip> for WarningView {
    fn from(slip: Slip) -> Self {
        let (column, heading) = slip.fault.column.unwrap_or_default();
        Self {
            line: slip.fault.line,
            column: u64::try_from(column).unwrap_or_default(),
            heading,
            value: slip.fault.value.unwrap_or_default(),
            previous: slip.previous,
            code: slip.fault.code.as_str(),
            detail: slip.fault.detail,
        }
    }
}

impl From<ImportReport> for ImportView {
    fn from(report: ImportReport) -> Self {
        let effect = |effect: Effect| EffectView {
            code: effect.code,
            year: effect.year.number(),
            before: (&effect.before).into(),
            after: (&effect.after).into(),
        };
        Self {
            id: report.id,
            dataset: report.dataset,
            dry_run: report.is_dry_run,
            rows: report.rows,
            created: report.created,
            updated: report.updated,
            unchanged: report.unchanged,
            failed: report.failed,
            errors_total: report.fault_total,
            warnings_total: report.slip_total,
            warnings: report.slips.into_iter().map(WarningView::from).collect(),
            effects: report.effects.into_iter().map(effect).collect(),
        }
    }
}

/// An import that was done
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PastImport)]
pub struct PastView {
    /// Its number.
    id: i64,
    /// What the file held.
    dataset: String,
    /// What the file was called, if that was said; null where it may name a person whom the caller does not see.
    #[schema(required)]
    file_name: Option<String>,
    /// SHA-256 of the file, in hex; null where the file names persons whom the caller does not see.
    #[schema(required, pattern = "^[0-9a-f]{64}$", min_length = 64, max_length = 64)]
    digest: Option<String>,
    /// Its size.
    bytes: i64,
    /// Its rows.
    rows: i64,
    /// Records that were new.
    created: i64,
    /// Records that differed.
    updated: i64,
    /// Records that were as the file says.
    unchanged: i64,
    /// Who: `key`, `settings_key` (the key of the settings) or `operator` (someone at the command line).
    #[schema(example = "key")]
    actor: String,
    /// The key's id, where it was a stored one.
    #[schema(required)]
    key_id: Option<i64>,
    /// When.
    #[schema(format = DateTime)]
    imported_at: String,
}

impl PastView {
    /// As this caller sees it. The digest of a file of one row would tell a guessed identity number from another, and a file may
    /// be called by a person's name: where a data set names persons, they are for those who may enter all of it, and for
    /// whoever sent the file.
    pub fn new(import: PastImport, dataset: FileDataset, caller: &Caller) -> Self {
        let names_persons = dataset.columns().iter().any(|column| column.is_personal);
        let is_own = import.key_id.is_some() && import.key_id == caller.key_id;
        let is_shown = !names_persons || is_own || sees_all(&caller.scope, None);
        Self {
            id: import.id,
            dataset: import.dataset,
            file_name: import.file_name.filter(|_| is_shown),
            digest: Some(import.digest).filter(|_| is_shown),
            bytes: import.bytes,
            rows: import.row_count,
            created: import.created,
            updated: import.updated,
            unchanged: import.unchanged,
            actor: import.actor,
            key_id: import.key_id,
            imported_at: rfc3339(import.imported_at),
        }
    }
}
