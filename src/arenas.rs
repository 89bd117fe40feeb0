//! Memory that is freed and stays: glibc keeps it in up to eight stores for each processor, one of which a thread goes on using. A
//! service whose work wanders over many threads holds a fifth more for that, and more with every hour.

/// The variable by which glibc is told how many stores to have, before anything else runs.
const VARIABLE: &str = "MALLOC_ARENA_MAX";

/// Starts the program anew with two of them, in the same process. Where the operator has set a number, or where it can't be
/// done, it goes on as it is.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn keep_few() {
    use std::os::unix::process::CommandExt;

    if std::env::var_os(VARIABLE).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut command = std::process::Command::new(program);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    // It returns only where it failed.
    let _ = command.args(arguments).env(VARIABLE, "2").exec();
}

/// Another C library has no such variable.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn keep_few() {
    let _ = VARIABLE;
}
