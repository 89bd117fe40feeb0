//! What a row is read with, whatever it is a row of.

use crate::domain::Violation;
use crate::entry::checker::Checker;
use crate::exchange::dialect::CellError;
use crate::exchange::import::cells::Cells;
use crate::exchange::import::header::Header;
use crate::exchange::import::job::{Job, RegionTable};
use crate::store::import::PlacedRow;

/// One row under the eyes of whoever makes a record of it.
pub struct Reading<'r> {
    /// The register number that it names its unit by.
    pub number: &'r str,
    pub cells: Cells<'r>,
    /// Takes what breaks a rule.
    pub check: Checker,
    pub regions: &'r mut RegionTable,
}

/// The record, or what breaks a rule; and what could not even be read.
type Read<T> = (Vec<(&'static str, CellError)>, Result<T, Vec<Violation>>);

impl<'r> Reading<'r> {
    pub fn new(header: &'r Header, row: &'r PlacedRow, job: &'r mut Job) -> Self {
        let cells = Cells::new(header, &row.payload, job.numbers);
        Self { number: &row.name, cells, check: Checker::default(), regions: &mut job.regions }
    }

    /// What came of it; `record` is `None` only where `check` has something.
    pub fn end<T>(self, record: Option<T>) -> Read<T> {
        (self.cells.faults, self.check.finish(record))
    }
}
