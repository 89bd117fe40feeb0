//! Files that a command leaves behind.

use std::fs::{File, OpenOptions};
use std::io;
use std::io::{Seek, SeekFrom};
use std::path::Path;

/// Writes the whole of a file to a path. What is there is replaced in one step when all of it is on the disk, and stays as it is
/// where that fails. Only its owner may read the new one, since it may name persons. A link stays a link, and a pipe or a device
/// is written to.
///
/// # Errors
/// Those of reading and writing.
pub fn write_to(path: &Path, file: &mut File) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if std::fs::metadata(&target).is_ok_and(|found| !found.is_file()) {
        let mut out = OpenOptions::new().write(true).open(&target)?;
        return io::copy(file, &mut out).map(|_| ());
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // It has mode 0600, and is gone again where it does not become the file.
    let mut out = tempfile::Builder::new().prefix(".iku-").suffix(".part").tempfile_in(folder)?;
    io::copy(file, out.as_file_mut())?;
    out.as_file().sync_all()?;
    out.persist(&target).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}
