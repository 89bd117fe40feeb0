//! Starting: settings, an unreachable database, the help.

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::harness::{Backend, Server, Setup, command};

/// Runs the binary to its end. A process that serves instead is killed, and the test fails.
fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command: Command = command();
    command.env("IKU_LISTEN", "127.0.0.1:0").env("IKU_ADMIN_KEY", "iku_some_test_key_0123456789");
    for (name, value) in environment {
        command.env(name, value);
    }
    let mut child =
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(180);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > until {
            let _ = child.kill();
            panic!("{arguments:?} {environment:?} did not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.wait_with_output().unwrap()
}

/// Fails unless the process failed with a useful message on stderr.
fn refused(environment: &[(&str, &str)]) -> String {
    let output = run(&["serve"], environment);
    assert!(!output.status.success(), "{environment:?} was taken");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!text.trim().is_empty(), "{environment:?}: not a word");
    for trace in ["panicked", "RUST_BACKTRACE", "src/", "Error {"] {
        assert!(!text.contains(trace), "{environment:?} shows the inside: {text}");
    }
    text
}

#[test]
fn an_unreachable_postgres_stops_the_start() {
    let text = refused(&[("DATABASE_URL", "postgres://iku:geheim@127.0.0.1:1/iku")]);
    assert!(text.contains("127.0.0.1"), "it says which one: {text}");
    assert!(!text.contains("geheim"), "the password is in: {text}");
}

#[test]
fn a_missing_postgres_database_stops_the_start() {
    let server = Server::start(Backend::Postgres);
    let url = server.database_url().replacen('?', "_other?", 1);
    let text = refused(&[("DATABASE_URL", &url)]);
    assert!(text.contains("_other"), "{text}");
}

#[test]
fn an_impossible_sqlite_path_stops_the_start() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("no/such/place/iku.db").display());
    refused(&[("DATABASE_URL", &url)]);
    let file = directory.path().join("no-database.db");
    std::fs::write(&file, "this is a letter and no database\n".repeat(100)).unwrap();
    refused(&[("DATABASE_URL", &format!("sqlite:{}", file.display()))]);
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("this is a letter"), "left as it was");
}

#[test]
fn invalid_settings_stop_the_start() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("iku.db").display());
    for (name, wrong) in [
        ("DATABASE_URL", "mysql://root@localhost/iku"),
        ("DATABASE_URL", "nonsense"),
        ("IKU_LISTEN", "nonsense"),
        ("IKU_LISTEN", "127.0.0.1:99999"),
        ("IKU_ADMIN_KEY", "short"),
        ("IKU_POOL_SIZE", "0"),
        ("IKU_POOL_SIZE", "many"),
        ("IKU_WORKERS", "-1"),
    ] {
        let mut environment = vec![("DATABASE_URL", url.as_str())];
        environment.push((name, wrong));
        let text = refused(&environment);
        assert!(name != "IKU_ADMIN_KEY" || !text.contains("short"), "a secret is shown: {text}");
    }
}

#[test]
fn a_taken_port_stops_the_start() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("iku.db").display());
    let address = taken.local_addr().unwrap().to_string();
    let text = refused(&[("DATABASE_URL", &url), ("IKU_LISTEN", &address)]);
    assert!(text.contains(&address), "{text}");
}

#[test]
fn help_explains_each_setting() {
    for arguments in [&["serve", "--help"][..], &["--help"]] {
        let output = run(arguments, &[]);
        assert!(output.status.success());
        assert!(!String::from_utf8_lossy(&output.stdout).contains("iku_some_test_key"), "help shows the key");
    }
    let text = String::from_utf8(run(&["serve", "--help"], &[]).stdout).unwrap();
    for setting in ["IKU_LISTEN", "DATABASE_URL", "IKU_ADMIN_KEY", "IKU_POOL_SIZE", "IKU_WORKERS", "--listen"] {
        assert!(text.contains(setting), "{setting} is not in:\n{text}");
    }
    assert!(!run(&["serve", "--no-such-flag"], &[]).status.success());
    assert!(!run(&["no-such-command"], &[]).status.success());
}

both_backends! {
    fn a_second_start_finds_the_data(backend: Backend) {
        let server = Setup::on(backend).start();
        let id = crate::harness::given::cooperative(&server, "K-1", "15.71");
        let before = server.get(&format!("/cooperatives/{id}")).expect(200);
        assert!(server.stop().success());
        server.restart();
        let after = server.get(&format!("/cooperatives/{id}")).expect(200);
        assert_eq!([after.json(), after.etag().into()], [before.json(), before.etag().into()]);
        assert!(server.iku(&["verify"]).status.success());
    }
}
