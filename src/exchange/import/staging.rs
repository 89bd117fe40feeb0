//! The first pass over a file: each row is read, its key is checked, and its cells are staged.

use std::rc::Rc;

use crate::domain::{Dataset, RegionCode, Text, ViolationCode, Year, text};
use crate::entry::checker::{RegionList, one_of, required};
use crate::entry::trainings::year_bounds;
use crate::entry::words::DATASETS;
use crate::exchange::dataset::FileDataset;
use crate::exchange::dialect;
use crate::exchange::dialect::{CellError, Numbers};
use crate::exchange::fault::{Fault, FaultCode, FileCode, FileError};
use crate::exchange::import::cells::{Held, pack, value};
use crate::exchange::import::header::Header;
use crate::exchange::import::job::Job;
use crate::exchange::import::report::Refusal;
use crate::exchange::row::{Kind, Row};
use crate::exchange::source::Rows;
use crate::store::resources::regions;
use crate::store::{StagedRow, Tx, WriteError, import};

/// The number of rows that are staged together.
const CHUNK: usize = 6000;

/// Stages all rows; gives their number.
pub fn stage(
    tx: &mut Tx<'_>,
    dataset: FileDataset,
    job: &mut Job,
    rows: &mut Rows<'_>,
) -> Result<u64, WriteError<Refusal>> {
    let mut row = Row::default();
    if !rows.next(&mut row)? {
        return Err(no_rows().into());
    }
    let (header, faults) = Header::read(dataset, &row)?;
    job.header = Rc::new(header);
    let has_good_header = faults.is_empty();
    faults.into_iter().for_each(|fault| job.faults.add(fault));
    let mut staged = Vec::new();
    let mut count = 0_u64;
    while rows.next(&mut row)? {
        count += 1;
        check_width(job, &row);
        // Without its key columns every row would be reported as incomplete.
        if !has_good_header {
            continue;
        }
        match key(dataset, job, &row) {
            Ok((name, year, alt)) => {
                if year > 0 {
                    job.years = (job.years.0.min(year), job.years.1.max(year));
                }
                let payload = pack(&job.header, &row);
                let line = i64::try_from(row.line).unwrap_or(i64::MAX);
                staged.push(StagedRow { line, name, year, alt, payload });
            }
            Err(refusals) => refusals.into_iter().for_each(|(column, error)| refuse(job, &row, column, error)),
        }
        if staged.len() >= CHUNK {
            import::stage(tx, &staged)?;
            staged.clear();
        }
    }
    import::stage(tx, &staged)?;
    if count == 0 && has_good_header {
        return Err(no_rows().into());
    }
    if let Some((line, place, count)) = rows.merged() {
        job.is_merged = true;
        let detail = text!(
            "Lembar ini memiliki {count} gabungan sel. Pisahkan dulu (Unmerge Cells).",
            "The sheet has {count} merged cells. Unmerge them first."
        );
        job.faults.add(Fault { line, column: None, value: Some(place), code: FileCode::MergedCells.into(), detail });
    }
    Ok(count)
}

fn no_rows() -> FileError {
    let detail =
        Text::new("Berkas ini kosong atau hanya berisi judul kolom.", "The file is empty, or has headings and no row.");
    FileError { line: None, code: FileCode::NoRows, detail }
}

fn check_width(job: &mut Job, row: &Row) {
    let width = job.header.width;
    if let Some(position) = job.header.blank.iter().find(|position| !row.cell(**position).0.is_empty()) {
        job.faults.add(Fault {
            line: row.line,
            column: Some((position + 1, String::new())),
            // The cell may contain a person's name.
            value: None,
            code: FileCode::UnknownColumn.into(),
            detail: Text::new("Kolom ini tidak berjudul.", "The column has no heading."),
        });
    }
    let is_short = !row.may_be_short && row.len() < width;
    let is_long = (width..row.len()).any(|index| !row.cell(index).0.is_empty());
    if is_short || is_long {
        let found = row.len();
        let detail = text!(
            "Baris ini memiliki {found} sel, judulnya {width}. Periksa pemisah dan tanda kutip.",
            "The row has {found} cells, the header {width}. Check delimiters and quotes."
        );
        let code = FileCode::RaggedRow.into();
        job.faults.add(Fault { line: row.line, column: None, value: None, code, detail });
    }
}

