//! The reading of one row: its cells, and the checks that its values are put to.

use crate::domain::Violation;
use crate::entry::checker::Checker;
use crate::exchange::dialect::CellError;
use crate::exchange::import::cells::Cells;
use crate::exchange::import::header::Header;
use crate::exchange::import::job::{Job, RegionTable};
use crate::store::PlacedRow;

/// One row while it is read.
pub struct Reading<'r> {
    pub header: &'r Header,
    pub cells: Cells<'r>,
    pub check: Checker,
    pub regions: &'r RegionTable,
}

/// The cells that could not be read; and the data, or the violations.
pub type Outcome<T> = (Vec<(&'static str, CellError)>, Result<T, Vec<Violation>>);

impl<'r> Reading<'r> {
    pub fn new(header: &'r Header, row: &'r PlacedRow, job: &'r Job) -> Self {
        let cells = Cells::new(header, &row.payload, job.numbers);
        Self { header, cells, check: Checker::default(), regions: &job.regions }
    }

    /// The outcome. `data` is `None` only where the check has a violation.
    pub fn finish<T>(self, data: Option<T>) -> Outcome<T> {
        (self.cells.faults, self.check.finish(data))
    }
}
