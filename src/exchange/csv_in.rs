//! The reading of CSV, row by row: delimiters and byte order marks as spreadsheets write them.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use csv::{ByteRecord, ReaderBuilder};

use crate::domain::Text;
use crate::exchange::bounded::{Allowance, Bounded};
use crate::exchange::dialect::Numbers;
use crate::exchange::fault::FileError;
use crate::exchange::row::{Kind, Row};
use crate::exchange::unix_lines::UnixLines;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The number of bytes at the beginning that are searched for the delimiter.
const HEAD: usize = 64 * 1024;

/// The form of a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CsvForm {
    /// The separator of cells.
    pub delimiter: u8,
    /// Whether it begins with a byte order mark.
    pub has_bom: bool,
    /// The number of bytes before the header: the mark, and a line `sep=;`.
    skipped: u64,
    /// The number of lines before the header.
    lines: u64,
}

impl CsvForm {
    /// Finds the form from the beginning of a file.
    ///
    /// # Errors
    /// A file that is not CSV in UTF-8.
    pub fn of(file: &mut File) -> Result<Self, FileError> {
        let mut head = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.take(to_u64(HEAD)).read_to_end(&mut head)?;
        Self::of_head(&head)
    }

    fn of_head(head: &[u8]) -> Result<Self, FileError> {
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err(FileError::unreadable(Text::new(
                "Berkas ini UTF-16. Simpan sebagai CSV UTF-8.",
                "The file is UTF-16. Save it as CSV UTF-8.",
            ))
            .at(1));
        }
        if head.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(FileError::unreadable(Text::new(
                "Ini berkas Excel lama (.xls) atau berkas bersandi. Simpan sebagai .xlsx atau CSV UTF-8.",
                "The file is an old Excel file (.xls) or has a password. Save it as .xlsx or CSV UTF-8.",
            )));
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

    /// The style of numbers that goes with the delimiter.
    pub fn numbers(self) -> Numbers {
        Numbers::of_delimiter(self.delimiter)
    }
}

/// The rows of a CSV file.
pub struct CsvRows<'f> {
    reader: csv::Reader<Bounded<UnixLines<&'f File>>>,
    record: ByteRecord,
    allowance: Allowance,
    /// The number of lines before the header.
    skipped: u64,
}

impl<'f> CsvRows<'f> {
    /// Reads from the beginning of the file.
    pub fn new(mut file: &'f File, form: CsvForm) -> Result<Self, FileError> {
        file.seek(SeekFrom::Start(form.skipped))?;
        let allowance = Allowance::new();
        let reader = ReaderBuilder::new()
            .delimiter(form.delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(64 * 1024)
            .from_reader(Bounded::new(UnixLines::new(file), allowance.clone()));
        Ok(Self { reader, record: ByteRecord::new(), allowance, skipped: form.lines })
    }

    /// Reads the next row; false at the end.
    ///
    /// # Errors
    /// A row that is not UTF-8 or too long.
    pub fn next(&mut self, row: &mut Row) -> Result<bool, FileError> {
        self.allowance.renew();
        let before = self.skipped + self.reader.position().line();
        let outcome = self.reader.read_byte_record(&mut self.record);
        match outcome {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(_) if self.allowance.is_spent() => {
                return Err(FileError::too_complex(Text::new(
                    "Baris ini lebih dari 1 MiB. Periksa tanda kutip yang tidak ditutup.",
                    "The row has more than 1 MiB. Look for a quote that is not closed.",
                ))
                .at(before));
            }
            Err(error) => return Err(std::io::Error::other(error).into()),
        }
        // The line of the row's end less the line ends in it: blank lines before a row are no part of it.
        let breaks = memchr::memchr_iter(b'\n', self.record.as_slice()).count();
        let line = (self.skipped + self.reader.position().line()).saturating_sub(to_u64(breaks) + 1).max(before);
        row.start(line);
        for cell in &self.record {
            let text = std::str::from_utf8(cell).map_err(|_| {
                FileError::unreadable(Text::new(
                    "Baris ini bukan UTF-8. Simpan sebagai CSV UTF-8.",
                    "The row is not UTF-8. Save the file as CSV UTF-8.",
                ))
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

fn to_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Whether a file begins with these bytes.
pub fn begins_with(file: &mut File, magic: &[u8]) -> Result<bool, FileError> {
    file.seek(SeekFrom::Start(0))?;
    let mut reader = BufReader::with_capacity(magic.len(), file);
    Ok(reader.fill_buf()?.starts_with(magic))
}
