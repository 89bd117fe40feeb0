//! A reader that gives out no more than is allowed before it is told that all is well: what is read piece by piece can then
//! not be made to hold one piece without end.

use std::cell::Cell;
use std::io;
use std::io::Read;
use std::rc::Rc;

/// How many bytes one row of a CSV, one row of a spreadsheet's sheet, or one element of its other parts may take.
pub const PIECE: usize = 1024 * 1024;

/// What is left of the allowance; shared with whoever renews it.
#[derive(Clone, Debug)]
pub struct Allowance(Rc<Cell<usize>>);

impl Allowance {
    pub fn new() -> Self {
        Self(Rc::new(Cell::new(PIECE)))
    }

    /// A piece is done; the next may begin.
    pub fn renew(&self) {
        self.0.set(PIECE);
    }

    /// Whether it is used up: then that is what an error is about.
    pub fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

/// The reader.
#[derive(Debug)]
pub struct Bounded<R> {
    inner: R,
    allowance: Allowance,
}

impl<R: Read> Bounded<R> {
    pub fn new(inner: R, allowance: Allowance) -> Self {
        Self { inner, allowance }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.allowance.0.get();
        let most = buffer.len().min(left);
        let Some(part) = buffer.get_mut(..most).filter(|part| !part.is_empty()) else {
            return Err(io::Error::other("one piece of the file is too large"));
        };
        let count = self.inner.read(part)?;
        self.allowance.0.set(left - count);
        Ok(count)
    }
}
