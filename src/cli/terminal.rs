//! The parts that all commands share: exit codes, the language of the terminal, opening the database, and output.

use std::io::Write as _;
use std::process::ExitCode;

use crate::app::StartError;
use crate::domain::{Language, Text};
use crate::exchange::{FileDataset, Numbers};
use crate::settings::Settings;
use crate::store::maintenance::opening;
use crate::store::{DirectConnection, StoreError, StoreResult};

/// Exit code: the service or its database failed.
pub const FAILURE: u8 = 1;
/// Exit code: a wrong argument.
pub const USAGE: u8 = 2;
/// Exit code: the file has errors.
pub const FAULTS: u8 = 3;
/// Exit code: amounts are doubtful and were not confirmed.
pub const DOUBTS: u8 = 4;

pub fn parse_dataset(raw: &str) -> Result<FileDataset, String> {
    FileDataset::parse(raw).ok_or_else(|| {
        let all = FileDataset::ALL.iter().map(FileDataset::to_string).collect::<Vec<_>>().join(", ");
        format!("The value must be one of: {all}.")
    })
}

pub fn parse_numbers(raw: &str) -> Result<Numbers, String> {
    Numbers::parse(raw).ok_or_else(|| "The value must be id (1.250.000,50) or en (1250000.50).".to_owned())
}

/// The language of the terminal, from the usual variables.
pub fn language() -> Language {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let found = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG")).unwrap_or_default();
    if found.starts_with("id") || found.starts_with("in_") { Language::Indonesian } else { Language::English }
}

/// A text in the language of the terminal.
pub fn text(id: impl Into<String>, en: impl Into<String>) -> String {
    Text::new(id, en).in_language(language()).to_owned()
}

/// Opens the database of the settings, which must exist.
pub fn open(settings: &Settings) -> StoreResult<DirectConnection> {
    opening::existing(&settings.database, settings.store.lock_timeout)
}

/// An error of the store as a sentence in the language of the terminal.
pub fn describe(settings: &Settings, error: StoreError) -> String {
    match error {
        StoreError::NotFound(what) => what.in_language(language()).to_owned(),
        StoreError::Invalid(violations) => {
            let details = violations.iter().map(|violation| violation.detail.in_language(language()));
            details.collect::<Vec<_>>().join(" ")
        }
        other => {
            let database = &settings.database;
            text(
                format!("Basis data {database} tidak dapat dipakai: {other}."),
                StartError::Store(database.to_string(), other).to_string(),
            )
        }
    }
}

/// Writes to standard output.
pub fn write_out(text: &str) -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    output.write_all(text.as_bytes()).and_then(|()| output.flush())
}

/// Writes to standard output. The exit code says whether that succeeded.
pub fn print(text: &str) -> ExitCode {
    match write_out(text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Prints the output of a command, or its error.
pub fn print_outcome(outcome: Result<String, String>) -> ExitCode {
    match outcome {
        Ok(text) => print(&text),
        Err(message) => fail(FAILURE, &message),
    }
}

/// Writes an error to standard error, and returns the exit code.
pub fn fail(code: u8, message: &str) -> ExitCode {
    // Without a standard error there is no place for the message.
    let _ = writeln!(std::io::stderr(), "iku: {message}");
    ExitCode::from(code)
}

/// Writes lines to standard output. A failure to write does not change the exit code.
pub fn say(lines: &[String]) {
    let mut text = lines.join("\n");
    text.push('\n');
    let _ = std::io::stdout().write_all(text.as_bytes());
}
