//! `iku backup` and `iku restore`.

use std::path::Path;
use std::process::ExitCode;

use crate::cli::terminal::{FAILURE, fail, open, print};
use crate::settings::Settings;
use crate::store::Summary;
use crate::store::backup::{dump, reader, restore};

/// Writes a backup of the database, which may be in use.
pub fn write(settings: &Settings, file: &Path) -> Result<String, String> {
    let database = &settings.database;
    let backed_up = open(settings).map_err(Into::into).and_then(|mut connection| dump::backup(&mut connection, file));
    let summary = backed_up.map_err(|error| format!("The database {database} is not backed up: {error}"))?;
    Ok(format!("{}The database {database} is backed up to {}.\n", describe(&summary), file.display()))
}

/// Checks whether a file is a whole backup.
pub fn check(file: &Path) -> Result<String, String> {
    let summary = reader::check(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let note = match summary.is_of_known_schema() {
        true => "",
        false => "Its schema is of a later version: the version that wrote it can restore it, and this one cannot.\n",
    };
    Ok(format!("{}{} is whole.\n{note}", describe(&summary), file.display()))
}

/// The consequences of a restore, one per line.
const CONSEQUENCES: &str = "\
The database is as it was when the backup was made:
- Keys that were revoked since are valid again: `iku keys list`, then `iku keys revoke`.
- Persons who were erased since are back: `iku person erase`.
- The change feed ends where it ended then: a client that keeps a copy must build it anew, from after=0.
";

/// Fills an empty database from a backup.
pub fn restore(settings: &Settings, file: &Path) -> ExitCode {
    let database = &settings.database;
    let (summary, differences) = match restore::restore(database, settings.store.lock_timeout, file) {
        Ok(restored) => restored,
        Err(error) => return fail(FAILURE, &format!("{} is not restored: {error}", file.display())),
    };
    let mut report = format!("{}{} is restored into {database}.\n{CONSEQUENCES}", describe(&summary), file.display());
    if differences.is_empty() {
        report.push_str("All totals are verified: they match the records.\n");
        return print(&report);
    }
    for difference in &differences {
        report.push_str(&format!("{difference}\n"));
    }
    let count = differences.len();
    report.push_str(&format!(
        "{count} totals do not match the records, and did not when the backup was made; `iku verify --repair` rebuilds them.\n"
    ));
    print(&report);
    ExitCode::FAILURE
}

/// The content of a backup, one line per table.
fn describe(summary: &Summary) -> String {
    let mut text = format!("made {} by iku {}, schema {}\n", summary.created_at, summary.application, summary.schema);
    for (table, rows) in &summary.rows {
        text.push_str(&format!("{rows:>10} {table}\n"));
    }
    text.push_str(&format!("content sha256 {}\n", summary.content));
    text
}
