//! A reader with an allowance that its user renews after each piece, so that no single piece of a file can fill the memory.

use std::cell::Cell;
use std::io;
use std::io::Read;
use std::rc::Rc;

/// The largest piece, in bytes: a row of a CSV, a row of a sheet, or an element of another part of a workbook.
pub const PIECE: usize = 1024 * 1024;

/// The bytes that may still be read, shared between the reader and its user.
#[derive(Clone, Debug)]
pub struct Allowance(Rc<Cell<usize>>);

impl Allowance {
    pub fn new() -> Self {
        Self(Rc::new(Cell::new(PIECE)))
    }

    /// Renews the allowance for the next piece.
    pub fn renew(&self) {
        self.0.set(PIECE);
    }

    /// Whether the allowance is used up, which explains an error of the reader.
    pub fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

/// The bounded reader.
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
            return Err(io::Error::other("a piece of the file is too large"));
        };
        let count = self.inner.read(part)?;
        self.allowance.0.set(left - count);
        Ok(count)
    }
}
