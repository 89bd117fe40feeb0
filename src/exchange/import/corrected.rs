//! The file as it was sent, with what is wrong beside each row: to be mended and sent again as it is.

use std::fs::File;
use std::io::{BufWriter, Write};

use super::header::{MESSAGE, STATUS};
use super::job::Job;
use super::report::ImportReport;
use crate::domain::{Language, Text};
use crate::exchange::csv_in::io_error;
use crate::exchange::dialect::Numbers;
use crate::exchange::fault::FileError;
use crate::exchange::row::{Kind, Row};
use crate::exchange::source::{Form, Rows};

/// Writes it to a temporary file: CSV in the form that it came in, or in that of the numbers where it was a spreadsheet.
pub(super) fn write(
    file: &File,
    form: Form,
    job: &Job,
    report: &ImportReport,
    language: Language,
) -> Result<File, FileError> {
    let (delimiter, has_bom) = match form {
        Form::Csv(form) => (form.delimiter, form.has_bom),
        Form::Xlsx => (job.numbers.delimiter(), true),
    };
    let mut out = BufWriter::new(tempfile::tempfile().map_err(io_error)?);
    if has_bom {
        out.write_all(b"\xef\xbb\xbf").map_err(io_error)?;
    }
    let mut out = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    let csv_error = |error: csv::Error| io_error(std::io::Error::other(error));
    let mut rows = Rows::new(file, form)?;
    let mut row = Row::default();
    let (mut is_header, mut is_first, mut header_line) = (true, true, 0);
    while rows.next(&mut row)? {
        let kept = (0..job.header.width.max(row.len())).filter(|index| !job.header.notes.contains(index));
        for index in kept {
            let (text, kind) = row.cell(index);
            let is_number = matches!(kind, Kind::Number) && job.numbers == Numbers::Indonesian;
            let text = if is_number { job.numbers.write(text) } else { text.into() };
            out.write_field(text.as_bytes()).map_err(csv_error)?;
        }
        let (status, message) = if is_header {
            header_line = row.line;
            (STATUS.to_owned(), MESSAGE.to_owned())
        } else if std::mem::take(&mut is_first) && job.faults.has(header_line) {
            // What is wrong with the headings stands beside the first row: there is no room at its own place.
            note(job, report, header_line, language)
        } else {
            note(job, report, row.line, language)
        };
        is_header = false;
        out.write_record([status, message]).map_err(csv_error)?;
    }
    out.into_inner()
        .map_err(|error| io_error(error.into_error()))?
        .into_inner()
        .map_err(|error| io_error(error.into_error()))
}

fn note(job: &Job, report: &ImportReport, line: u64, language: Language) -> (String, String) {
    let say = |heading: &str, detail: &Text| match heading {
        "" => detail.in_language(language).to_owned(),
        heading => format!("{heading}: {}", detail.in_language(language)),
    };
    if job.faults.has(line) {
        let notes = job.faults.note(line).iter().map(|(heading, detail)| say(heading, detail));
        return ("error".to_owned(), notes.collect::<Vec<_>>().join("; "));
    }
    let doubts = report.slips.iter().map(|slip| &slip.fault).filter(|fault| fault.line == line);
    let doubts: Vec<String> =
        doubts.map(|fault| say(fault.column.as_ref().map_or("", |(_, heading)| heading), &fault.detail)).collect();
    let status = if doubts.is_empty() { "ok" } else { "warning" };
    (status.to_owned(), doubts.join("; "))
}
