//! What is wrong with a file, said so that whoever made it can mend it.

use crate::domain::{Text, ViolationCode};

/// What only a file can have wrong, beside the rules of its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileCode {
    /// It is no CSV in UTF-8 and no XLSX, or is damaged.
    UnreadableFile,
    /// It unpacks to more than is allowed, or a row or a table of texts in it is too large.
    FileTooComplex,
    /// It is empty, or has a header and no row.
    NoRows,
    /// A heading that is not known.
    UnknownColumn,
    /// A heading that stands twice.
    DuplicateColumn,
    /// A row with more or fewer cells than the header.
    RaggedRow,
    /// A number in the style of the other language.
    NumberStyle,
    /// A number that a spreadsheet has rounded.
    NumberNotExact,
    /// A control character in a cell.
    ControlCharacter,
    /// A formula, or what a failed one left behind.
    Formula,
    /// Cells that are joined into one.
    MergedCells,
    /// The same record twice in one file.
    DuplicateRow,
    /// Another record has this unique value.
    DuplicateKey,
    /// The record stands, or would stand, outside the region that the key is bound to.
    OutsideRegion,
    /// A region's name that is not that of its code.
    RegionMismatch,
    /// An amount 100 times above or below the year before.
    UnitSlip,
}

impl FileCode {
    /// The code as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnreadableFile => "unreadable_file",
            Self::FileTooComplex => "file_too_complex",
            Self::NoRows => "no_rows",
            Self::UnknownColumn => "unknown_column",
            Self::DuplicateColumn => "duplicate_column",
            Self::RaggedRow => "ragged_row",
            Self::NumberStyle => "number_style",
            Self::NumberNotExact => "number_not_exact",
            Self::ControlCharacter => "control_character",
            Self::Formula => "formula",
            Self::MergedCells => "merged_cells",
            Self::DuplicateRow => "duplicate_row",
            Self::DuplicateKey => "duplicate_key",
            Self::OutsideRegion => "outside_region",
            Self::RegionMismatch => "region_mismatch",
            Self::UnitSlip => "unit_slip",
        }
    }
}

/// The code of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultCode {
    /// A rule of the records.
    Rule(ViolationCode),
    /// Of the file.
    File(FileCode),
}

impl FaultCode {
    /// The code as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rule(code) => code.as_str(),
            Self::File(code) => code.as_str(),
        }
    }
}

impl From<ViolationCode> for FaultCode {
    fn from(code: ViolationCode) -> Self {
        Self::Rule(code)
    }
}

impl From<FileCode> for FaultCode {
    fn from(code: FileCode) -> Self {
        Self::File(code)
    }
}

/// One thing wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// The column from 1, and its heading; `None` where the row as a whole is meant.
    pub column: Option<(usize, String)>,
    /// What stands there.
    pub value: Option<String>,
    /// What is wrong.
    pub code: FaultCode,
    /// What is wrong and what would be right.
    pub detail: Text,
}

/// Why a file is refused as a whole, at its first such place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// The line, where one is known.
    pub line: Option<u64>,
    /// What is wrong.
    pub code: FileCode,
    /// What is wrong and what would be right.
    pub detail: Text,
}

impl FileError {
    /// A file that can't be read.
    pub fn unreadable(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { line: None, code: FileCode::UnreadableFile, detail: Text::new(id, en) }
    }

    /// A file that asks for too much.
    pub fn too_complex(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { line: None, code: FileCode::FileTooComplex, detail: Text::new(id, en) }
    }

    /// The same with its line.
    #[must_use]
    pub fn at(self, line: u64) -> Self {
        Self { line: Some(line), ..self }
    }
}

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail.en)
    }
}
