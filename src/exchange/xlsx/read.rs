//! The reading of XLSX, row by row in bounded memory. It is our own because the crates for it give numbers as `f64`, have no bounds,
//! and separate a formula from its value; this reader takes a number in decimal, as the text of its cell.

use std::fs::File;

use quick_xml::events::Event;

use crate::domain::Text;
use crate::exchange::bounded::PIECE;
use crate::exchange::fault::FileError;
use crate::exchange::row::{Kind, Row};
use crate::exchange::xlsx::number;
use crate::exchange::xlsx::number::Read;
use crate::exchange::xlsx::package::{MAX_UNPACKED, Package, Part, damaged};
use crate::exchange::xlsx::parts::{
    SharedTexts, attribute, date_formats, next, next_within, resolve, too_large, workbook,
};
use crate::exchange::xlsx::places::{MAX_COLUMNS, MAX_ROWS, column_of};

/// The number of columns that are read. No file of this service has more.
const READ_COLUMNS: usize = 300;

/// The rows of the first sheet.
pub struct XlsxRows {
    part: Part,
    buffer: Vec<u8>,
    texts: SharedTexts,
    date_formats: Vec<bool>,
    is_1904: bool,
    line: u64,
    /// The number of bytes in the cells of all rows so far.
    taken: u64,
    merged: u64,
    first_merged: Option<String>,
}

/// A cell while it is read.
#[derive(Default)]
struct Found {
    column: usize,
    kind: String,
    format: usize,
    text: String,
    is_formula: bool,
}

impl XlsxRows {
    /// Opens the archive and reads the parts beside the sheet.
    ///
    /// # Errors
    /// A file that is not a workbook, or would unpack to too much.
    pub fn new(file: File) -> Result<Self, FileError> {
        let mut package = Package::open(file)?;
        let workbook = workbook(&mut package)?;
        let date_formats = date_formats(&mut package)?;
        let texts = SharedTexts::read(&mut package)?;
        let part = package.part(&workbook.sheet)?;
        Ok(Self {
            part,
            buffer: Vec::new(),
            texts,
            date_formats,
            is_1904: workbook.is_1904,
            line: 0,
            taken: 0,
            merged: 0,
            first_merged: None,
        })
    }

    /// The line and place of the first merged cells, and their number. Known after the last row.
    pub fn merged(&self) -> Option<(u64, String, u64)> {
        let place = self.first_merged.clone()?;
        let digits: String =
            place.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        Some((digits.parse().unwrap_or(1), place, self.merged))
    }

    /// Reads the next row; false at the end.
    ///
    /// # Errors
    /// A damaged file.
    pub fn next(&mut self, row: &mut Row) -> Result<bool, FileError> {
        let mut is_in_row = false;
        loop {
            let event = if is_in_row {
                next_within(&mut self.part, &mut self.buffer).map_err(|error| error.at(self.line))?
            } else {
                next(&mut self.part, &mut self.buffer)?
            };
            match event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "row" => {
                        let line = attribute(&element, "r").and_then(|line| line.parse().ok());
                        let line = line.unwrap_or(self.line + 1);
                        if line <= self.line || line > MAX_ROWS {
                            return Err(damaged().at(line));
                        }
                        self.line = line;
                        row.start(line);
                        row.may_be_short = true;
                        is_in_row = true;
                    }
                    "c" if is_in_row => {
                        let found = Found {
                            column: attribute(&element, "r").and_then(|r| column_of(&r)).unwrap_or(row.len()),
                            kind: attribute(&element, "t").unwrap_or_default(),
                            format: attribute(&element, "s").and_then(|s| s.parse().ok()).unwrap_or(usize::MAX),
                            ..Found::default()
                        };
                        let found = self.read_cell(found)?;
                        self.put(row, &found)?;
                    }
                    "mergeCell" => {
                        self.merged += 1;
                        let place = attribute(&element, "ref").unwrap_or_default();
                        self.first_merged.get_or_insert(place);
                    }
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "row" && is_in_row => {
                    return self.count(row.bytes()).map(|()| true);
                }
                Event::Eof => return Ok(false),
                _ => {}
            }
        }
    }

    /// Counts the bytes of a row's cells. The size of the file does not bound them: many cells may refer to one shared text.
    fn count(&mut self, bytes: usize) -> Result<(), FileError> {
        self.taken = self.taken.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        if self.taken <= MAX_UNPACKED {
            return Ok(());
        }
        let error = FileError::too_complex(Text::new(
            "Sel-sel berkas XLSX ini bersama-sama lebih dari 1 GiB. Bagi menjadi beberapa berkas.",
            "The cells of the XLSX have more than 1 GiB together. Split the file.",
        ));
        Err(error.at(self.line))
    }

    fn read_cell(&mut self, mut found: Found) -> Result<Found, FileError> {
        let (mut is_text, mut is_phonetic) = (false, false);
        loop {
            let event = next_within(&mut self.part, &mut self.buffer).map_err(|error| error.at(self.line))?;
            match event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "v" | "t" => is_text = !is_phonetic,
                    "f" => found.is_formula = true,
                    "rPh" => is_phonetic = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "c" => return Ok(found),
                    "v" | "t" => is_text = false,
                    "rPh" => is_phonetic = false,
                    _ => {}
                },
                Event::Text(text) if is_text => found.text.push_str(&text.xml10_content()),
                Event::CData(text) if is_text => found.text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) if is_text => found.text.push(resolve(&reference)?),
                Event::Eof => return Err(damaged().at(self.line)),
                _ => {}
            }
        }
    }

    fn put(&self, row: &mut Row, found: &Found) -> Result<(), FileError> {
        if found.column >= MAX_COLUMNS || found.column < row.len() {
            return Err(damaged().at(row.line));
        }
        if found.column >= READ_COLUMNS {
            return Ok(());
        }
        while row.len() < found.column {
            row.push("", Kind::Text);
        }
        if found.is_formula {
            row.push(if found.text.is_empty() { "=" } else { &found.text }, Kind::Formula);
            return Ok(());
        }
        let text = found.text.as_str();
        match found.kind.as_str() {
            "s" => {
                let shared = text.trim().parse().ok().and_then(|index| self.texts.get(index));
                let shared = shared.ok_or_else(|| damaged().at(row.line))?;
                // The allowance bounds the bytes of the sheet itself, not those of shared texts.
                if row.bytes() + shared.len() > PIECE {
                    return Err(too_large().at(row.line));
                }
                row.push(shared, Kind::Text);
            }
            "inlineStr" | "str" => row.push(text, Kind::Text),
            "b" => row.push(if text.trim() == "1" { "true" } else { "false" }, Kind::Flag),
            "e" => row.push(text, Kind::Error),
            // ISO 8601; few programs write it.
            "d" => row.push(text.split('T').next().unwrap_or_default(), Kind::Date),
            _ if text.trim().is_empty() => row.push("", Kind::Text),
            _ => match number::read(text.trim()) {
                Read::Exact(number) if self.date_formats.get(found.format).is_some_and(|is_date| *is_date) => {
                    match number::day(&number, self.is_1904) {
                        Some(day) => row.push(&day.to_string(), Kind::Date),
                        None => row.push(&number, Kind::Number),
                    }
                }
                Read::Exact(number) => row.push(&number, Kind::Number),
                Read::Inexact(number) => row.push(&number, Kind::Inexact),
                Read::NoNumber => return Err(damaged().at(row.line)),
            },
        }
        Ok(())
    }
}
