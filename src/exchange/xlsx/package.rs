//! The ZIP archive that an XLSX is: looked at before anything is unpacked, and counted while it is.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Take};

use flate2::read::DeflateDecoder;
use quick_xml::Reader;
use zip::{CompressionMethod, ZipArchive};

use crate::exchange::bounded::{Allowance, Bounded};
use crate::exchange::csv_in::io_error;
use crate::exchange::fault::FileError;

/// More parts than any workbook of ours has.
const MOST_PARTS: u16 = 2000;

/// The most bytes that a file may unpack to.
pub const MOST_UNPACKED: u64 = 1024 * 1024 * 1024;

/// A part that unpacks to more than this, and to so many times its size, is made to harm.
const SMALL: u64 = 16 * 1024 * 1024;
const MOST_RATIO: u64 = 150;

/// The end of a ZIP's directory, without a comment.
const END: usize = 22;

/// An XML reader of one part.
pub type PartReader = Reader<BufReader<Bounded<Box<dyn Read>>>>;

/// A part, and how much of it may be read before something is done with it.
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
        file.seek(SeekFrom::Start(0)).map_err(io_error)?;
        let mut archive = ZipArchive::new(file.try_clone().map_err(io_error)?).map_err(|_| damaged())?;
        let mut total = 0_u64;
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(|_| damaged())?;
            let (packed, unpacked) = (part.compressed_size(), part.size());
            total = total.saturating_add(unpacked);
            let is_bomb = unpacked > SMALL && unpacked / MOST_RATIO > packed;
            if total > MOST_UNPACKED || is_bomb {
                return Err(FileError::too_complex(
                    "berkas XLSX ini akan membengkak terlalu besar saat dibuka; simpan sebagai CSV",
                    "the XLSX would unpack to something huge; save it as CSV",
                ));
            }
            if part.encrypted() {
                return Err(FileError::unreadable("berkas ini bersandi", "the file is protected by a password"));
            }
        }
        Ok(Self { archive, file })
    }

    /// Whether there is such a part.
    pub fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// A part to be read. Reading one ends the reading of another: they share the file's position.
    pub fn part(&mut self, name: &str) -> Result<Part, FileError> {
        let (start, packed, unpacked, method) = {
            let part = self.archive.by_name(name).map_err(|_| damaged())?;
            let start = part.data_start().ok_or_else(damaged)?;
            (start, part.compressed_size(), part.size(), part.compression())
        };
        let mut file = self.file.try_clone().map_err(io_error)?;
        file.seek(SeekFrom::Start(start)).map_err(io_error)?;
        let packed: Take<File> = file.take(packed);
        // No more than it says: what is beyond is cut off, and then is no XML.
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

/// Looks at the end of the directory before a library reads what it says: so many entries and no more, nothing behind it.
fn check_end(file: &mut File) -> Result<(), FileError> {
    let length = file.seek(SeekFrom::End(0)).map_err(io_error)?;
    let window = length.min(u64::from(u16::MAX) + 22);
    file.seek(SeekFrom::Start(length - window)).map_err(io_error)?;
    let mut tail = Vec::new();
    file.take(window).read_to_end(&mut tail).map_err(io_error)?;
    let end = tail.windows(END).enumerate().rev().find(|(index, record)| {
        let comment = usize::from(number(record, 20));
        record.starts_with(b"PK\x05\x06") && index + END + comment == tail.len()
    });
    let Some((_, record)) = end else { return Err(damaged()) };
    let count = number(record, 10);
    if count > MOST_PARTS {
        return Err(FileError::too_complex(
            format!("arsip XLSX ini berisi {count} bagian; paling banyak {MOST_PARTS}"),
            format!("the XLSX has {count} parts; at most {MOST_PARTS} are taken"),
        ));
    }
    Ok(())
}

/// Two bytes at an offset.
fn number(record: &[u8], at: usize) -> u16 {
    let byte = |index: usize| record.get(index).copied().unwrap_or_default();
    u16::from_le_bytes([byte(at), byte(at + 1)])
}

pub fn damaged() -> FileError {
    FileError::unreadable(
        "berkas XLSX ini rusak atau bukan XLSX; simpan ulang dari Excel atau LibreOffice",
        "the XLSX is damaged or is none; save it anew from Excel or LibreOffice",
    )
}
