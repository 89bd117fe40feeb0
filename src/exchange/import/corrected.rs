//! The corrected file: the file as it was sent, with the faults beside each row, to be corrected and sent again.
//!
//! A CSV has only texts. A cell of a spreadsheet that was refused for its kind (a formula, a rounded number) would become a text
//! that is accepted. The cell is therefore marked, and refused until somebody has written the right value.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};

use crate::domain::{Language, Text};
use crate::exchange::columns::Content;
use crate::exchange::dataset::FileDataset;
use crate::exchange::dialect::Numbers;
use crate::exchange::fault::FileError;
use crate::exchange::headings::{find, nearest};
use crate::exchange::import::cells::{Held, value};
use crate::exchange::import::header::{MESSAGE, STATUS};
use crate::exchange::import::job::Job;
use crate::exchange::import::report::ImportReport;
use crate::exchange::row::{Kind, Row};
use crate::exchange::source::{Form, Rows};

/// The mark before a value that must be refused again. No column accepts it, and no spreadsheet can compute it.
const REFUSED: &str = "=? ";

/// Writes the corrected file to a temporary file: a CSV in the form of the sent one, or in the style of numbers where that was a
/// spreadsheet.
pub fn write(file: &File, form: Form, job: &Job, report: &ImportReport, language: Language) -> Result<File, FileError> {
    let (delimiter, has_bom) = match form {
        Form::Csv(form) => (form.delimiter, form.has_bom),
        Form::Xlsx => (job.numbers.delimiter(), true),
    };
    let mut out = BufWriter::new(tempfile::tempfile()?);
    if has_bom {
        out.write_all(b"\xef\xbb\xbf")?;
    }
    let mut out = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    let csv_error = |error: csv::Error| std::io::Error::other(error);
    let mut rows = Rows::new(file, form)?;
    let mut row = Row::default();
    let (mut is_header, mut is_first, mut header_line) = (true, true, 0);
    let mut uses = Vec::new();
    while rows.next(&mut row)? {
        if is_header {
            uses = uses_of(report.dataset, job, &row);
        }
        let indices = (0..job.header.width.max(row.len())).filter(|index| !job.header.notes.contains(index));
        // In a row with too few cells it is not known which are missing. An empty cell in their place would set a member to null.
        let given = if row.may_be_short || is_header { usize::MAX } else { row.len() };
        for index in indices {
            if index >= given {
                out.write_field(REFUSED.trim_end()).map_err(csv_error)?;
                continue;
            }
            let (text, kind) = row.cell(index);
            let use_of = uses.get(index).copied().filter(|_| !is_header).unwrap_or(Use::Ignored);
            let text = as_text(text, kind, use_of, job.numbers);
            out.write_field(text.as_bytes()).map_err(csv_error)?;
        }
        let (status, message) = if is_header {
            header_line = row.line;
            (STATUS.to_owned(), MESSAGE.to_owned())
        } else if std::mem::take(&mut is_first) && job.faults.has(header_line) {
            // The faults of the headings are beside the first row, since the header has the headings of these columns.
            note(job, report, header_line, language)
        } else {
            note(job, report, row.line, language)
        };
        is_header = false;
        out.write_record([status, message]).map_err(csv_error)?;
    }
    let out = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(out.into_inner().map_err(std::io::IntoInnerError::into_error)?)
}

/// The use of a column's cells by the import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// They are ignored.
    Ignored,
    /// They are read as this content.
    Read(Content),
}

/// The use of each column, by its position.
fn uses_of(dataset: FileDataset, job: &Job, header: &Row) -> Vec<Use> {
    let use_of = |(index, heading): (usize, &str)| {
        let is_read = job.header.slots.iter().any(|slot| slot.position == index);
        // An unknown heading will most likely be corrected to the nearest.
        let column = find(dataset, heading).or_else(|| find(dataset, nearest(dataset, heading)));
        match column.map(|(_, column)| column.content) {
            Some(Content::ReadOnly) if !is_read => Use::Ignored,
            // The name is only compared with the code beside it.
            Some(Content::RegionName) => Use::Ignored,
            content => Use::Read(content.unwrap_or(Content::Text)),
        }
    };
    header.cells().map(|(heading, _)| heading).enumerate().map(use_of).collect()
}

/// A cell as a text that the import reads as the same value, or refuses too.
fn as_text(text: &str, kind: Kind, use_of: Use, numbers: Numbers) -> Cow<'_, str> {
    let Use::Read(content) = use_of else { return Cow::Borrowed(text) };
    let is_numeric = matches!(content, Content::Money | Content::Score | Content::Count | Content::Year | Content::Id);
    let written = if kind == Kind::Number && (is_numeric || content == Content::ReadOnly) {
        numbers.write(text)
    } else {
        Cow::Borrowed(text)
    };
    let was_refused = !text.is_empty() && value(text, Held::of(text, kind), content, numbers).is_err();
    if was_refused && value(&written, Held::of(&written, Kind::Text), content, numbers).is_ok() {
        return Cow::Owned(format!("{REFUSED}{written}"));
    }
    written
}

