//! Problems of imported files: faults at cells, and files that cannot be read at all.

use crate::api::documents::imports::ImportView;
use crate::domain::Text;
use crate::exchange::{Fault, FaultCode, FileCode, FileError};
use crate::http::{ErrorCode, FieldError, Place, Problem, ProblemKind};

/// The member of a problem's body that holds the report of the refused file.
const IMPORT: &str = "import";

/// 422: a file whose rows break rules, or whose amounts need confirmation, with the report of what it would have changed.
pub fn refused_file(faults: Vec<Fault>, detail: Text, report: &ImportView) -> Problem {
    Problem::new(ProblemKind::Invalid, detail)
        .with_errors(faults.into_iter().map(FieldError::from).collect())
        .with_extension(IMPORT, report)
}

/// 400, or 422 where the file has no rows: a file that cannot be read as a whole.
pub fn unreadable_file(error: FileError) -> Problem {
    let kind = if error.code == FileCode::NoRows { ProblemKind::Invalid } else { ProblemKind::Malformed };
    let place = match error.line {
        Some(line) => Place::Cell { line, column: None, heading: None, value: None },
        None => Place::Nowhere,
    };
    Problem::at(kind, place, error.code, error.detail)
}

impl From<Fault> for FieldError {
    fn from(fault: Fault) -> Self {
        let (column, heading) = fault.column.unzip();
        let place = Place::Cell { line: fault.line, column, heading, value: fault.value };
        Self { place, code: fault.code.into(), detail: fault.detail }
    }
}

impl From<FaultCode> for ErrorCode {
    fn from(code: FaultCode) -> Self {
        match code {
            FaultCode::Rule(code) => code.into(),
            FaultCode::File(code) => code.into(),
        }
    }
}

impl From<FileCode> for ErrorCode {
    fn from(code: FileCode) -> Self {
        match code {
            FileCode::UnreadableFile => Self::UnreadableFile,
            FileCode::FileTooComplex => Self::FileTooComplex,
            FileCode::NoRows => Self::NoRows,
            FileCode::UnknownColumn => Self::UnknownColumn,
            FileCode::DuplicateColumn => Self::DuplicateColumn,
            FileCode::RaggedRow => Self::RaggedRow,
            FileCode::NumberStyle => Self::NumberStyle,
            FileCode::NumberNotExact => Self::NumberNotExact,
            FileCode::ControlCharacter => Self::ControlCharacter,
            FileCode::Formula => Self::Formula,
            FileCode::MergedCells => Self::MergedCells,
            FileCode::DuplicateRow => Self::DuplicateRow,
            FileCode::DuplicateKey => Self::DuplicateKey,
            FileCode::OutsideRegion => Self::OutsideRegion,
            FileCode::RegionMismatch => Self::RegionMismatch,
            FileCode::UnitSlip => Self::UnitSlip,
        }
    }
}
