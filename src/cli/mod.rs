//! What the commands beside `serve` do and say.

pub mod backup;

use std::io::Write as _;
use std::process::ExitCode;

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
