//! The report of an import: its counts, faults and effects.

use std::collections::BTreeSet;
use std::fs::File;

use crate::domain::indicators::{Reason, evaluate};
use crate::domain::{IndicatorCode, Percentage, Year};
use crate::exchange::dataset::FileDataset;
use crate::exchange::fault::{Fault, FileError};
use crate::store::{Evidence, WriteError};

/// An indicator of a year before and after the import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The indicator.
    pub code: IndicatorCode,
    /// The year.
    pub year: Year,
    /// The value over the whole register before the import.
    pub before: Result<Percentage, Reason>,
    /// The value after it.
    pub after: Result<Percentage, Reason>,
}

/// An amount so far from the year before that its unit may be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The place, the amount, and the reason for the doubt.
    pub fault: Fault,
    /// The amount of the year before.
    pub previous: String,
}

/// The report of an import that was done or tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// The number in the list of imports; `None` where nothing was stored.
    pub id: Option<i64>,
    /// The data set.
    pub dataset: FileDataset,
    /// Whether it was a dry run.
    pub is_dry_run: bool,
    /// Rows in the file.
    pub rows: u64,
    /// New records.
    pub created: u64,
    /// Records that the file changes.
    pub updated: u64,
    /// Records that the file does not change.
    pub unchanged: u64,
    /// Rows with faults.
    pub failed: u64,
    /// The number of faults.
    pub fault_total: u64,
    /// The first faults.
    pub faults: Vec<Fault>,
    /// The number of warnings.
    pub slip_total: u64,
    /// The first warnings.
    pub slips: Vec<Slip>,
    /// The indicators that the import changes.
    pub effects: Vec<Effect>,
}

/// The reason why nothing was stored.
#[derive(Debug)]
pub enum Refusal {
    /// It was a dry run.
    DryRun(Box<ImportReport>),
    /// Rows break rules. With the corrected file, where it was requested.
    Faults(Box<ImportReport>, Option<File>),
    /// Amounts are doubted and not confirmed. With the corrected file, where it was requested.
    Doubts(Box<ImportReport>, Option<File>),
    /// The file cannot be read as a whole.
    File(Box<FileError>),
}

impl From<FileError> for WriteError<Refusal> {
    fn from(error: FileError) -> Self {
        Self::Refused(Refusal::File(Box::new(error)))
    }
}

/// The touched indicators, before and after the import.
pub fn effects(touched: &BTreeSet<(IndicatorCode, Year)>, before: &Evidence, after: &Evidence) -> Vec<Effect> {
    let value = |evidence: &Evidence, code, year: Year| {
        let pair = [year.back(1), year];
        let rows: Vec<_> = evidence.rows.iter().filter(|row| pair.contains(&row.year)).cloned().collect();
        evaluate(code, year, &rows).value
    };
    touched
        .iter()
        .map(|&(code, year)| Effect { code, year, before: value(before, code, year), after: value(after, code, year) })
        .collect()
}