fn refuse(job: &mut Job, row: &Row, name: &'static str, (code, detail): CellError) {
    let slot = job.header.slot(name);
    let value = slot.filter(|slot| !slot.column.is_personal).map(|slot| row.cell(slot.position).0.to_owned());
    let column = slot.map(|slot| (slot.position + 1, slot.heading.clone()));
    job.faults.add(Fault { line: row.line, column, value, code, detail });
}

type RowKey = (String, i32, Option<String>);
type Refusals = Vec<(&'static str, CellError)>;

/// The cells of a row that make its key, and the faults found in them.
struct KeyCells<'a> {
    job: &'a Job,
    row: &'a Row,
    refusals: Refusals,
}

impl KeyCells<'_> {
    fn refuse(&mut self, name: &'static str, code: impl Into<FaultCode>, detail: Text) {
        self.refusals.push((name, (code.into(), detail)));
    }

    /// A cell as text; `None` where it is empty or the file has no such column.
    fn text(&self, name: &str) -> Result<Option<String>, CellError> {
        let Some(slot) = self.job.header.slot(name) else { return Ok(None) };
        let (text, kind) = self.row.cell(slot.position);
        if text.is_empty() {
            return Ok(None);
        }
        value(text, Held::of(text, kind), slot.column.content, self.job.numbers).map(|text| Some(text.into_owned()))
    }

    fn required(&mut self, name: &'static str) -> Option<String> {
        match self.text(name) {
            Ok(Some(text)) => return Some(text),
            Ok(None) => self.refuse(name, ViolationCode::Required, required()),
            Err(error) => self.refusals.push((name, error)),
        }
        None
    }

    fn year(&mut self, raw: &str) -> Option<i32> {
        let (job, row) = (self.job, self.row);
        let is_number = job.header.slot("year").is_some_and(|slot| row.cell(slot.position).1 == Kind::Number);
        match dialect::integer(raw, if is_number { Numbers::Plain } else { job.numbers }) {
            Ok(number) => {
                let year = i32::try_from(number).ok().and_then(Year::new).filter(|year| *year <= job.latest);
                if year.is_none() {
                    self.refuse("year", ViolationCode::OutOfRange, year_bounds(job.latest));
                }
                year.map(Year::number)
            }
            Err(error) => {
                self.refusals.push(("year", error));
                None
            }
        }
    }

    fn dataset(&mut self) -> Option<String> {
        let name = self.required("dataset")?;
        if Dataset::parse(&name).is_some() {
            return Some(name);
        }
        self.refuse("dataset", ViolationCode::InvalidCode, one_of(DATASETS));
        None
    }

    fn region(&mut self) -> Option<String> {
        let region = self.required("region")?;
        if RegionCode::parse(&region).is_some_and(|code| self.job.regions.has(&code)) {
            return Some(region);
        }
        let violation = regions::unknown("region", &region);
        self.refuse("region", violation.code, violation.detail);
        None
    }
}

/// The key of a row, or all its faults.
fn key(dataset: FileDataset, job: &Job, row: &Row) -> Result<RowKey, Refusals> {
    let mut cells = KeyCells { job, row, refusals: Refusals::new() };
    let found = match dataset {
        FileDataset::Cooperatives | FileDataset::Umkm => {
            let second_number = if dataset == FileDataset::Umkm { "nib" } else { "nik_koperasi" };
            // A second number that cannot be read is refused with the rest of the row.
            let alt = cells.text(second_number).ok().flatten();
            cells.required("register_number").map(|name| (name, 0, alt))
        }
        FileDataset::CooperativeReports | FileDataset::UmkmReports => {
            let (name, year) = (cells.required("register_number"), cells.required("year"));
            name.zip(year).and_then(|(name, year)| Some((name, cells.year(&year)?, None)))
        }
        FileDataset::Trainings => cells.required("code").map(|name| (name, 0, None)),
        FileDataset::Participants => cells.required("training_code").map(|name| (name, 0, None)),
        FileDataset::Figures => {
            let (name, year) = (cells.dataset(), cells.required("year").and_then(|year| cells.year(&year)));
            let region = cells.region();
            name.zip(year).zip(region).map(|((name, year), region)| (name, year, Some(region)))
        }
    };
    match found {
        Some(key) if cells.refusals.is_empty() => Ok(key),
        _ => Err(cells.refusals),
    }
}
