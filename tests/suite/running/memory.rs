//! The C library's settings for memory: set before the process does anything, unless the operator has set them.

use crate::harness::{Backend, Server, Setup};

/// The environment with which the process was started.
fn environment(server: &Server) -> Vec<String> {
    let raw = std::fs::read(format!("/proc/{}/environ", server.pid())).expect("the process's environment");
    raw.split(|byte| *byte == 0).map(|variable| String::from_utf8_lossy(variable).into_owned()).collect()
}

#[test]
fn memory_arenas_are_few() {
    let server = Server::start(Backend::Sqlite);
    assert!(environment(&server).contains(&"MALLOC_ARENA_MAX=2".to_owned()));
    // The process keeps its name and its arguments.
    let name = std::fs::read_to_string(format!("/proc/{}/comm", server.pid())).unwrap();
    assert_eq!(name.trim(), "iku");
    server.get("/readyz").expect(200);
}

#[test]
fn the_operators_memory_setting_is_kept() {
    let server = Setup::on(Backend::Sqlite).env("MALLOC_ARENA_MAX", "5").start();
    assert!(environment(&server).contains(&"MALLOC_ARENA_MAX=5".to_owned()));
}
