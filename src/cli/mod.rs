//! The command line: what each command does. Rules and queries are those of the service; nothing is decided here.

pub(crate) mod arguments;
pub(crate) mod backup;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod keys;
pub(crate) mod output;
pub(crate) mod person;
pub(crate) mod progress;
pub(crate) mod terminal;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::api;
use crate::app::{Application, StartError};
use crate::cli::arguments::{Command, UsageError, parse};
use crate::cli::terminal::{USAGE, fail, print, write_out};
use crate::settings::Settings;
use crate::store::engine::store::Store;

/// Does what the arguments and the environment say. Gives the program's exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let (command, settings) = match parse(arguments) {
        Ok(parsed) => parsed,
        Err(UsageError::Shown(text)) => return print(&text),
        Err(UsageError::Wrong(message)) => return fail(USAGE, &message),
    };
    start_log(&settings.log);
    match command {
        Command::Serve => serve(&settings),
        Command::Verify { repair } => verify(&settings, repair),
        Command::Import(arguments) => import::import(&settings, &arguments),
        Command::Export(arguments) => export::export(&settings, &arguments),
        Command::Keys { command } => describe(keys::run(&command, &settings)),
        Command::Person { command } => describe(person::run(&command, &settings)),
        Command::Backup { check: true, file } => backup::check(&file),
        Command::Backup { check: false, file } => backup::write(&settings, &file),
        Command::Restore { file } => backup::restore(&settings, &file),
        Command::Openapi => print(&api::openapi_document()),
    }
}

/// Lines to standard error, with times in UTC.
fn start_log(filter: &str) {
    env_logger::Builder::new()
        // It calls it an error of the service when somebody sends what is not HTTP.
        .filter_module("actix_http::h1::dispatcher", log::LevelFilter::Off)
        .parse_filters(filter)
        .format_timestamp_millis()
        .init();
}

fn serve(settings: &Settings) -> ExitCode {
    let application = match Application::build(settings, show_key) {
        Ok(application) => application,
        Err(error) => return fail(1, &error.to_string()),
    };
    let mut told = application
        .metrics_address()
        .map_or_else(String::new, |address| format!("iku tells its metrics on http://{address}/metrics\n"));
    told.push_str(&format!("iku listens on {}\n", application.url()));
    // Whoever started it may not read what it says; that is no reason not to serve.
    let ready = move || {
        let _ = print(&told);
    };
    match actix_web::rt::System::new().block_on(application.run(ready)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(1, &error.to_string()),
    }
}

/// Compares the totals that are kept with the records, and names what differs.
fn verify(settings: &Settings, repair: bool) -> ExitCode {
    let outcome = Store::open_existing(&settings.database, settings.store)
        .and_then(|store| if repair { store.repair() } else { store.verify() });
    let found = match outcome {
        Ok(found) => found,
        Err(error) => return fail(1, &StartError::Store(settings.database.to_string(), error).to_string()),
    };
    let mut report = String::new();
    for difference in &found {
        report.push_str(&format!("{difference}\n"));
    }
    match (found.len(), repair) {
        (0, _) => report.push_str("verified: every total is what the records say\n"),
        (count, true) => report.push_str(&format!("repaired: {count} totals were not what the records say\n")),
        (count, false) => report
            .push_str(&format!("{count} totals are not what the records say; `iku verify --repair` rebuilds them\n")),
    }
    let printed = print(&report);
    if found.is_empty() || repair { printed } else { ExitCode::FAILURE }
}

fn describe(outcome: Result<String, String>) -> ExitCode {
    match outcome {
        Ok(text) => print(&text),
        Err(message) => fail(1, &message),
    }
}

fn show_key(key: &str) -> std::io::Result<()> {
    write_out(&format!("iku made an admin key, shown only this once: {key}\n"))
}
