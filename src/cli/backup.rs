//! `iku backup` and `iku restore`.

use std::path::Path;
use std::process::ExitCode;

use crate::cli::terminal::{fail, print};
use crate::settings::Settings;
use crate::store::backup;
use crate::store::backup::Summary;
use crate::store::engine::store::Store;

/// Writes a backup of the database, which may be in use.
pub fn write(settings: &Settings, file: &Path) -> ExitCode {
    let outcome = Store::open_existing(&settings.database, settings.store).map_err(Into::into);
    match outcome.and_then(|store| store.backup(file)) {
        Ok(summary) => print(&format!("{}backed up {} to {}\n", describe(&summary), settings.database, file.display())),
        Err(error) => fail(1, &format!("no backup of {}: {error}", settings.database)),
    }
}

/// Looks whether a file is a whole backup.
pub fn check(file: &Path) -> ExitCode {
    match backup::reader::check(file) {
        Ok(summary) => {
            let note = match summary.is_of_known_schema() {
                true => "",
                false => "its schema is a later version's: this program can't restore it, the one that wrote it can\n",
            };
            print(&format!("{}{} is whole\n{note}", describe(&summary), file.display()))
        }
        Err(error) => fail(1, &format!("{}: {error}", file.display())),
    }
}

/// What whoever restores has to see to. One line each.
const AS_IT_WAS: &str = "\
all is as it was when the backup was made:
- keys that were revoked since open again: `iku keys list`, then `iku keys revoke`
- persons who were erased since are back: `iku person erase`
- the change feed ends where it ended then: whoever keeps a copy must build it anew, from after=0
";

/// Fills an empty database from a backup.
pub fn restore(settings: &Settings, file: &Path) -> ExitCode {
    let (summary, differences) = match backup::restore::restore(&settings.database, settings.store, file) {
        Ok(restored) => restored,
        Err(error) => return fail(1, &format!("{} is not restored: {error}", file.display())),
    };
    let mut report =
        format!("{}restored {} into {}\n{AS_IT_WAS}", describe(&summary), file.display(), settings.database);
    if differences.is_empty() {
        report.push_str("verified: every total is what the records say\n");
        return print(&report);
    }
    for difference in &differences {
        report.push_str(&format!("{difference}\n"));
    }
    let count = differences.len();
    report.push_str(&format!(
        "{count} totals are not what the records say, and were not when the backup was made; `iku verify --repair` rebuilds them\n"
    ));
    print(&report);
    ExitCode::FAILURE
}

/// What is in a backup, a line for each table.
fn describe(summary: &Summary) -> String {
    let mut text = format!("made {} by iku {}, schema {}\n", summary.created_at, summary.application, summary.schema);
    for (table, rows) in &summary.rows {
        text.push_str(&format!("{rows:>10} {table}\n"));
    }
    text.push_str(&format!("content sha256 {}\n", summary.content));
    text
}
