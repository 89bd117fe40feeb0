//! The first pass: every row is read, its key found, and the rest laid by.

use crate::domain::{Dataset, RegionCode, Text, ViolationCode, Year};
use crate::entry::trainings::year_bounds;
use crate::exchange::dataset::FileDataset;
use crate::exchange::dialect;
use crate::exchange::dialect::{CellError, Numbers};
use crate::exchange::fault::{Fault, FileCode, FileError};
use crate::exchange::import::cells::{Held, pack, value};
use crate::exchange::import::figures::unknown_dataset;
use crate::exchange::import::header::Header;
use crate::exchange::import::job::Job;
use crate::exchange::import::refused;
use crate::exchange::import::report::Refusal;
use crate::exchange::row::{Kind, Row};
use crate::exchange::source::Rows;
use crate::store::database::error::WriteError;
use crate::store::engine::tx::Tx;
use crate::store::import;
use crate::store::import::StagedRow;

/// So many rows are staged together.
const TOGETHER: usize = 6000;

/// Stages all rows; gives their number.
pub fn stage(
    tx: &mut Tx<'_>,
    dataset: FileDataset,
    job: &mut Job,
    rows: &mut Rows<'_>,
) -> Result<u64, WriteError<Refusal>> {
    let mut row = Row::default();
    if !rows.next(&mut row).map_err(refused)? {
        return Err(refused(no_rows()));
    }
    let (header, faults) = Header::read(dataset, &row).map_err(refused)?;
    job.header = header;
    let has_good_header = faults.is_empty();
    faults.into_iter().for_each(|fault| job.faults.add(fault));
    let mut staged = Vec::new();
    let mut count = 0_u64;
    while rows.next(&mut row).map_err(refused)? {
        count += 1;
        check_width(job, &row);
        // With columns missing or misnamed every row would be said to lack them.
        if !has_good_header {
            continue;
        }
        match key(dataset, job, &row) {
            Ok((name, year, alt)) => {
                if year > 0 {
                    job.years = (job.years.0.min(year), job.years.1.max(year));
                }
                let payload = pack(&job.header, &row);
                staged.push(StagedRow { line: signed(row.line), name, year, alt, payload });
            }
            Err(refusals) => refusals.into_iter().for_each(|(column, error)| refuse(job, &row, column, error)),
        }
        if staged.len() >= TOGETHER {
            import::stage(tx, &staged)?;
            staged.clear();
        }
    }
    import::stage(tx, &staged)?;
    if count == 0 && has_good_header {
        return Err(refused(no_rows()));
    }
    if let Some((line, place, count)) = rows.merged() {
        job.is_merged = true;
        job.faults.add(Fault {
            line,
            column: None,
            value: Some(place),
            code: FileCode::MergedCells.into(),
            detail: Text::new(
                format!("{count} gabungan sel di lembar ini; pisahkan dulu (Unmerge Cells)"),
                format!("the sheet has {count} merged cells; unmerge them first"),
            ),
        });
    }
    Ok(count)
}

fn no_rows() -> FileError {
    FileError {
        line: None,
        code: FileCode::NoRows,
        detail: Text::new(
            "berkas ini kosong atau hanya berisi judul kolom",
            "the file is empty, or has headings and no row",
        ),
    }
}

fn check_width(job: &mut Job, row: &Row) {
    let width = job.header.width;
    if let Some(position) = job.header.blank.iter().find(|position| !row.cell(**position).0.is_empty()) {
        job.faults.add(Fault {
            line: row.line,
            column: Some((position + 1, String::new())),
            // It may be anybody's name.
            value: None,
            code: FileCode::UnknownColumn.into(),
            detail: Text::new("kolom ini tidak berjudul", "the column has no heading"),
        });
    }
    let is_short = !row.may_be_short && row.len() < width;
    let beyond = (width..row.len()).any(|index| !row.cell(index).0.is_empty());
    if !is_short && !beyond {
        return;
    }
    let found = row.len();
    job.faults.add(Fault {
        line: row.line,
        column: None,
        value: None,
        code: FileCode::RaggedRow.into(),
        detail: Text::new(
            format!("baris ini memiliki {found} sel, judulnya {width}; periksa pemisah dan tanda kutip"),
            format!("the row has {found} cells, the header {width}; look at delimiters and quotes"),
        ),
    });
}

