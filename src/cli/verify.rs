//! `iku verify`: compares the stored totals with the records.

use std::process::ExitCode;

use crate::app::StartError;
use crate::cli::terminal::{FAILURE, fail, open, print};
use crate::settings::Settings;
use crate::store::maintenance::verify::{repair, verify};

/// Prints what differs. With `repairs`, the totals are rebuilt from the records.
pub fn run(settings: &Settings, repairs: bool) -> ExitCode {
    let outcome =
        open(settings).and_then(|mut database| if repairs { repair(&mut database) } else { verify(&mut database) });
    let found = match outcome {
        Ok(found) => found,
        Err(error) => return fail(FAILURE, &StartError::Store(settings.database.to_string(), error).to_string()),
    };
    let mut report = String::new();
    for difference in &found {
        report.push_str(&format!("{difference}\n"));
    }
    report.push_str(&match (found.len(), repairs) {
        (0, _) => "All totals are verified: they match the records.\n".to_owned(),
        (count, true) => format!("{count} totals are repaired: they did not match the records.\n"),
        (count, false) => format!("{count} totals do not match the records; `iku verify --repair` rebuilds them.\n"),
    });
    let printed = print(&report);
    if found.is_empty() || repairs { printed } else { ExitCode::FAILURE }
}
