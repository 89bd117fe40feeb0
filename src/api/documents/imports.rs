//! The documents of imports: the report of one that is tried or done, and an entry of the list of past ones.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::indicators::Reason;
use crate::domain::{IndicatorCode, Percentage, Scope, Text};
use crate::exchange::{Effect, FileDataset, ImportReport, Slip};
use crate::http::time::rfc3339;
use crate::store::PastImport;

/// The result of an import, or of a dry run
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub struct ImportView {
    /// The import's number; null if nothing was stored.
    #[schema(required, format = "id")]
    id: Option<i64>,
    /// What the file holds.
    dataset: FileDataset,
    /// Whether nothing was stored.
    dry_run: bool,
    /// Rows in the file.
    #[schema(format = "count")]
    rows: u64,
    /// Records that are new.
    #[schema(format = "count")]
    created: u64,
    /// Records that were changed.
    #[schema(format = "count")]
    updated: u64,
    /// Records that the file does not change.
    #[schema(format = "count")]
    unchanged: u64,
    /// Rows with errors.
    #[schema(format = "count")]
    failed: u64,
    /// How many errors there are; of more than 200 the first are listed.
    #[schema(format = "count")]
    errors_total: u64,
    /// How many warnings there are; of more than 200 the first are listed.
    #[schema(format = "count")]
    warnings_total: u64,
    /// Amounts 100 times above or below those of the year before.
    #[schema(max_items = 200)]
    warnings: Vec<WarningView>,
    /// The effects on the indicators: each indicator and year that the import changes, over the whole register.
    #[schema(max_items = 1000)]
    effects: Vec<EffectView>,
}

/// An amount so far from the year before that its unit may be wrong
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ImportWarning)]
struct WarningView {
    /// The line, from 1.
    #[schema(format = "count")]
    line: u64,
    /// The column, from 1.
    #[schema(format = "count")]
    column: u64,
    /// Its heading.
    heading: String,
    /// The amount.
    #[schema(format = "decimal")]
    value: String,
    /// That of the year before.
    #[schema(format = "decimal")]
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
    #[schema(format = "year", example = 2024)]
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
    #[schema(required, format = "decimal", example = "62.50")]
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
    #[schema(format = "id")]
    id: i64,
    /// What the file held.
    dataset: String,
    /// The file's name, if it was given; null if it may name a person whom the caller may not see.
    #[schema(required)]
    file_name: Option<String>,
    /// SHA-256 of the file, in hexadecimal; null if the file names persons whom the caller may not see.
    #[schema(required, pattern = "^[0-9a-f]{64}$", min_length = 64, max_length = 64)]
    digest: Option<String>,
    /// Its size.
    #[schema(format = "count")]
    bytes: i64,
    /// Its rows.
    #[schema(format = "count")]
    rows: i64,
    /// Records that were new.
    #[schema(format = "count")]
    created: i64,
    /// Records that differed.
    #[schema(format = "count")]
    updated: i64,
    /// Records that the file did not change.
    #[schema(format = "count")]
    unchanged: i64,
    /// Who: `key`, `settings_key` (the key of the settings) or `operator` (someone at the command line).
    #[schema(example = "key")]
    actor: String,
    /// The key's id, where it was a stored one.
    #[schema(required, format = "count")]
    key_id: Option<i64>,
    /// The time.
    #[schema(format = DateTime)]
    imported_at: String,
}

impl PastView {
    /// The import as a caller with this scope and key sees it. The digest of a file with one row would confirm a guessed identity
    /// number, and a file may be named after a person. Where a data set names persons, both are therefore shown only to callers
    /// who may enter all of it, and to the sender of the file.
    pub fn new(import: PastImport, dataset: FileDataset, scope: &Scope, key_id: Option<i64>) -> Self {
        let PastImport {
            id,
            dataset: name,
            file_name,
            digest,
            bytes,
            row_count,
            created,
            updated,
            unchanged,
            actor,
            key_id: sender,
            imported_at,
        } = import;
        let names_persons = dataset.columns().iter().any(|column| column.is_personal);
        let is_shown = !names_persons || (sender.is_some() && sender == key_id) || scope.sees_all(None);
        Self {
            id,
            dataset: name,
            file_name: file_name.filter(|_| is_shown),
            digest: Some(digest).filter(|_| is_shown),
            bytes,
            rows: row_count,
            created,
            updated,
            unchanged,
            actor,
            key_id: sender,
            imported_at: rfc3339(imported_at),
        }
    }
}
