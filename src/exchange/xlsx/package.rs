//! The ZIP archive of an XLSX. Its size is checked before anything is unpacked, and counted while it is.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Take};

use flate2::read::DeflateDecoder;
use quick_xml::Reader;
use zip::{CompressionMethod, ZipArchive};

use crate::domain::{Text, text};
use crate::exchange::bounded::{Allowance, Bounded};
use crate::exchange::fault::FileError;

/// The largest number of parts. No workbook of this service has as many.
const MAX_PARTS: u16 = 2000;

/// The largest unpacked size of a file, in bytes.
pub const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;

/// A part that unpacks to more than `SMALL` bytes and to more than `MAX_RATIO` times its size is an attack (a zip bomb).
const SMALL: u64 = 16 * 1024 * 1024;
const MAX_RATIO: u64 = 150;

/// The size of the record at the end of a ZIP's directory, without its comment.
const END: usize = 22;

/// An XML reader of one part.
pub type PartReader = Reader<BufReader<Bounded<Box<dyn Read>>>>;

/// A part, and the allowance for reading it.
pub struct Part {
    pub xml: PartReader,
    pub allowance: Allowance,
}

/// The archive.
pub struct Package {
    archive: ZipArchive<File>,
    file: File,
}

impl Package {
    pub fn open(mut file: File) -> Result<Self, FileError> {
        check_end(&mut file)?;
        file.seek(SeekFrom::Start(0))?;
        let mut archive = ZipArchive::new(file.try_clone()?).map_err(|_| damaged())?;
        let mut total = 0_u64;
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(|_| damaged())?;
            let (packed, unpacked) = (part.compressed_size(), part.size());
            total = total.saturating_add(unpacked);
            let is_bomb = unpacked > SMALL && unpacked / MAX_RATIO > packed;
            if total > MAX_UNPACKED || is_bomb {
                return Err(FileError::too_complex(Text::new(
                    "Berkas XLSX ini akan membengkak terlalu besar saat dibuka. Simpan sebagai CSV.",
                    "The XLSX would unpack to too many bytes. Save it as CSV.",
                )));
            }
            if part.encrypted() {
                let detail = Text::new("Berkas ini bersandi.", "The file is protected by a password.");
                return Err(FileError::unreadable(detail));
            }
        }
        Ok(Self { archive, file })
    }

    /// Whether the archive has this part.
    pub fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// Opens a part. Only one part can be read at a time: all share the file's position.
    pub fn part(&mut self, name: &str) -> Result<Part, FileError> {
        let (start, packed, unpacked, method) = {
            let part = self.archive.by_name(name).map_err(|_| damaged())?;
            let start = part.data_start().ok_or_else(damaged)?;
            (start, part.compressed_size(), part.size(), part.compression())
        };
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        let packed: Take<File> = file.take(packed);
        // A part that is longer than its header says is cut off, and is then not valid XML.
        let unpacked: Box<dyn Read> = match method {
            CompressionMethod::Stored => Box::new(packed.take(unpacked)),
            CompressionMethod::Deflated => {
                Box::new(DeflateDecoder::new(BufReader::with_capacity(32 * 1024, packed)).take(unpacked))
            }
            _ => return Err(damaged()),
        };
        let allowance = Allowance::new();
        let bounded = Bounded::new(unpacked, allowance.clone());
        let mut xml = Reader::from_reader(BufReader::with_capacity(32 * 1024, bounded));
        xml.config_mut().expand_empty_elements = true;
        Ok(Part { xml, allowance })
    }
}

/// Checks the end of the directory before the library reads it: a bounded number of entries, and nothing after it.
fn check_end(file: &mut File) -> Result<(), FileError> {
    let length = file.seek(SeekFrom::End(0))?;
    let window = length.min(u64::from(u16::MAX) + 22);
    file.seek(SeekFrom::Start(length - window))?;
    let mut tail = Vec::new();
    file.take(window).read_to_end(&mut tail)?;
    let end = tail.windows(END).enumerate().rev().find(|(index, record)| {
        let comment = usize::from(number(record, 20));
        record.starts_with(b"PK\x05\x06") && index + END + comment == tail.len()
    });
    let Some((_, record)) = end else { return Err(damaged()) };
    let count = number(record, 10);
    if count > MAX_PARTS {
        return Err(FileError::too_complex(text!(
            "Arsip XLSX ini berisi {count} bagian; paling banyak {MAX_PARTS}.",
            "The XLSX has {count} parts; at most {MAX_PARTS} are allowed."
        )));
    }
    Ok(())
}

/// Two bytes at an offset.
fn number(record: &[u8], at: usize) -> u16 {
    let byte = |index: usize| record.get(index).copied().unwrap_or_default();
    u16::from_le_bytes([byte(at), byte(at + 1)])
}

/// The error of a damaged file.
pub fn damaged() -> FileError {
    FileError::unreadable(Text::new(
        "Berkas XLSX ini rusak atau bukan XLSX. Simpan ulang dari Excel atau LibreOffice.",
        "The file is damaged or not an XLSX. Save it again from Excel or LibreOffice.",
    ))
}
