//! The command line: one file per command. Rules and queries are those of the service; nothing is decided here.

pub(crate) mod arguments;
pub(crate) mod backup;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod keys;
pub(crate) mod output;
pub(crate) mod person;
pub(crate) mod progress;
pub(crate) mod serve;
pub(crate) mod terminal;
pub(crate) mod verify;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::api;
use crate::cli::arguments::{Command, UsageError, parse};
use crate::cli::terminal::{USAGE, fail, print, print_outcome};

/// Runs the command of the arguments and the environment. Returns the exit code of the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let (command, settings) = match parse(arguments) {
        Ok(parsed) => parsed,
        Err(UsageError::Shown(text)) => return print(&text),
        Err(UsageError::Wrong(message)) => return fail(USAGE, &message),
    };
    start_log(&settings.log);
    match command {
        Command::Serve => serve::run(&settings),
        Command::Verify { repair } => verify::run(&settings, repair),
        Command::Import(arguments) => import::import(&settings, &arguments),
        Command::Export(arguments) => export::export(&settings, &arguments),
        Command::Keys { command } => print_outcome(keys::run(&command, &settings)),
        Command::Person { command } => print_outcome(person::run(&command, &settings)),
        Command::Backup { check: true, file } => print_outcome(backup::check(&file)),
        Command::Backup { check: false, file } => print_outcome(backup::write(&settings, &file)),
        Command::Restore { file } => backup::restore(&settings, &file),
        Command::Openapi => print(&api::openapi_document()),
    }
}

/// Starts the log: lines on standard error, with times in UTC.
fn start_log(filter: &str) {
    env_logger::Builder::new()
        // Actix logs an error of the service when a client sends anything but HTTP.
        .filter_module("actix_http::h1::dispatcher", log::LevelFilter::Off)
        .parse_filters(filter)
        .format_timestamp_millis()
        .init();
}
