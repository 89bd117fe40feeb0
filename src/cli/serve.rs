//! `iku serve`: runs the service.

use std::process::ExitCode;

use crate::app::Application;
use crate::cli::terminal::{FAILURE, fail, print, write_out};
use crate::settings::Settings;

/// Runs the service until it is stopped.
pub fn run(settings: &Settings) -> ExitCode {
    let application = match Application::build(settings, show_key) {
        Ok(application) => application,
        Err(error) => return fail(FAILURE, &error.to_string()),
    };
    let metrics =
        application.metrics_address().map(|address| format!("iku serves metrics on http://{address}/metrics\n"));
    let ready = format!("{}iku listens on {}\n", metrics.unwrap_or_default(), application.url());
    let announce = move || {
        // The service runs even where its standard output is closed.
        let _ = print(&ready);
    };
    match actix_web::rt::System::new().block_on(application.run(announce)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(FAILURE, &error.to_string()),
    }
}

fn show_key(key: &str) -> std::io::Result<()> {
    write_out(&format!("iku made an admin key, shown only this once: {key}\n"))
}
