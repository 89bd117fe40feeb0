//! Slow and hostile clients. None of it concerns the database, so only SQLite is tested.

mod crowds;
mod framing;
mod limits;
mod line;
mod pipelines;
mod slow;
mod unread;

use std::collections::HashSet;

use crate::harness::{Backend, Server, Setup};
use line::{Line, Reply};

/// A server with these settings.
fn server(settings: &[(&str, &str)]) -> Server {
    settings.iter().fold(Setup::on(Backend::Sqlite), |setup, (name, value)| setup.env(name, value)).start()
}

/// A value of `/proc/PID/status`, in KiB, such as `VmRSS`.
fn memory(server: &Server, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).expect("the process's status");
    let line = status.lines().find_map(|line| line.strip_prefix(&format!("{name}:"))).expect("the figure");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// The processor time that the process has used, in ticks of the system.
fn processor_time(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/stat", server.pid())).expect("the process's status");
    // The fields behind the process's name, which may contain blanks: user time and system time.
    let fields = status.rsplit(')').next().expect("figures").split_ascii_whitespace().skip(11).take(2);
    fields.map(|field| field.parse::<u64>().expect("a number")).sum()
}

/// The number of client connections that the process has open.
fn connections(server: &Server) -> usize {
    let files = std::fs::read_dir(format!("/proc/{}/fd", server.pid())).expect("the process's files");
    let targets = files.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok());
    let open: HashSet<String> = targets.map(|target| target.to_string_lossy().into_owned()).collect();
    let table = std::fs::read_to_string(format!("/proc/{}/net/tcp", server.pid())).expect("the table of connections");
    let port = format!(":{:04X}", server.port());
    let rows = table.lines().map(|line| line.split_ascii_whitespace().collect::<Vec<_>>());
    // Local address, remote address, state (0A is a listener), and further on the socket's inode.
    rows.filter(|row| row[1].ends_with(&port) && row[3] != "0A" && open.contains(&format!("socket:[{}]", row[9])))
        .count()
}

/// Raises this process's limit on open files, for thousands of connections.
fn allow_files(files: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < files) {
        let more = Rlimit { current: Some(files), maximum: limit.maximum };
        setrlimit(Resource::Nofile, more).expect("the system to allow as many open files");
    }
}
