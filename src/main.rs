//! The program `iku`: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    iku::run(std::env::args_os())
}