fn refuse(job: &mut Job, row: &Row, name: &'static str, (code, detail): CellError) {
    let slot = job.header.slot(name);
    let value = slot.filter(|slot| !slot.column.is_personal).map(|slot| row.cell(slot.position).0.to_owned());
    let column = slot.map(|slot| (slot.position + 1, slot.heading.clone()));
    job.faults.add(Fault { line: row.line, column, value, code, detail });
}

type RowKey = (String, i32, Option<String>);
type Refusals = Vec<(&'static str, CellError)>;

/// The key of a row, or all that is wrong with it.
fn key(dataset: FileDataset, job: &mut Job, row: &Row) -> Result<RowKey, Refusals> {
    let mut refusals = Refusals::new();
    let mut required = |job: &Job, name: &'static str| -> Option<String> {
        let read = text(job, row, name).and_then(|text| text.ok_or_else(|| missing(name)));
        read.map_err(|error| refusals.push((name, error))).ok()
    };
    let found = match dataset {
        FileDataset::Cooperatives | FileDataset::Umkm => {
            let alt = if dataset == FileDataset::Umkm { "nib" } else { "nik_koperasi" };
            // One that can't be read is refused with the rest of the row.
            let alt = text(job, row, alt).ok().flatten();
            required(job, "register_number").map(|name| (name, 0, alt))
        }
        FileDataset::CooperativeReports | FileDataset::UmkmReports => {
            let (name, year) = (required(job, "register_number"), required(job, "year"));
            name.zip(year).map(|(name, year)| (name, year, None)).and_then(|(name, year, alt)| {
                let year = year_of(job, row, &year).map_err(|error| refusals.push(("year", error))).ok()?;
                Some((name, year, alt))
            })
        }
        FileDataset::Trainings => required(job, "code").map(|name| (name, 0, None)),
        FileDataset::Participants => required(job, "training_code").map(|name| (name, 0, None)),
        FileDataset::Figures => {
            let (name, year, region) = (required(job, "dataset"), required(job, "year"), required(job, "region"));
            let name = name.filter(|name| {
                let is_known = Dataset::parse(name).is_some();
                if !is_known {
                    refusals.push(("dataset", (ViolationCode::InvalidCode.into(), unknown_dataset())));
                }
                is_known
            });
            let year =
                year.and_then(|year| year_of(job, row, &year).map_err(|error| refusals.push(("year", error))).ok());
            let region = region.filter(|region| {
                let is_known = RegionCode::parse(region).is_some_and(|code| job.regions.0.contains_key(&code));
                if !is_known {
                    let violation = crate::store::resources::regions::unknown("region", region);
                    refusals.push(("region", (violation.code.into(), violation.detail)));
                }
                is_known
            });
            name.zip(year).zip(region).map(|((name, year), region)| (name, year, Some(region)))
        }
    };
    match found {
        Some(key) if refusals.is_empty() => Ok(key),
        _ => Err(refusals),
    }
}

/// A cell of the key as text; `None` where it is empty or there is no such column.
fn text(job: &Job, row: &Row, name: &str) -> Result<Option<String>, CellError> {
    let Some(slot) = job.header.slot(name) else { return Ok(None) };
    let (text, kind) = row.cell(slot.position);
    if text.is_empty() {
        return Ok(None);
    }
    value(text, Held::of(text, kind), slot.column.content, job.numbers).map(|text| Some(text.into_owned()))
}

fn missing(name: &str) -> CellError {
    let detail = Text::new(format!("{name} wajib diisi"), format!("{name} must be given"));
    (ViolationCode::Required.into(), detail)
}

fn year_of(job: &Job, row: &Row, raw: &str) -> Result<i32, CellError> {
    let is_number = job.header.slot("year").is_some_and(|slot| row.cell(slot.position).1 == Kind::Number);
    let numbers = if is_number { Numbers::Plain } else { job.numbers };
    let number = dialect::integer(raw, numbers)?;
    let year = i32::try_from(number).ok().and_then(Year::new).filter(|year| *year <= job.latest);
    year.map(Year::number).ok_or_else(|| {
        let (id, en) = year_bounds(job.latest);
        (ViolationCode::OutOfRange.into(), Text::new(id, en))
    })
}

fn signed(line: u64) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}
