//! Writing of a backup's file, line by line, with its digests.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::domain::hexadecimal::hexadecimal;
use crate::store::backup::tables::Table;
use crate::store::backup::{BackupError, FORMAT};
use crate::whole_file;
use crate::whole_file::Existing;

/// Writes a file under a temporary name and renames it once it is whole and on the disk. A file that is not whole is deleted when this is
/// dropped.
pub struct Writer {
    path: PathBuf,
    out: GzEncoder<BufWriter<NamedTempFile>>,
    table: Sha256,
    rows: u64,
    content: Sha256,
    all: Sha256,
}

impl Writer {
    pub fn create(path: &Path) -> Result<Self, BackupError> {
        let fail = |error| BackupError::File(path.to_owned(), error);
        if path.exists() {
            return Err(fail(std::io::Error::from(std::io::ErrorKind::AlreadyExists)));
        }
        // A name that no other backup uses at the same time; readable by its owner alone, since it holds identity numbers.
        let mut prefix = path.file_name().unwrap_or_default().to_owned();
        prefix.push(".");
        let part = whole_file::create(path, prefix).map_err(fail)?;
        let out = GzEncoder::new(BufWriter::new(part), Compression::fast());
        let [table, content, all] = [(); 3].map(|()| Sha256::new());
        Ok(Self { path: path.to_owned(), out, table, rows: 0, content, all })
    }

    fn put(&mut self, line: &str) -> Result<(), BackupError> {
        self.all.update(line);
        self.all.update("\n");
        let written = self.out.write_all(line.as_bytes()).and_then(|()| self.out.write_all(b"\n"));
        written.map_err(|error| BackupError::File(self.path.clone(), error))
    }

    /// Writes the first line, which is no part of the content.
    pub fn header(&mut self, value: &Value) -> Result<(), BackupError> {
        self.put(&value.to_string())
    }

    /// Writes a line of the content.
    pub fn line(&mut self, value: &Value) -> Result<(), BackupError> {
        let line = value.to_string();
        self.content.update(&line);
        self.content.update("\n");
        self.put(&line)
    }

    pub fn begin_table(&mut self, table: &Table) -> Result<(), BackupError> {
        (self.table, self.rows) = (Sha256::new(), 0);
        let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let kinds: Vec<&str> = table.columns.iter().map(|(_, kind)| kind.as_str()).collect();
        self.line(&json!({"table": table.name, "columns": columns, "kinds": kinds}))
    }

    pub fn row(&mut self, line: &str) -> Result<(), BackupError> {
        for digest in [&mut self.table, &mut self.content] {
            digest.update(line);
            digest.update("\n");
        }
        self.rows += 1;
        self.put(line)
    }

    pub fn end_table(&mut self, table: &Table) -> Result<(), BackupError> {
        let digest = hexadecimal(&std::mem::take(&mut self.table).finalize());
        self.line(&json!({"end": table.name, "rows": self.rows, "sha256": digest}))
    }

    /// Writes the digests at the end and gives the file its name. Returns the digest of the content.
    pub fn finish(mut self) -> Result<String, BackupError> {
        let content = hexadecimal(&std::mem::take(&mut self.content).finalize());
        let all = hexadecimal(&self.all.clone().finalize());
        self.put(&json!({"end": FORMAT.0, "content": content, "sha256": all}).to_string())?;
        let path = self.path;
        let fail = |error| BackupError::File(path.clone(), error);
        let part = self.out.finish().and_then(|out| out.into_inner().map_err(|error| error.into_error()));
        let part = part.map_err(fail)?;
        whole_file::rename(part, &path, Existing::Keep).map_err(fail)?;
        Ok(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(path: &Path, by: &str) -> Writer {
        let mut writer = Writer::create(path).unwrap();
        writer.header(&json!({"by": by})).unwrap();
        writer
    }

    /// The first file keeps its content, and the second writer gets an error.
    #[test]
    fn two_backups_of_one_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("backup");
        let (first, second) = (begun(&path, "first"), begun(&path, "second"));
        first.finish().unwrap();
        let kept = std::fs::read(&path).unwrap();
        let refused = second.finish();
        assert!(
            matches!(&refused, Err(BackupError::File(_, error)) if error.kind() == std::io::ErrorKind::AlreadyExists),
            "{refused:?}"
        );
        assert_eq!(std::fs::read(&path).unwrap(), kept);
        drop(begun(&folder.path().join("never finished"), "third"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
