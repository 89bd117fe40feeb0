//! The file of a backup: what it is made of, line by line, and its digests.

use super::super::key_form::hexadecimal;
use super::row;
use super::tables::{Kind, Table, tables};
use super::{BackupError, FORMAT, Summary};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The most bytes of a line: far more than a record and what it was before can have.
const MAX_LINE: u64 = 4 << 20;

/// Writes a file under another name, which it loses when it is whole and on the disk.
pub(super) struct Writer {
    path: PathBuf,
    part: PathBuf,
    out: Option<GzEncoder<BufWriter<File>>>,
    table: Sha256,
    rows: u64,
    content: Sha256,
    all: Sha256,
}

impl Writer {
    pub(super) fn create(path: &Path) -> Result<Self, BackupError> {
        let fail = |error| BackupError::File(path.to_owned(), error);
        if path.exists() {
            return Err(fail(std::io::Error::from(std::io::ErrorKind::AlreadyExists)));
        }
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        // What a backup that was cut off left behind.
        if part.exists() {
            std::fs::remove_file(&part).map_err(fail)?;
        }
        let mut options = File::options();
        options.write(true).create_new(true);
        // It holds identity numbers.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&part).map_err(fail)?;
        let out = Some(GzEncoder::new(BufWriter::new(file), Compression::fast()));
        let [table, content, all] = [(); 3].map(|()| Sha256::new());
        Ok(Self { path: path.to_owned(), part, out, table, rows: 0, content, all })
    }

    fn put(&mut self, line: &str) -> Result<(), BackupError> {
        self.all.update(line);
        self.all.update("\n");
        let path = &self.path;
        let fail = |error| BackupError::File(path.clone(), error);
        let Some(out) = &mut self.out else { return Ok(()) };
        out.write_all(line.as_bytes()).and_then(|()| out.write_all(b"\n")).map_err(fail)
    }

    /// The first line, which is no part of the content.
    pub(super) fn header(&mut self, value: &Value) -> Result<(), BackupError> {
        self.put(&value.to_string())
    }

    /// A line of the content.
    pub(super) fn line(&mut self, value: &Value) -> Result<(), BackupError> {
        let line = value.to_string();
        self.content.update(&line);
        self.content.update("\n");
        self.put(&line)
    }

    pub(super) fn begin_table(&mut self, table: &Table) -> Result<(), BackupError> {
        (self.table, self.rows) = (Sha256::new(), 0);
        let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        self.line(&json!({"table": table.name, "columns": columns}))
    }

    pub(super) fn row(&mut self, line: &str) -> Result<(), BackupError> {
        for digest in [&mut self.table, &mut self.content] {
            digest.update(line);
            digest.update("\n");
        }
        self.rows += 1;
        self.put(line)
    }

    pub(super) fn end_table(&mut self, table: &Table) -> Result<(), BackupError> {
        let digest = hexadecimal(&std::mem::take(&mut self.table).finalize());
        self.line(&json!({"end": table.name, "rows": self.rows, "sha256": digest}))
    }

    /// Puts the digests at the end and gives the file its name. Gives the digest of the content.
    pub(super) fn finish(mut self) -> Result<String, BackupError> {
        let content = hexadecimal(&std::mem::take(&mut self.content).finalize());
        let all = hexadecimal(&self.all.clone().finalize());
        self.put(&json!({"end": FORMAT.0, "content": content, "sha256": all}).to_string())?;
        let path = self.path.clone();
        let fail = |error| BackupError::File(path.clone(), error);
        let Some(out) = self.out.take() else { return Ok(content) };
        let file = out.finish().and_then(|out| out.into_inner().map_err(|error| error.into_error())).map_err(fail)?;
        file.sync_all().map_err(fail)?;
        std::fs::rename(&self.part, &self.path).map_err(fail)?;
        // The name too is to survive a power cut.
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all()).map_err(fail)?;
        Ok(content)
    }
}

