//! A file that was spooled, and its rows.

use std::fs::File;
use std::io;
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::domain::hexadecimal::hexadecimal;
use crate::exchange::csv_in::{CsvForm, CsvRows, begins_with, io_error};
use crate::exchange::dialect::Numbers;
use crate::exchange::fault::FileError;
use crate::exchange::row::Row;
use crate::exchange::xlsx::XlsxRows;

/// Takes a file in, piece by piece, into a temporary file without a name: when it is dropped nothing of it is left.
#[derive(Debug)]
pub struct Spool {
    file: File,
    digest: Sha256,
    bytes: u64,
}

impl Spool {
    /// An empty one.
    ///
    /// # Errors
    /// When no temporary file can be made.
    pub fn new() -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, digest: Sha256::new(), bytes: 0 })
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn push(&mut self, piece: &[u8]) -> io::Result<()> {
        self.file.write_all(piece)?;
        self.digest.update(piece);
        self.bytes += u64::try_from(piece.len()).unwrap_or_default();
        Ok(())
    }

    /// How much came so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The whole of it, to be read.
    pub fn finish(self) -> Source {
        let digest = hexadecimal(&self.digest.finalize());
        Source { file: Mutex::new(self.file), bytes: self.bytes, digest }
    }
}

/// A whole file. It may be read more than once, one reader at a time.
#[derive(Debug)]
pub struct Source {
    file: Mutex<File>,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 in hex.
    pub digest: String,
}

impl Source {
    /// A file on the disk, read once for its digest.
    ///
    /// # Errors
    /// Those of reading.
    pub fn open(path: &std::path::Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let (mut digest, mut bytes) = (Sha256::new(), 0);
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let count = file.read(&mut buffer)?;
            let Some(piece) = buffer.get(..count).filter(|piece| !piece.is_empty()) else { break };
            digest.update(piece);
            bytes += u64::try_from(count).unwrap_or_default();
        }
        let digest = hexadecimal(&digest.finalize());
        Ok(Self { file: Mutex::new(file), bytes, digest })
    }

    /// The file, for one reader.
    pub fn file(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// CSV, so written.
    Csv(CsvForm),
    /// XLSX.
    Xlsx,
}

impl Form {
    /// Looks at the beginning of a file.
    ///
    /// # Errors
    /// What is neither.
    pub fn of(file: &mut File) -> Result<Self, FileError> {
        if begins_with(file, b"PK\x03\x04")? { Ok(Self::Xlsx) } else { CsvForm::of(file).map(Self::Csv) }
    }

    /// The style of numbers that goes with it.
    pub fn numbers(self) -> Numbers {
        match self {
            Self::Csv(form) => form.numbers(),
            Self::Xlsx => Numbers::Plain,
        }
    }
}

/// The rows of a file.
pub enum Rows<'f> {
    Csv(Box<CsvRows<'f>>),
    Xlsx(Box<XlsxRows>),
}

impl<'f> Rows<'f> {
    pub fn new(file: &'f File, form: Form) -> Result<Self, FileError> {
        match form {
            Form::Csv(form) => Ok(Self::Csv(Box::new(CsvRows::new(file, form)?))),
            Form::Xlsx => {
                let mut file = file.try_clone().map_err(io_error)?;
                file.seek(SeekFrom::Start(0)).map_err(io_error)?;
                Ok(Self::Xlsx(Box::new(XlsxRows::new(file)?)))
            }
        }
    }

    /// The next row that holds anything; false at the end.
    pub fn next(&mut self, row: &mut Row) -> Result<bool, FileError> {
        loop {
            let found = match self {
                Self::Csv(rows) => rows.next(row),
                Self::Xlsx(rows) => rows.next(row),
            }?;
            if !found || !row.is_empty() {
                return Ok(found);
            }
        }
    }

    /// Joined cells, as far as the rows were read: where the first stand, and how many there are.
    pub fn merged(&self) -> Option<(u64, String, u64)> {
        match self {
            Self::Csv(_) => None,
            Self::Xlsx(rows) => rows.merged(),
        }
    }
}
