//! The import of a file: one path for dry runs, HTTP and the command line.
//!
//! Rows are read and staged. They are then checked in the order of their units and compared with the stored records, and the
//! differences are written. All of it is one transaction: a refused row, a doubted amount that is not confirmed, or a dry run
//! changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use crate::domain::{Language, Scope, Year};
use crate::exchange::dataset::FileDataset;
use crate::exchange::dialect::Numbers;
use crate::exchange::import::faults::Faults;
use crate::exchange::import::job::{Job, RegionTable};
use crate::exchange::import::report::{ImportReport, Refusal};
use crate::exchange::import::{corrected, figures, participants, registers, report, staging, trainings, yearly};
use crate::exchange::source::{Form, Rows, Source};
use crate::store::evidence::read;
use crate::store::import::{Key, Owner, past};
use crate::store::{
    Business, BusinessReport, Cooperative, CooperativeReport, Evidence, Ledger, NewImport, StoreResult, Tx, WriteError,
    import,
};

/// The options of an import.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The data set of the file.
    pub dataset: FileDataset,
    /// The style of numbers, where the file's form does not decide it.
    pub numbers: Option<Numbers>,
    /// Report what the import would change, and store nothing.
    pub is_dry_run: bool,
    /// Doubted amounts are right.
    pub confirms_warnings: bool,
    /// Give a refused file back with the faults beside each row, in this language.
    pub wants_corrected: Option<Language>,
    /// The name of the file.
    pub file_name: Option<String>,
    /// The last year that may be written today.
    pub latest: Year,
    /// The records that the sender may write.
    pub scope: Scope,
    /// How long to wait for an import of another instance.
    pub patience: Duration,
}

/// Imports a file within a transaction. `progress` is called with the number of rows of each chunk.
///
/// # Errors
/// [`Refusal`] where nothing is to be stored: the caller rolls back.
pub fn run(
    tx: &mut Tx<'_>,
    source: &Source,
    options: &ImportOptions,
    progress: &dyn Fn(u64),
) -> Result<ImportReport, WriteError<Refusal>> {
    import::run(tx, options.patience, |tx| import_file(tx, source, options, progress))
}

fn import_file(
    tx: &mut Tx<'_>,
    source: &Source,
    options: &ImportOptions,
    progress: &dyn Fn(u64),
) -> Result<ImportReport, WriteError<Refusal>> {
    let mut file = source.file();
    let form = Form::of(&mut file)?;
    let numbers = options.numbers.unwrap_or_else(|| form.numbers());
    let regions = import::regions::all(tx)?.into_iter().map(|region| (region.code, (region.name, region.kind)));
    let mut job = Job {
        dataset: options.dataset,
        header: Rc::default(),
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
    let mut rows = Rows::new(&file, form)?;
    let count = staging::stage(tx, options.dataset, &mut job, &mut rows)?;
    drop(rows);
    // The evidence of all years, a few hundred rows, since the touched years are not known yet. It is read as late as possible, so
    // that a change that others commit meanwhile is not reported as one of the file: totals change when the ledger is settled,
    // figures with their rows.
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
        // Merged cells read as empty; accepting them from the corrected file would erase values.
        Some(_) if job.is_merged => Ok(None),
        Some(language) => corrected::write(&file, form, job, report, language).map(Some),
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
