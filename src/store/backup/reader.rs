//! Reading of a backup's file, line by line, with a check that it is whole.
//!
//! The file names its tables and columns, so that a file of any version of the schema can be read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::domain::hexadecimal::hexadecimal;
use crate::store::backup::tables::FileTable;
use crate::store::backup::{BackupError, FORMAT, Summary, row};
use crate::store::schema::columns::Kind;

/// The most bytes of a line: far more than a change with two documents has.
const MAX_LINE: u64 = 4 << 20;

/// The receiver of a file's content: each table's rows, some at a time, and at last the last ids.
pub trait Receiver {
    /// Checks the header before anything else is read.
    fn header(&mut self, _schema: &str) -> Result<(), BackupError> {
        Ok(())
    }
    /// Checks a table before its rows come.
    fn table(&mut self, _table: &FileTable) -> Result<(), BackupError> {
        Ok(())
    }
    /// Takes rows, in their order.
    fn rows(&mut self, _table: &FileTable, _kinds: &[Kind], _lines: &[String]) -> Result<(), BackupError> {
        Ok(())
    }
    /// Takes the highest id that a table ever gave.
    fn sequence(&mut self, _table: &str, _last_id: i64) -> Result<(), BackupError> {
        Ok(())
    }
}

/// Checks that a file is whole and as it was written. It may be of any version's schema. Uses no database.
///
/// # Errors
/// The first fault and its line.
pub fn check(path: &Path) -> Result<Summary, BackupError> {
    struct Nobody;
    impl Receiver for Nobody {}
    read(path, &mut Nobody)
}

/// The member of a JSON object; null where there is none.
fn at<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}

/// The rows that are handed over at a time.
const AT_ONCE: usize = 1000;

/// Reads a file. Its content is known to be right only once this returns.
pub fn read(path: &Path, receiver: &mut impl Receiver) -> Result<Summary, BackupError> {
    let mut lines = Lines::open(path)?;
    let header = lines.value()?;
    let (format, version) = FORMAT;
    if *at(&header, "format") != format {
        return Err(lines.damaged("it does not begin as a backup of iku."));
    }
    if *at(&header, "version") != version {
        let other = at(&header, "version");
        return Err(BackupError::OtherVersion(format!("its format is {other}, and this program reads {version}.")));
    }
    receiver.header(at(&header, "schema").as_str().unwrap_or_default())?;
    lines.content = Sha256::new();
    let mut rows = BTreeMap::new();
    // The tables with ids.
    let mut counting = Vec::new();
    let sequences = loop {
        let begin = lines.value()?;
        if begin.get("sequences").is_some() {
            break begin;
        }
        let Some(table) = FileTable::read(&begin) else {
            return Err(lines.damaged("a table should begin here, with its columns and their kinds."));
        };
        if rows.contains_key(&table.name) {
            return Err(lines.damaged(&format!("{} begins a second time.", table.name)));
        }
        receiver.table(&table)?;
        let count = table_rows(&mut lines, &table, receiver)?;
        if *at(at(&header, "rows"), &table.name) != count {
            return Err(lines.damaged(&format!("the header gives another number of rows of {}.", table.name)));
        }
        if table.has_ids() {
            counting.push(table.name.clone());
        }
        rows.insert(table.name, count);
    };
    if at(&header, "rows").as_object().map_or(0, serde_json::Map::len) != rows.len() {
        return Err(lines.damaged("the header names other tables."));
    }
    for table in &counting {
        let last_id = at(at(&sequences, "sequences"), table).as_i64().filter(|last_id| *last_id >= 0);
        receiver.sequence(table, last_id.ok_or_else(|| lines.damaged("the last ids are missing."))?)?;
    }
    let content = hexadecimal(&lines.content.clone().finalize());
    let all = hexadecimal(&lines.all.clone().finalize());
    let end = lines.value()?;
    if *at(&end, "end") != format || *at(&end, "content") != content || *at(&end, "sha256") != all {
        return Err(lines.damaged("the digest of the file does not match."));
    }
    lines.end()?;
    let text = |name: &str| at(&header, name).as_str().unwrap_or_default().to_owned();
    let [created_at, application, schema] = ["created_at", "application", "schema"].map(text);
    Ok(Summary { created_at, application, schema, rows, content })
}

fn table_rows(lines: &mut Lines, table: &FileTable, receiver: &mut impl Receiver) -> Result<u64, BackupError> {
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
                Err(lines.damaged(&format!("the digest of {} does not match.", table.name)))
            };
        }
        if !row::is_line(&line, &kinds) {
            return Err(lines.damaged(&format!("this is no row of {}.", table.name)));
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
            UnexpectedEof => BackupError::Damaged(format!("it is cut off after line {}.", self.number)),
            InvalidData | InvalidInput => {
                BackupError::Damaged(format!("it cannot be decompressed after line {}.", self.number))
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
            return Err(self.damaged("the file ends here, or the line is too long."));
        }
        let line = String::from_utf8(bytes).map_err(|_| self.damaged("this is not UTF-8."))?;
        for digest in [&mut self.content, &mut self.all] {
            digest.update(&line);
            digest.update("\n");
        }
        Ok(line)
    }

    fn value(&mut self) -> Result<Value, BackupError> {
        let line = self.line()?;
        serde_json::from_str(&line).map_err(|_| self.damaged("this is no JSON."))
    }

    /// Checks that nothing follows, neither inside the compressed data nor after them.
    fn end(mut self) -> Result<(), BackupError> {
        let mut rest = [0; 1];
        let within = self.input.read(&mut rest).map_err(|error| self.failed(error))?;
        let after = self
            .input
            .get_mut()
            .get_mut()
            .read(&mut rest)
            .map_err(|error| BackupError::File(self.path.clone(), error))?;
        if within + after > 0 { Err(self.damaged("something follows the end.")) } else { Ok(()) }
    }
}
