//! Files that appear whole or not at all: written under a temporary name beside the target, synced, and then renamed.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

/// Whether a file that has the target's name is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    Replace,
    /// Renaming then fails with `AlreadyExists`.
    Keep,
}

/// Creates the temporary file, with access for its owner only, since exports and backups name persons. It is deleted when it is dropped.
pub fn create(target: &Path, prefix: impl AsRef<OsStr>) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(&prefix).suffix(".part").tempfile_in(folder(target))
}

/// Syncs the temporary file and gives it the target's name.
pub fn rename(part: NamedTempFile, target: &Path, existing: Existing) -> io::Result<()> {
    part.as_file().sync_all()?;
    match existing {
        Existing::Replace => part.persist(target)?,
        Existing::Keep => part.persist_noclobber(target)?,
    };
    // The new name must survive a power cut as well.
    File::open(folder(target))?.sync_all()
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
