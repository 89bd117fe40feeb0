//! What an import did, or would do.

use std::collections::BTreeSet;
use std::fs::File;

use crate::domain::indicators::{Reason, evaluate};
use crate::domain::{IndicatorCode, Percentage, Year};
use crate::exchange::dataset::FileDataset;
use crate::exchange::fault::Fault;
use crate::store::evidence::read::Evidence;

/// An indicator of a year before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Which.
    pub code: IndicatorCode,
    /// Of which year.
    pub year: Year,
    /// Over the whole register, before.
    pub before: Result<Percentage, Reason>,
    /// And after.
    pub after: Result<Percentage, Reason>,
}

/// An amount so far from the year before that its unit may be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Where it stands, what, and why it is doubted.
    pub fault: Fault,
    /// The amount of the year before.
    pub previous: String,
}

/// What came, or would come, of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// The number under which the import is written down; `None` where nothing was kept.
    pub id: Option<i64>,
    /// Of which data set.
    pub dataset: FileDataset,
    /// Whether it was only tried.
    pub is_dry_run: bool,
    /// Rows in the file.
    pub rows: u64,
    /// Records that are new.
    pub created: u64,
    /// Records that differ.
    pub updated: u64,
    /// Records that are as the file says.
    pub unchanged: u64,
    /// Rows with faults.
    pub failed: u64,
    /// How many faults there are.
    pub fault_total: u64,
    /// The first of them.
    pub faults: Vec<Fault>,
    /// How many warnings there are.
    pub slip_total: u64,
    /// The first of them.
    pub slips: Vec<Slip>,
    /// What it does to the figures.
    pub effects: Vec<Effect>,
}

/// Why nothing was kept.
#[derive(Debug)]
pub enum Refusal {
    /// It was a dry run.
    DryRun(Box<ImportReport>),
    /// Rows break rules; with the corrected file, where it was asked for.
    Faults(Box<ImportReport>, Option<File>),
    /// Amounts are doubted and were not confirmed.
    Doubts(Box<ImportReport>, Option<File>),
    /// The file as a whole can't be taken.
    File(Box<crate::exchange::fault::FileError>),
}

/// The indicators of these years, before and after.
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
