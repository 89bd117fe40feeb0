//! The content of a backup, taken apart and reassembled as another version would write it.

use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{pack, unpacked};

/// The SHA-256 of these lines.
pub(super) fn digest(lines: &[String]) -> String {
    let mut digest = Sha256::new();
    lines.iter().for_each(|line| digest.update(format!("{line}\n")));
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The tables of the first schema.
pub(super) const FIRST_TABLES: [&str; 11] = [
    "regions",
    "cooperatives",
    "cooperative_reports",
    "umkm",
    "umkm_reports",
    "trainings",
    "participants",
    "figures",
    "keys",
    "totals",
    "expectations",
];

/// The content of a backup, in a form that another version could have written.
pub(super) struct Parts {
    pub(super) header: Value,
    /// The tables: the first line of each, and its rows.
    pub(super) tables: Vec<(Value, Vec<String>)>,
    pub(super) sequences: Value,
}

impl Parts {
    pub(super) fn of(path: &Path) -> Self {
        let lines = unpacked(path);
        let [header, content @ .., sequences, _end] = lines.as_slice() else { panic!("no backup: {lines:?}") };
        let read = |line: &String| serde_json::from_str::<Value>(line).expect("JSON");
        let mut tables: Vec<(Value, Vec<String>)> = Vec::new();
        for line in content {
            match (read(line), tables.last_mut()) {
                (Value::Array(_), Some((_, rows))) => rows.push(line.clone()),
                (begin, _) if begin.get("table").is_some() => tables.push((begin, Vec::new())),
                _ => {}
            }
        }
        Self { header: read(header), tables, sequences: read(sequences) }
    }

    /// Without the tables that the other version did not have, so that a new table changes nothing in old backups.
    pub(super) fn keep_tables(&mut self, known: &[&str]) {
        self.tables.retain(|(begin, _)| known.iter().any(|name| begin["table"] == *name));
        self.sequences["sequences"].as_object_mut().unwrap().retain(|name, _| known.contains(&name.as_str()));
    }

    /// Without the versions of records, which first backups did not have; changes always had them.
    pub(super) fn drop_versions(&mut self) {
        for (begin, rows) in self.tables.iter_mut().filter(|(begin, _)| begin["table"] != "changes") {
            let columns = begin["columns"].as_array().unwrap();
            let Some(at) = columns.iter().position(|column| column == "version") else { continue };
            for list in ["columns", "kinds"] {
                begin[list].as_array_mut().unwrap().remove(at);
            }
            for row in rows {
                let mut values: Vec<Value> = serde_json::from_str(row).unwrap();
                values.remove(at);
                *row = json!(values).to_string();
            }
        }
    }

    /// Writes the backup with all counts and digests.
    pub(super) fn write(mut self, path: &Path) {
        self.header["rows"] = json!({});
        let mut content = Vec::new();
        for (begin, rows) in self.tables {
            let name = begin["table"].as_str().unwrap().to_owned();
            self.header["rows"][&name] = json!(rows.len());
            content.push(begin.to_string());
            let end = json!({"end": name, "rows": rows.len(), "sha256": digest(&rows)});
            content.extend(rows);
            content.push(end.to_string());
        }
        content.push(self.sequences.to_string());
        let all = [&[self.header.to_string()], content.as_slice()].concat();
        let end = json!({"end": "iku backup", "content": digest(&content), "sha256": digest(&all)});
        pack(path, &[all, vec![end.to_string()]].concat());
    }
}
