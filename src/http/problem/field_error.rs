//! One error of a request and its place.

use crate::domain::{Text, Violation};
use crate::http::problem::kinds::ErrorCode;

/// One error at one place of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The place of the error.
    pub place: Place,
    /// The code, for programs.
    pub code: ErrorCode,
    /// The text, for people.
    pub detail: Text,
}

/// A place in the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The error concerns no single place.
    Nowhere,
    /// A JSON pointer into the body; empty for the document as a whole.
    Pointer(String),
    /// A query or path parameter, or a header, by its name.
    Parameter(String),
    /// A position in a body that is not JSON.
    Position {
        /// From 1.
        line: usize,
        /// In bytes, from 1; 0 before the first byte of the line.
        column: usize,
    },
    /// A cell of a file, or a row of it.
    Cell {
        /// From 1.
        line: u64,
        /// From 1; `None` for the row as a whole.
        column: Option<usize>,
        /// The column's heading.
        heading: Option<String>,
        /// The cell's content.
        value: Option<String>,
    },
}

impl Place {
    /// The place of a pointer, if there is one.
    pub fn at_pointer(pointer: Option<&str>) -> Self {
        pointer.map_or(Self::Nowhere, |pointer| Self::Pointer(pointer.to_owned()))
    }
}

impl FieldError {
    /// An error at a JSON pointer.
    pub fn at(pointer: impl Into<String>, code: impl Into<ErrorCode>, detail: Text) -> Self {
        Self { place: Place::Pointer(pointer.into()), code: code.into(), detail }
    }

    /// An error in a parameter or header.
    pub fn in_parameter(name: impl Into<String>, code: impl Into<ErrorCode>, detail: Text) -> Self {
        Self { place: Place::Parameter(name.into()), code: code.into(), detail }
    }
}

impl From<Violation> for FieldError {
    fn from(violation: Violation) -> Self {
        let pointer = if violation.member.is_empty() { String::new() } else { format!("/{}", violation.member) };
        Self::at(pointer, violation.code, violation.detail)
    }
}