fn note(job: &Job, report: &ImportReport, line: u64, language: Language) -> (String, String) {
    let say = |heading: &str, detail: &Text| match heading {
        "" => detail.in_language(language).to_owned(),
        heading => format!("{heading}: {}", detail.in_language(language)),
    };
    if job.faults.has(line) {
        let notes = job.faults.note(line).iter().map(|(heading, detail)| say(heading, detail));
        return ("error".to_owned(), notes.collect::<Vec<_>>().join(" "));
    }
    let doubts = report.slips.iter().map(|slip| &slip.fault).filter(|fault| fault.line == line);
    let doubts: Vec<String> =
        doubts.map(|fault| say(fault.column.as_ref().map_or("", |(_, heading)| heading), &fault.detail)).collect();
    let status = if doubts.is_empty() { "ok" } else { "warning" };
    (status.to_owned(), doubts.join("; "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exchange::dialect;
    use crate::exchange::import::cells::usable;

    /// The value that the import reads from a cell; `None` where it refuses it.
    fn read(text: &str, kind: Kind, content: Content, numbers: Numbers) -> Option<String> {
        let of_number = if kind == Kind::Number { Numbers::Plain } else { numbers };
        match content {
            Content::Count | Content::Year | Content::Id | Content::ReadOnly => usable(Held::of(text, kind))
                .and_then(|()| dialect::integer(text, of_number))
                .ok()
                .map(|number| number.to_string()),
            Content::Flag => {
                usable(Held::of(text, kind)).ok().and_then(|()| dialect::flag(text)).map(|flag| flag.to_string())
            }
            Content::Date => value(text, Held::of(text, kind), content, numbers)
                .ok()
                .filter(|day| chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok())
                .map(Cow::into_owned),
            _ => value(text, Held::of(text, kind), content, numbers).ok().map(Cow::into_owned),
        }
    }

    const CONTENTS: [Content; 12] = [
        Content::Text,
        Content::Digits(13),
        Content::Digits(16),
        Content::Region,
        Content::Money,
        Content::Score,
        Content::Count,
        Content::Year,
        Content::Id,
        Content::Date,
        Content::Flag,
        Content::ReadOnly,
    ];

    proptest! {
        #[test]
        fn a_corrected_cell_has_the_same_value_or_is_refused(
            number in "-?(0|[1-9][0-9]{0,3}|[1-9][0-9]{11,15})(\\.[0-9]{0,2}[1-9])?",
            any in "[=+@' a-z0-9.,/-]{1,12}",
        ) {
            let day = "2024-12-31";
            let cells = [
                (&*number, Kind::Number), (&*number, Kind::Inexact), (&*number, Kind::Formula), (&*any, Kind::Formula),
                (&*any, Kind::Text), (&*any, Kind::Error), (day, Kind::Date), (day, Kind::Formula), ("true", Kind::Flag),
                ("true", Kind::Formula), ("=", Kind::Formula), ("#REF!", Kind::Error),
            ];
            for (text, kind) in cells.map(|(text, kind)| (text.trim(), kind)).into_iter().filter(|(text, _)| !text.is_empty()) {
                for content in CONTENTS {
                    for numbers in [Numbers::Plain, Numbers::Indonesian] {
                        let before = read(text, kind, content, numbers);
                        let back = as_text(text, kind, Use::Read(content), numbers);
                        let after = read(&back, Kind::Text, content, numbers);
                        prop_assert!(after.is_none() || after == before, "{text} {kind:?} {content:?}: {back} is {after:?}, was {before:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_correct_cell_is_accepted_again() {
        let back = |text, kind, content| as_text(text, kind, Use::Read(content), Numbers::Indonesian).into_owned();
        assert_eq!(back("1250000.5", Kind::Number, Content::Money), "1250000,5");
        assert_eq!(back("15.71", Kind::Number, Content::Region), "15.71");
        assert_eq!(back("2024", Kind::Number, Content::Year), "2024");
        assert_eq!(back("12345.5", Kind::Number, Content::Text), "12345.5");
        assert_eq!(back("1571012345678900", Kind::Number, Content::Digits(16)), "=? 1571012345678900");
        assert_eq!(back("2", Kind::Formula, Content::Text), "=? 2");
        assert_eq!(back("=? 2", Kind::Text, Content::Text), "=? 2");
    }
}
