//! The first row: which column stands where.

use crate::domain::{Text, ViolationCode};
use crate::exchange::columns::{Column, Need};
use crate::exchange::dataset::FileDataset;
use crate::exchange::fault::{Fault, FileCode, FileError};
use crate::exchange::headings::{find, nearest};
use crate::exchange::row::Row;

/// The two columns of a corrected file: sent again they are ignored.
pub const STATUS: &str = "_status";
/// See [`STATUS`].
pub const MESSAGE: &str = "_message";

/// More columns than any file of ours has; a file with so many is another.
const MOST_COLUMNS: usize = 200;

/// A column that the file has and a row sets.
#[derive(Clone, Debug)]
pub struct Slot {
    pub column: &'static Column,
    /// Where it stands, from 0.
    pub position: usize,
    /// Its heading as written.
    pub heading: String,
}

/// The columns of a file.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// Those that a row sets.
    pub slots: Vec<Slot>,
    /// How many cells a row has.
    pub width: usize,
    /// Where the columns of a corrected file stand, if it is one.
    pub notes: Vec<usize>,
    /// Columns without a heading, which must be empty.
    pub blank: Vec<usize>,
}

impl Header {
    /// Reads it; all that is wrong with it comes at once.
    pub fn read(dataset: FileDataset, row: &Row) -> Result<(Self, Vec<Fault>), FileError> {
        let headings: Vec<String> = row.cells().map(|(text, _)| text.to_owned()).collect();
        let width = headings.iter().rposition(|heading| !heading.is_empty()).map_or(0, |last| last + 1);
        if width > MOST_COLUMNS {
            return Err(FileError::too_complex(
                format!("ada {width} kolom; paling banyak {MOST_COLUMNS}"),
                format!("there are {width} columns; at most {MOST_COLUMNS} are taken"),
            )
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
                    refuse(
                        FileCode::UnknownColumn,
                        Text::new(
                            format!("kolom ini tidak dikenal; yang paling mirip: {near}"),
                            format!("there is no such column; the nearest is: {near}"),
                        ),
                    );
                }
                Some((_, column)) if seen.contains(&column.name) => refuse(
                    FileCode::DuplicateColumn,
                    Text::new(
                        format!("kolom {} ada dua kali", column.heading),
                        format!("the column {} stands twice", column.name),
                    ),
                ),
                Some((_, column)) => {
                    seen.push(column.name);
                    // An export's id tells two persons of one name apart.
                    if column.is_set() || (dataset == FileDataset::Participants && column.name == "id") {
                        header.slots.push(Slot { column, position, heading });
                    }
                }
            }
        }
        for column in dataset.columns().iter().filter(|column| column.need == Need::Key) {
            if !seen.contains(&column.name) {
                faults.push(Fault {
                    line: row.line,
                    column: None,
                    value: None,
                    code: ViolationCode::Required.into(),
                    detail: Text::new(
                        format!("kolom {} harus ada", column.heading),
                        format!("the column {} must be there", column.name),
                    ),
                });
            }
        }
        Ok((header, faults))
    }

    /// The slot of a column.
    pub fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.column.name == name)
    }

    /// Whether the file has a column.
    pub fn has(&self, name: &str) -> bool {
        self.slot(name).is_some()
    }
}
