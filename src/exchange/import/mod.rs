//! A whole file into the records: the one path that a dry run, HTTP and the command line share.
//!
//! Rows are read and staged; then gone through in the order of units, held against the rules and against what stands, and
//! what differs is written. One transaction: a row that can't be taken, an amount that is doubted and not confirmed, or a dry
//! run leaves everything as it was.

pub(crate) mod business_reports;
pub(crate) mod businesses;
pub(crate) mod cells;
pub(crate) mod cooperative_reports;
pub(crate) mod cooperatives;
pub(crate) mod corrected;
pub(crate) mod faults;
pub(crate) mod figures;
pub(crate) mod header;
pub(crate) mod job;
pub(crate) mod links;
pub(crate) mod participants;
pub(crate) mod reading;
pub(crate) mod registers;
pub(crate) mod report;
pub(crate) mod roster;
pub(crate) mod staging;
pub(crate) mod trainings;
pub(crate) mod yearly;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::domain::{Scope, Year};
use crate::exchange::dataset::FileDataset;
use crate::exchange::dialect::Numbers;
use crate::exchange::import::faults::Faults;
use crate::exchange::import::job::{Job, RegionTable};
use crate::exchange::import::report::{ImportReport, Refusal};
use crate::exchange::source::{Form, Rows, Source};
use crate::store::database::error::{StoreResult, WriteError};
use crate::store::engine::tx::Tx;
use crate::store::evidence::read;
use crate::store::evidence::read::Evidence;
use crate::store::import;
use crate::store::import::ledger::Ledger;
use crate::store::import::past::NewImport;
use crate::store::import::{Key, Owner, past};
use crate::store::models::business::Business;
use crate::store::models::business_report::BusinessReport;
use crate::store::models::cooperative::Cooperative;
use crate::store::models::cooperative_report::CooperativeReport;

/// How a file is to be taken in.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// What it holds.
    pub dataset: FileDataset,
    /// How numbers are written, where the file's own form is not to decide.
    pub numbers: Option<Numbers>,
    /// Only say what would come of it.
    pub is_dry_run: bool,
    /// Amounts far from the year before are right.
    pub confirms_warnings: bool,
    /// Give the file back with what is wrong beside each row, where it can't be taken.
    pub wants_corrected: Option<crate::domain::Language>,
    /// What the file is called.
    pub file_name: Option<String>,
    /// The last year that may be written today.
    pub latest: Year,
    /// Which records may be written by whoever sends it.
    pub scope: Scope,
    /// How long it waits for one of another instance.
    pub patience: Duration,
}

/// Takes a file in, within a transaction. `progress` hears how many more rows were gone through.
///
/// # Errors
/// [`Refusal`] where nothing is to be kept: the caller rolls back. Those of the database.
pub fn run(
    tx: &mut Tx<'_>,
    source: &Source,
    options: &ImportOptions,
    progress: &dyn Fn(u64),
) -> Result<ImportReport, WriteError<Refusal>> {
    import::run(tx, options.patience, |tx| take_in(tx, source, options, progress))
}

