//! Writes the files that a command produces.

use std::fs::{File, OpenOptions};
use std::io;
use std::io::{Seek, SeekFrom};
use std::path::Path;

use crate::whole_file;
use crate::whole_file::Existing;

/// Writes the whole of a file to a path. An existing file is replaced in one step when the new one is on the disk, and stays unchanged if
/// that fails. Only its owner may read the new file, since it may name persons. A link stays a link; a pipe or a device is written to.
pub fn write_to(path: &Path, file: &mut File) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if std::fs::metadata(&target).is_ok_and(|found| !found.is_file()) {
        let mut out = OpenOptions::new().write(true).open(&target)?;
        return io::copy(file, &mut out).map(|_| ());
    }
    let mut part = whole_file::create(&target, ".iku-")?;
    io::copy(file, part.as_file_mut())?;
    whole_file::rename(part, &target, Existing::Replace)
}
