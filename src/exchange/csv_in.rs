//! CSV, row by row.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use csv::{ByteRecord, ReaderBuilder};

use crate::domain::Text;
use crate::exchange::bounded::{Allowance, Bounded};
use crate::exchange::dialect::Numbers;
use crate::exchange::fault::{FileCode, FileError};
use crate::exchange::lines::{Counting, Lines};
use crate::exchange::row::{Kind, Row};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// How much of the file is looked at to find its delimiter.
const HEAD: usize = 64 * 1024;

/// How a CSV file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvForm {
    /// Between cells.
    pub delimiter: u8,
    /// It begins with a byte order mark.
    pub has_bom: bool,
    /// How many bytes stand before the header: the mark, and a line `sep=;`.
    skipped: u64,
    /// How many lines those are.
    lines: u64,
}

impl CsvForm {
    /// Looks at the beginning of a file.
    ///
    /// # Errors
    /// What is no CSV in UTF-8.
    pub fn of(file: &mut File) -> Result<Self, FileError> {
        let mut head = Vec::new();
        file.seek(SeekFrom::Start(0)).map_err(io_error)?;
        file.take(to_u64(HEAD)).read_to_end(&mut head).map_err(io_error)?;
        Self::of_head(&head)
    }

    fn of_head(head: &[u8]) -> Result<Self, FileError> {
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err(FileError {
                line: Some(1),
                code: FileCode::UnreadableFile,
                detail: Text::new(
                    "berkas ini UTF-16; simpan sebagai CSV UTF-8",
                    "the file is UTF-16; save it as CSV UTF-8",
                ),
            });
        }
        if head.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(FileError::unreadable(
                "ini berkas Excel lama (.xls) atau berkas bersandi; simpan sebagai .xlsx atau CSV UTF-8",
                "this is an old Excel file (.xls) or one with a password; save it as .xlsx or CSV UTF-8",
            ));
        }
        let has_bom = head.starts_with(BOM);
        let text = head.strip_prefix(BOM).unwrap_or(head);
        let line = text.split(|byte| is_line_end(*byte)).next().unwrap_or_default();
        let mut skipped = if has_bom { BOM.len() } else { 0 };
        if let Some([delimiter]) = line.strip_prefix(b"sep=") {
            let end = match text.get(line.len()..) {
                Some([b'\r', b'\n', ..]) => 2,
                Some([_, ..]) => 1,
                _ => 0,
            };
            skipped += line.len() + end;
            return Ok(Self { delimiter: *delimiter, has_bom, skipped: to_u64(skipped), lines: 1 });
        }
        let mut is_quoted = false;
        let mut counts = [(b';', 0_usize), (b',', 0), (b'\t', 0)];
        for byte in text {
            match byte {
                b'"' => is_quoted = !is_quoted,
                byte if is_line_end(*byte) && !is_quoted => break,
                byte if !is_quoted => {
                    counts.iter_mut().filter(|(delimiter, _)| delimiter == byte).for_each(|(_, count)| *count += 1);
                }
                _ => {}
            }
        }
        // The first of the most frequent.
        let delimiter = counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter);
        let delimiter = if counts.iter().all(|(_, count)| *count == 0) { b',' } else { delimiter };
        Ok(Self { delimiter, has_bom, skipped: to_u64(skipped), lines: 0 })
    }

    /// The style of numbers that goes with it.
    pub fn numbers(self) -> Numbers {
        Numbers::of_delimiter(self.delimiter)
    }
}

/// The rows of a CSV file.
pub struct CsvRows<'f> {
    reader: csv::Reader<Bounded<Counting<&'f File>>>,
    record: ByteRecord,
    allowance: Allowance,
    lines: Lines,
    skipped: u64,
}

impl<'f> CsvRows<'f> {
    /// Reads from the file's begin.
    ///
    /// # Errors
    /// Those of reading.
    pub fn new(mut file: &'f File, form: CsvForm) -> Result<Self, FileError> {
        file.seek(SeekFrom::Start(form.skipped)).map_err(io_error)?;
        let (allowance, lines) = (Allowance::new(), Lines::default());
        let reader = ReaderBuilder::new()
            .delimiter(form.delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(64 * 1024)
            .from_reader(Bounded::new(Counting::new(file, lines.clone()), allowance.clone()));
        Ok(Self { reader, record: ByteRecord::new(), allowance, lines, skipped: form.lines })
    }

    /// The next row; false at the end.
    ///
    /// # Errors
    /// What is not UTF-8, or a row without end.
    pub fn next(&mut self, row: &mut Row) -> Result<bool, FileError> {
        self.allowance.renew();
        // The reader counts line feeds alone, and takes blank lines for a part of the row after them.
        let place = self.reader.position().byte();
        let outcome = self.reader.read_byte_record(&mut self.record);
        let line = self.skipped + self.lines.before(place) + 1;
        match outcome {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(_) if self.allowance.is_spent() => {
                return Err(FileError::too_complex(
                    "baris ini lebih dari 1 MiB; periksa tanda kutip yang tidak ditutup",
                    "this row has more than 1 MiB; look for a quote that is not closed",
                )
                .at(line));
            }
            Err(_) => return Err(FileError::unreadable("berkas tidak dapat dibaca", "the file cannot be read")),
        }
        row.start(line);
        for cell in &self.record {
            let text = std::str::from_utf8(cell).map_err(|_| {
                FileError::unreadable(
                    "baris ini bukan UTF-8; simpan sebagai CSV UTF-8",
                    "this row is not UTF-8; save the file as CSV UTF-8",
                )
                .at(line)
            })?;
            row.push(text, Kind::Text);
        }
        Ok(true)
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

pub fn io_error(error: std::io::Error) -> FileError {
    log::warn!("a file that was spooled cannot be read: {error}");
    FileError::unreadable("berkas tidak dapat dibaca", "the file cannot be read")
}

fn to_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// For a reader that is asked how a file begins.
pub fn begins_with(file: &mut File, magic: &[u8]) -> Result<bool, FileError> {
    file.seek(SeekFrom::Start(0)).map_err(io_error)?;
    let mut reader = BufReader::with_capacity(magic.len(), file);
    let begin = reader.fill_buf().map_err(io_error)?;
    Ok(begin.starts_with(magic))
}