/// A file that is not whole is of no use to anybody.
impl Drop for Writer {
    fn drop(&mut self) {
        if self.out.is_some() {
            self.out = None;
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

/// What a reader of a file is told: each table's rows, a few at a time, and at last where the counts of ids stood.
pub(super) trait Receiver {
    /// Looks at the header: whether the file is to be read at all.
    fn header(&mut self, schema: &str) -> Result<(), BackupError>;
    /// Takes rows, in their order.
    fn rows(&mut self, table: &Table, kinds: &[Kind], lines: &[String]) -> Result<(), BackupError>;
    /// Takes the highest id that a table ever gave.
    fn sequence(&mut self, table: &Table, last_id: i64) -> Result<(), BackupError>;
}

/// Reads a file from its beginning to its end and looks whether it is whole and as it was written. No database is touched.
///
/// # Errors
/// What is wrong with it, and where.
pub fn check(path: &Path) -> Result<Summary, BackupError> {
    struct Nobody;
    impl Receiver for Nobody {
        fn header(&mut self, _: &str) -> Result<(), BackupError> {
            Ok(())
        }
        fn rows(&mut self, _: &Table, _: &[Kind], _: &[String]) -> Result<(), BackupError> {
            Ok(())
        }
        fn sequence(&mut self, _: &Table, _: i64) -> Result<(), BackupError> {
            Ok(())
        }
    }
    read(path, &mut Nobody)
}

/// A member; null where there is none.
fn at<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}

/// So many rows are handed over at a time.
const AT_ONCE: usize = 1000;

/// Reads a file; what it holds is only known to be right once this returns.
pub(super) fn read(path: &Path, receiver: &mut impl Receiver) -> Result<Summary, BackupError> {
    let mut lines = Lines::open(path)?;
    let header = lines.value()?;
    let (format, version) = FORMAT;
    if *at(&header, "format") != format {
        return Err(lines.damaged("it does not begin as a backup of iku"));
    }
    if *at(&header, "version") != version {
        let other = at(&header, "version");
        return Err(BackupError::OtherVersion(format!("its form is {other}, and this program reads {version}")));
    }
    receiver.header(at(&header, "schema").as_str().unwrap_or_default())?;
    lines.content = Sha256::new();
    let mut rows = BTreeMap::new();
    let tables = tables();
    for table in &tables {
        let count = table_rows(&mut lines, table, receiver)?;
        if *at(at(&header, "rows"), table.name) != count {
            return Err(lines.damaged(&format!("the header counts other rows of {}", table.name)));
        }
        rows.insert(table.name.to_owned(), count);
    }
    let sequences = lines.value()?;
    for table in tables.iter().filter(|table| table.counts_ids) {
        let last_id = at(at(&sequences, "sequences"), table.name).as_i64().filter(|last_id| *last_id >= 0);
        receiver.sequence(table, last_id.ok_or_else(|| lines.damaged("the counts of ids are not there"))?)?;
    }
    let content = hexadecimal(&lines.content.clone().finalize());
    let all = hexadecimal(&lines.all.clone().finalize());
    let end = lines.value()?;
    if *at(&end, "end") != format || *at(&end, "content") != content || *at(&end, "sha256") != all {
        return Err(lines.damaged("its digest is another"));
    }
    lines.end()?;
    let text = |name: &str| at(&header, name).as_str().unwrap_or_default().to_owned();
    Ok(Summary { created_at: text("created_at"), application: text("application"), rows, content })
}

fn table_rows(lines: &mut Lines, table: &Table, receiver: &mut impl Receiver) -> Result<u64, BackupError> {
    let begin = lines.value()?;
    let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    if *at(&begin, "table") != table.name || *at(&begin, "columns") != json!(columns) {
        return Err(lines.damaged(&format!("{} should begin here, with the columns that it has now", table.name)));
    }
    let kinds: Vec<Kind> = table.columns.iter().map(|(_, kind)| *kind).collect();
    let (mut digest, mut count, mut waiting) = (Sha256::new(), 0_u64, Vec::new());
    loop {
        let line = lines.line()?;
        if line.starts_with('{') {
            if !waiting.is_empty() {
                receiver.rows(table, &kinds, &waiting)?;
            }
            let end: Value = serde_json::from_str(&line).unwrap_or_default();
            let is_whole = *at(&end, "end") == table.name
                && *at(&end, "rows") == count
                && *at(&end, "sha256") == hexadecimal(&digest.clone().finalize());
            return if is_whole {
                Ok(count)
            } else {
                Err(lines.damaged(&format!("the digest of {} is another", table.name)))
            };
        }
        if !row::is_line(&line, &kinds) {
            return Err(lines.damaged(&format!("this is no row of {}", table.name)));
        }
        digest.update(&line);
        digest.update("\n");
        count += 1;
        waiting.push(line);
        if waiting.len() >= AT_ONCE {
            receiver.rows(table, &kinds, &waiting)?;
            waiting.clear();
        }
    }
}

/// The lines of a file, with their digests.
struct Lines {
    path: PathBuf,
    input: BufReader<GzDecoder<BufReader<File>>>,
    number: u64,
    content: Sha256,
    all: Sha256,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(|error| BackupError::File(path.to_owned(), error))?;
        let input = BufReader::new(GzDecoder::new(BufReader::new(file)));
        Ok(Self { path: path.to_owned(), input, number: 0, content: Sha256::new(), all: Sha256::new() })
    }

    fn damaged(&self, why: &str) -> BackupError {
        BackupError::Damaged(format!("line {}: {why}", self.number))
    }

    fn failed(&self, error: std::io::Error) -> BackupError {
        use std::io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        match error.kind() {
            UnexpectedEof => BackupError::Damaged(format!("it is cut off after line {}", self.number)),
            InvalidData | InvalidInput => {
                BackupError::Damaged(format!("after line {} it cannot be unpacked", self.number))
            }
            _ => BackupError::File(self.path.clone(), error),
        }
    }

    fn line(&mut self) -> Result<String, BackupError> {
        let mut bytes = Vec::new();
        let read = self.input.by_ref().take(MAX_LINE).read_until(b'\n', &mut bytes);
        read.map_err(|error| self.failed(error))?;
        self.number += 1;
        if bytes.pop() != Some(b'\n') {
            return Err(self.damaged("the file ends here, or the line never does"));
        }
        let line = String::from_utf8(bytes).map_err(|_| self.damaged("this is no text"))?;
        for digest in [&mut self.content, &mut self.all] {
            digest.update(&line);
            digest.update("\n");
        }
        Ok(line)
    }

    fn value(&mut self) -> Result<Value, BackupError> {
        let line = self.line()?;
        serde_json::from_str(&line).map_err(|_| self.damaged("this is no JSON"))
    }

    /// Nothing may follow, neither within what was compressed nor after it.
    fn end(mut self) -> Result<(), BackupError> {
        let mut rest = [0; 1];
        let within = self.input.read(&mut rest).map_err(|error| self.failed(error))?;
        let after = self
            .input
            .get_mut()
            .get_mut()
            .read(&mut rest)
            .map_err(|error| BackupError::File(self.path.clone(), error))?;
        if within + after > 0 { Err(self.damaged("something follows the end")) } else { Ok(()) }
    }
}
