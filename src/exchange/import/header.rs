//! The header of a file: which column is at which position.

use crate::domain::{Text, ViolationCode, text};
use crate::entry::members::{Columns, Overlay};
use crate::exchange::columns::{Column, Need};
use crate::exchange::dataset::FileDataset;
use crate::exchange::fault::{Fault, FileCode, FileError};
use crate::exchange::headings::{find, nearest};
use crate::exchange::row::Row;

/// The first of the two columns that a corrected file has in addition. An import ignores both.
pub const STATUS: &str = "_status";
/// See [`STATUS`].
pub const MESSAGE: &str = "_message";

/// The largest number of columns. No file of this service has as many.
const MAX_COLUMNS: usize = 200;

/// A column of the file that sets a member.
#[derive(Clone, Debug)]
pub struct Slot {
    pub column: &'static Column,
    /// The position, from 0.
    pub position: usize,
    /// The heading as written.
    pub heading: String,
}

/// The columns of a file.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// The columns that set members.
    pub slots: Vec<Slot>,
    /// The number of cells in a row.
    pub width: usize,
    /// The positions of the two columns of a corrected file.
    pub notes: Vec<usize>,
    /// Columns without a heading, which must be empty.
    pub blank: Vec<usize>,
}

impl Header {
    /// Reads the header, with all its faults.
    pub fn read(dataset: FileDataset, row: &Row) -> Result<(Self, Vec<Fault>), FileError> {
        let headings: Vec<String> = row.cells().map(|(text, _)| text.to_owned()).collect();
        let width = headings.iter().rposition(|heading| !heading.is_empty()).map_or(0, |last| last + 1);
        if width > MAX_COLUMNS {
            return Err(FileError::too_complex(text!(
                "Berkas ini memiliki {width} kolom; paling banyak {MAX_COLUMNS}.",
                "The file has {width} columns; at most {MAX_COLUMNS} are allowed."
            ))
            .at(row.line));
        }
        let mut header = Self { width, ..Self::default() };
        let mut faults = Vec::new();
        let mut seen: Vec<&'static str> = Vec::new();
        for (position, heading) in headings.into_iter().take(width).enumerate() {
            if heading.is_empty() {
                header.blank.push(position);
                continue;
            }
            if [STATUS, MESSAGE].contains(&heading.as_str()) {
                header.notes.push(position);
                continue;
            }
            let mut refuse = |code: FileCode, detail: Text| {
                faults.push(Fault {
                    line: row.line,
                    column: Some((position + 1, heading.clone())),
                    value: Some(heading.clone()),
                    code: code.into(),
                    detail,
                });
            };
            match find(dataset, &heading) {
                None => {
                    let near = nearest(dataset, &heading);
                    let detail = text!(
                        "Kolom ini tidak dikenal. Yang paling mirip: {near}.",
                        "The column is unknown. The nearest is: {near}."
                    );
                    refuse(FileCode::UnknownColumn, detail);
                }
                Some((_, column)) if seen.contains(&column.name) => {
                    let (id, en) = (column.heading, column.name);
                    let detail = text!("Kolom {id} ada dua kali.", "The column {en} is there twice.");
                    refuse(FileCode::DuplicateColumn, detail);
                }
                Some((_, column)) => {
                    seen.push(column.name);
                    // The id of an export distinguishes two persons of the same name.
                    if column.is_set() || (dataset == FileDataset::Participants && column.name == "id") {
                        header.slots.push(Slot { column, position, heading });
                    }
                }
            }
        }
        for column in dataset.columns().iter().filter(|column| column.need == Need::Key) {
            if !seen.contains(&column.name) {
                let (id, en) = (column.heading, column.name);
                faults.push(Fault {
                    line: row.line,
                    column: None,
                    value: None,
                    code: ViolationCode::Required.into(),
                    detail: text!("Kolom {id} wajib ada.", "The column {en} is required."),
                });
            }
        }
        Ok((header, faults))
    }

    /// The slot of a column.
    pub fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.column.name == name)
    }

    /// The stored record that a row changes.
    pub fn over<'a, D>(&'a self, current: Option<&'a D>) -> Overlay<'a, D> {
        Overlay { current, columns: self }
    }
}

impl Columns for Header {
    fn has(&self, member: &str) -> bool {
        self.slot(member).is_some()
    }
}
