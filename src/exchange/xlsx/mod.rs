//! XLSX files: a reader and a writer, both row by row in bounded memory. What the cells mean is not known here.

pub(crate) mod number;
pub(crate) mod package;
pub(crate) mod parts;
pub(crate) mod places;
pub(crate) mod read;
pub(crate) mod write;
