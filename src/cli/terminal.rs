//! What a command reads from the terminal and writes to it: language, texts, exit codes.

use std::io::Write as _;
use std::process::ExitCode;

use crate::app::StartError;
use crate::domain::{Language, Text};
use crate::exchange::dataset::FileDataset;
use crate::exchange::dialect::Numbers;
use crate::settings::Settings;
use crate::store::database::error::StoreError;
use crate::store::engine::store::Store;

/// The service or its database failed.
pub const FAILURE: u8 = 1;
/// A wrong argument.
pub const USAGE: u8 = 2;
/// The file has errors.
pub const FAULTS: u8 = 3;
/// Amounts are doubted and were not confirmed.
pub const DOUBTS: u8 = 4;

pub fn parse_dataset(raw: &str) -> Result<FileDataset, String> {
    FileDataset::parse(raw).ok_or_else(|| {
        let all = FileDataset::ALL.iter().map(FileDataset::to_string).collect::<Vec<_>>().join(", ");
        format!("must be one of: {all}")
    })
}

pub fn parse_numbers(raw: &str) -> Result<Numbers, String> {
    Numbers::parse(raw).ok_or_else(|| "must be id (1.250.000,50) or en (1250000.50)".to_owned())
}

/// The language of the terminal, by the usual variables.
pub fn language() -> Language {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let found = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG")).unwrap_or_default();
    if found.starts_with("id") || found.starts_with("in_") { Language::Indonesian } else { Language::English }
}

/// A text in the language of the terminal.
pub fn text(id: impl Into<String>, en: impl Into<String>) -> String {
    Text::new(id, en).in_language(language()).to_owned()
}

/// Opens the database that the settings name, which must be there.
///
/// # Errors
/// A sentence for whoever typed the command.
pub fn open(settings: &Settings) -> Result<Store, String> {
    Store::open_existing(&settings.database, settings.store).map_err(|error| describe(settings, error))
}

/// What the store says, as a sentence.
pub fn describe(settings: &Settings, error: StoreError) -> String {
    match error {
        StoreError::NotFound(what) => what.in_language(language()).to_owned(),
        StoreError::Invalid(violations) => {
            let details = violations.iter().map(|violation| violation.detail.in_language(language()));
            details.collect::<Vec<_>>().join("; ")
        }
        other => {
            let database = &settings.database;
            let id = match &other {
                StoreError::Unavailable(why) | StoreError::Internal(why) => {
                    format!("basis data {database} tidak dapat dipakai: {why}")
                }
                other => format!("basis data {database} tidak dapat dipakai: {other:?}"),
            };
            text(id, StartError::Store(database.to_string(), other).to_string())
        }
    }
}

/// Writes to standard output.
///
/// # Errors
/// Where it can't be written to.
pub fn write_out(text: &str) -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    output.write_all(text.as_bytes()).and_then(|()| output.flush())
}

/// Writes to standard output; fails where that can't be written to.
pub fn print(text: &str) -> ExitCode {
    match write_out(text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Says what went wrong, on standard error.
pub fn fail(code: u8, message: &str) -> ExitCode {
    // With no standard error there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "iku: {message}");
    ExitCode::from(code)
}

/// Writes lines to standard output; whoever does not read them has the exit code.
pub fn say(lines: &[String]) {
    let mut text = lines.join("\n");
    text.push('\n');
    let _ = std::io::stdout().write_all(text.as_bytes());
}
