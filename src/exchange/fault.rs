//! The faults of a file, in words that say how to correct them.

use crate::domain::{Text, ViolationCode, codes};

codes! {
    /// The faults that only a file can have, beside the rules of its records.
    FileCode {
        /// It is neither CSV in UTF-8 nor XLSX, or is damaged.
        UnreadableFile => "unreadable_file",
        /// It unpacks to more than is allowed, or a row or a table of texts in it is too large.
        FileTooComplex => "file_too_complex",
        /// It is empty, or has a header and no row.
        NoRows => "no_rows",
        /// A heading is unknown.
        UnknownColumn => "unknown_column",
        /// A heading is there twice.
        DuplicateColumn => "duplicate_column",
        /// A row has more or fewer cells than the header.
        RaggedRow => "ragged_row",
        /// A number is in the style of the other language.
        NumberStyle => "number_style",
        /// A spreadsheet has rounded a number.
        NumberNotExact => "number_not_exact",
        /// A cell contains a control character.
        ControlCharacter => "control_character",
        /// A cell is a formula, or the error of one.
        Formula => "formula",
        /// The sheet has merged cells. They read as empty; accepting them would erase values.
        MergedCells => "merged_cells",
        /// One file has the same record twice.
        DuplicateRow => "duplicate_row",
        /// Another record has this unique value.
        DuplicateKey => "duplicate_key",
        /// The record is, or would be, outside the region that the key is bound to.
        OutsideRegion => "outside_region",
        /// A region's name is not that of its code.
        RegionMismatch => "region_mismatch",
        /// An amount is 100 times above or below that of the year before.
        UnitSlip => "unit_slip",
    }
}

/// The code of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultCode {
    /// A rule of the records.
    Rule(ViolationCode),
    /// A fault that only a file can have.
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

/// One fault at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// The column from 1, and its heading; `None` for a fault of the whole row.
    pub column: Option<(usize, String)>,
    /// The content of the cell.
    pub value: Option<String>,
    /// The code, for programs.
    pub code: FaultCode,
    /// What is wrong and what would be right.
    pub detail: Text,
}

/// A fault for which the whole file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// The line, where it is known.
    pub line: Option<u64>,
    /// The code, for programs.
    pub code: FileCode,
    /// What is wrong and what would be right.
    pub detail: Text,
}

impl FileError {
    /// A file that cannot be read.
    pub fn unreadable(detail: Text) -> Self {
        Self { line: None, code: FileCode::UnreadableFile, detail }
    }

    /// A file that would take too much memory or time.
    pub fn too_complex(detail: Text) -> Self {
        Self { line: None, code: FileCode::FileTooComplex, detail }
    }

    /// The same error at a line.
    #[must_use]
    pub fn at(self, line: u64) -> Self {
        Self { line: Some(line), ..self }
    }
}

/// A spooled file that cannot be read. The cause goes to the log.
impl From<std::io::Error> for FileError {
    fn from(error: std::io::Error) -> Self {
        log::warn!("a spooled file cannot be read: {error}");
        Self::unreadable(Text::new("Berkas tidak dapat dibaca.", "The file cannot be read."))
    }
}

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail.en)
    }
}