fn take_in(
    tx: &mut Tx<'_>,
    source: &Source,
    options: &ImportOptions,
    progress: &dyn Fn(u64),
) -> Result<ImportReport, WriteError<Refusal>> {
    let mut file = source.file();
    let form = Form::of(&mut file).map_err(refused)?;
    let numbers = options.numbers.unwrap_or_else(|| form.numbers());
    let regions = import::regions::all(tx)?.into_iter().map(|region| (region.code, (region.name, region.kind)));
    let mut job = Job {
        header: header::Header::default(),
        numbers,
        regions: RegionTable(regions.collect::<BTreeMap<_, _>>()),
        faults: Faults::new(options.wants_corrected.is_some()),
        ledger: Ledger::default(),
        years: (Year::LAST.number(), Year::FIRST.number()),
        latest: options.latest,
        scope: options.scope.clone(),
        created: 0,
        updated: 0,
        unchanged: 0,
        touched: BTreeSet::new(),
        slips: BTreeMap::new(),
        slip_total: 0,
        is_merged: false,
    };
    let mut rows = Rows::new(&file, form).map_err(refused)?;
    let count = staging::stage(tx, options.dataset, &mut job, &mut rows)?;
    drop(rows);
    // All years, since which of them the rows touch is not known before; it is a few hundred rows. As late as can be, so that what
    // others commit meanwhile is not told as the file's: totals move when the ledger is settled, figures with their rows.
    let is_direct = options.dataset == FileDataset::Figures;
    let early = is_direct.then(|| all_evidence(tx, options.latest)).transpose()?;
    go_through(tx, options.dataset, &mut job, progress)?;
    let ledger = std::mem::take(&mut job.ledger);
    let mut report = ImportReport {
        id: None,
        dataset: options.dataset,
        is_dry_run: options.is_dry_run,
        rows: count,
        created: job.created,
        updated: job.updated,
        unchanged: job.unchanged,
        failed: job.faults.lines(),
        fault_total: job.faults.total,
        faults: Vec::new(),
        slip_total: job.slip_total,
        slips: std::mem::take(&mut job.slips).into_values().collect(),
        effects: Vec::new(),
    };
    let corrected = |job: &Job, report: &ImportReport| match options.wants_corrected {
        // Its empty cells would be taken for what they seem.
        Some(_) if job.is_merged => Ok(None),
        Some(language) => corrected::write(&file, form, job, report, language).map(Some).map_err(refused),
        None => Ok(None),
    };
    if !job.faults.is_empty() {
        let corrected = corrected(&job, &report)?;
        report.faults = job.faults.into_listed();
        return Err(WriteError::Refused(Refusal::Faults(Box::new(report), corrected)));
    }
    let before = early.map_or_else(|| all_evidence(tx, options.latest), Ok)?;
    ledger.settle(tx)?;
    let after = all_evidence(tx, options.latest)?;
    report.effects = report::effects(&job.touched, &before, &after);
    import::forget(tx)?;
    if report.slip_total > 0 && !options.confirms_warnings {
        let corrected = corrected(&job, &report)?;
        return Err(WriteError::Refused(Refusal::Doubts(Box::new(report), corrected)));
    }
    if options.is_dry_run {
        return Err(WriteError::Refused(Refusal::DryRun(Box::new(report))));
    }
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let id = past::record(
        tx,
        &NewImport {
            dataset: options.dataset.to_string(),
            file_name: options.file_name.clone(),
            digest: source.digest.clone(),
            bytes: signed(source.bytes),
            row_count: signed(report.rows),
            created: signed(report.created),
            updated: signed(report.updated),
            unchanged: signed(report.unchanged),
        },
    )?;
    report.id = Some(id);
    Ok(report)
}

fn refused(error: crate::exchange::fault::FileError) -> WriteError<Refusal> {
    WriteError::Refused(Refusal::File(Box::new(error)))
}

fn all_evidence(tx: &mut Tx<'_>, latest: Year) -> StoreResult<Evidence> {
    read::read(tx, Year::FIRST, latest, None)
}

fn go_through(tx: &mut Tx<'_>, dataset: FileDataset, job: &mut Job, progress: &dyn Fn(u64)) -> StoreResult<()> {
    let (owner, key) = match dataset {
        FileDataset::Cooperatives => (Owner::Cooperatives, Key::Name),
        FileDataset::CooperativeReports => (Owner::Cooperatives, Key::Adjacent),
        FileDataset::Umkm => (Owner::Businesses, Key::Name),
        FileDataset::UmkmReports => (Owner::Businesses, Key::Adjacent),
        FileDataset::Trainings => (Owner::Trainings, Key::Name),
        FileDataset::Participants => (Owner::Trainings, Key::Adjacent),
        FileDataset::Figures => (Owner::Nothing, Key::All),
    };
    import::place(tx, owner, key)?;
    match dataset {
        FileDataset::Cooperatives => registers::go_through::<Cooperative>(tx, job, progress),
        FileDataset::CooperativeReports => yearly::go_through::<CooperativeReport>(tx, job, progress),
        FileDataset::Umkm => registers::go_through::<Business>(tx, job, progress),
        FileDataset::UmkmReports => yearly::go_through::<BusinessReport>(tx, job, progress),
        FileDataset::Trainings => trainings::go_through(tx, job, progress),
        FileDataset::Participants => participants::go_through(tx, job, progress),
        FileDataset::Figures => figures::go_through(tx, job, progress),
    }
}
