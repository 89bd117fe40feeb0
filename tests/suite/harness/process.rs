//! A server's process, killed when its owner is dropped.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const START_LIMIT: Duration = Duration::from_secs(180);

/// The child process and its output.
pub(super) struct Process {
    pub(super) child: Child,
    pub(super) port: u16,
    pub(super) out: Arc<Mutex<String>>,
    pub(super) log: Arc<Mutex<String>>,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    /// Starts the process and waits until it prints its address.
    pub(super) fn start(command: &mut Command) -> Self {
        let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("the binary to start");
        let (out, log) = (Arc::default(), Arc::default());
        let (announce, announced) = channel();
        drain(child.stdout.take().expect("a pipe"), Arc::clone(&out), Some(announce));
        drain(child.stderr.take().expect("a pipe"), Arc::clone(&log), None);
        let mut process = Self { child, port: 0, out, log };
        process.port = await_port(&mut process, &announced);
        process
    }
}

/// The binary without this process's settings, and with long time limits.
pub(crate) fn command() -> Command {
    launched_by(&[])
}

/// The same, started by another program.
pub(super) fn launched_by(launcher: &[String]) -> Command {
    let binary = env!("CARGO_BIN_EXE_iku");
    let mut command = match launcher {
        [] => Command::new(binary),
        [program, arguments @ ..] => {
            let mut command = Command::new(program);
            command.args(arguments).arg(binary);
            command
        }
    };
    for (name, _) in std::env::vars() {
        let speaks = ["LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES"].contains(&name.as_str());
        if name.starts_with("IKU_") || name == "DATABASE_URL" || name == "RUST_LOG" || speaks {
            command.env_remove(name);
        }
    }
    // A shared machine may delay any process for seconds. Tests of time limits set their own.
    command.env("IKU_LOCK_TIMEOUT", "60000");
    command
}

/// Reads a pipe to its end in a thread, so that the child never blocks on it.
fn drain(pipe: impl Read + Send + 'static, into: Arc<Mutex<String>>, announce: Option<Sender<u16>>) {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n') {
            let Ok(line) = line else { break };
            let line = String::from_utf8_lossy(&line);
            let address = line.trim().strip_prefix("iku listens on http").map(|rest| rest.trim_start_matches('s'));
            let port = address.and_then(|rest| rest.strip_prefix("://127.0.0.1:")).and_then(|port| port.parse().ok());
            let mut text = into.lock().unwrap();
            text.push_str(&line);
            text.push('\n');
            drop(text);
            if let (Some(port), Some(announce)) = (port, &announce) {
                let _ = announce.send(port);
            }
        }
    });
}

fn await_port(process: &mut Process, announced: &Receiver<u16>) -> u16 {
    let until = Instant::now() + START_LIMIT;
    loop {
        if let Ok(port) = announced.recv_timeout(Duration::from_millis(50)) {
            return port;
        }
        let ended = process.child.try_wait().expect("the child's state");
        if ended.is_some() || Instant::now() > until {
            let (out, log) = (process.out.lock().unwrap(), process.log.lock().unwrap());
            panic!("the server did not start ({ended:?})\nstdout:\n{out}\nstderr:\n{log}");
        }
    }
}
