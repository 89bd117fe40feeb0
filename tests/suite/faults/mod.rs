//! Faults around the service: it keeps running or stops with a clear message, answers 503 meanwhile, loses nothing
//! acknowledged, and recovers without help.

mod clock;
mod commit_cut;
mod disk_full;
mod load;
mod patience;
mod postgres_away;
mod proxy;
mod read_only;
mod second_instance;
mod unprivileged;
mod waiting_writers;

use std::path::Path;
use std::process::Command;

use crate::harness::Server;

/// The server in a shell that ignores the signal about file size limits, so that writes fail as on a full disk.
const IGNORING_FILE_LIMITS: [&str; 4] = ["sh", "-c", r#"trap "" XFSZ && exec "$@""#, "sh"];

/// The largest file that the server may write, in bytes; unlimited without a number.
fn limit_files(server: &Server, bytes: Option<u64>) {
    let soft = bytes.map_or_else(|| "unlimited".to_owned(), |bytes| bytes.to_string());
    let (pid, limit) = (server.pid().to_string(), format!("--fsize={soft}:unlimited"));
    // As the server's own user, since root in a container may not change limits of others.
    let mut words = unprivileged::launcher(unprivileged::owner(Path::new("/proc").join(&pid)));
    words.extend(["prlimit".to_owned(), "--pid".to_owned(), pid, limit]);
    let status = Command::new(&words[0]).args(&words[1..]).status().expect("prlimit and setpriv, of util-linux");
    assert!(status.success(), "prlimit failed: {words:?}");
}
