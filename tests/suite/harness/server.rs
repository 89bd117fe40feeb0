//! The real binary as a child process.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, ExitStatus, Output};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::client::{Answer, Client, Request, agent};
use super::database::{Backend, Database};
use super::process::{Process, launched_by};
use super::setup::Setup;
use super::wait::until;
use serde_json::Value;

/// The admin key of test servers.
pub(crate) const ADMIN_KEY: &str = "iku_test_admin_key_0123456789abcdef";

/// Longer than the default time for running requests at a stop, and shorter than the time that tests set.
const STOP_LIMIT: Duration = Duration::from_secs(90);

/// One running instance. All methods take `&self`, so that threads can share it while another kills it.
pub(crate) struct Server {
    /// The admin key that the client shortcuts send; empty if the server was started without one.
    pub(crate) key: String,
    pub(super) agent: ureq::Agent,
    url: String,
    admin_key: Option<String>,
    environment: Vec<(String, String)>,
    launcher: Vec<String>,
    // Declared after the process, so that the instance is dropped before its database.
    process: Mutex<Option<Process>>,
    database: Arc<Database>,
    /// Variables for the next start, besides those of every test server.
    settings: Mutex<Vec<(String, String)>>,
}

impl Server {
    pub(super) fn of(setup: Setup) -> Self {
        Self {
            key: setup.admin_key.clone().unwrap_or_default(),
            url: setup.url.unwrap_or_else(|| setup.database.url()),
            admin_key: setup.admin_key,
            environment: setup.environment,
            launcher: setup.launcher,
            database: setup.database,
            agent: agent(),
            process: Mutex::new(None),
            settings: Mutex::default(),
        }
    }

    /// A server with its own empty database.
    pub(crate) fn start(backend: Backend) -> Self {
        Setup::on(backend).start()
    }

    /// Another instance on the same database.
    pub(crate) fn second_instance(&self) -> Self {
        let second = self.prepare_second_instance();
        second.restart();
        second
    }

    /// The same, not started yet: for two instances that start at once.
    pub(crate) fn prepare_second_instance(&self) -> Self {
        Self {
            key: self.key.clone(),
            url: self.url.clone(),
            admin_key: self.admin_key.clone(),
            environment: self.environment.clone(),
            launcher: self.launcher.clone(),
            database: Arc::clone(&self.database),
            agent: agent(),
            process: Mutex::new(None),
            settings: Mutex::default(),
        }
    }

    /// Another instance on the same database, without `IKU_ADMIN_KEY`.
    pub(crate) fn second_instance_without_admin_key(&self) -> Self {
        let second = Self { key: String::new(), admin_key: None, ..self.prepare_second_instance() };
        second.restart();
        second
    }

    /// Sets a variable for the next start of this server.
    pub(crate) fn set(&self, name: &str, value: &str) {
        self.settings.lock().unwrap().push((name.to_owned(), value.to_owned()));
    }

    /// Ends the process if it still runs, and starts it again on the same database and another port.
    pub(crate) fn restart(&self) {
        // The old process stays in place until the new one runs, since other threads may ask for its port.
        self.kill9();
        let started = self.launch();
        *self.process() = Some(started);
    }

    /// `kill -9`: the process finishes nothing.
    pub(crate) fn kill9(&self) {
        if let Some(process) = self.process().as_mut() {
            let _ = process.child.kill();
            let _ = process.child.wait();
        }
    }

    /// SIGTERM, as a service manager sends it; waits for the end.
    pub(crate) fn stop(&self) -> ExitStatus {
        self.send_terminate();
        self.wait()
    }

    /// SIGTERM without waiting.
    pub(crate) fn send_terminate(&self) {
        self.signal(15);
    }

    /// SIGHUP, as a service manager sends it to reload.
    pub(crate) fn send_hangup(&self) {
        self.signal(1);
    }

    /// Sends a signal by its number, once the process handles it: it prints its address a moment earlier.
    fn signal(&self, signal: u32) {
        let pid = self.pid();
        until("the signal is awaited", || {
            let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
            let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
            // If the process has ended already, the next line reports it.
            caught.is_none_or(|mask| u64::from_str_radix(mask.trim(), 16).unwrap_or(0) >> (signal - 1) & 1 == 1)
        });
        let sent =
            Command::new("kill").args([format!("-{signal}"), pid.to_string()]).status().expect("kill to be there");
        assert!(sent.success(), "the process {pid} had ended already");
    }

    /// Waits for the process to end.
    pub(crate) fn wait(&self) -> ExitStatus {
        let until = Instant::now() + STOP_LIMIT;
        loop {
            if let Some(status) = self.with_process(|process| process.child.try_wait().expect("the child's state")) {
                return status;
            }
            assert!(Instant::now() < until, "the server did not end within {STOP_LIMIT:?}; its log:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The stderr since the last start.
    pub(crate) fn log(&self) -> String {
        self.with_process(|process| process.log.lock().unwrap().clone())
    }

    /// The stderr, once it contains this text: the log line of a request follows its answer.
    #[track_caller]
    pub(crate) fn log_with(&self, part: &str) -> String {
        until(&format!("the log has {part}"), || self.log().contains(part));
        self.log()
    }

    /// The stdout since the last start.
    pub(crate) fn output(&self) -> String {
        self.with_process(|process| process.out.lock().unwrap().clone())
    }

    /// The process's id.
    pub(crate) fn pid(&self) -> u32 {
        self.with_process(|process| process.child.id())
    }

    pub(crate) fn port(&self) -> u16 {
        self.with_process(|process| process.port)
    }

    /// `http://127.0.0.1:PORT` of the current process.
    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port())
    }

    pub(crate) fn backend(&self) -> Backend {
        self.database.backend()
    }

    pub(crate) fn database_url(&self) -> String {
        self.url.clone()
    }

    /// The directory of the SQLite files; none on Postgres.
    pub(crate) fn database_directory(&self) -> Option<&Path> {
        self.database.directory()
    }

    /// Runs the command line on the same database.
    pub(crate) fn iku(&self, arguments: &[&str]) -> Output {
        let mut command = super::process::command();
        command.env("DATABASE_URL", &self.url).args(arguments);
        command.output().expect("the binary to run")
    }

    /// Sends these bytes and reads until the server closes. Fails after a minute if the server keeps the connection
    /// open.
    pub(crate) fn raw(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port())).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // The server may answer and close before it has read everything; its answer still counts.
        let _ = stream.write_all(bytes.as_ref());
        let mut answer = Vec::new();
        let mut piece = [0; 4096];
        while let Ok(length @ 1..) = stream.read(&mut piece) {
            answer.extend_from_slice(&piece[..length]);
        }
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A client without a key.
    pub(crate) fn anonymous(&self) -> Client<'_> {
        Client::new(self, None)
    }

    /// A client with this key.
    pub(crate) fn with_key(&self, key: &str) -> Client<'_> {
        Client::new(self, Some(key.to_owned()))
    }

    /// Makes the database unreachable for the server; Postgres only.
    pub(crate) fn drop_database(&self) {
        self.database.destroy();
    }

    fn admin(&self) -> Client<'_> {
        let key = (!self.key.is_empty()).then(|| self.key.clone());
        Client::new(self, key)
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> Request<'_> {
        self.admin().request(method, path)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.admin().get(path)
    }

    pub(crate) fn post(&self, path: &str, body: Value) -> Answer {
        self.admin().post(path, body)
    }

    pub(crate) fn put(&self, path: &str, body: Value) -> Answer {
        self.admin().put(path, body)
    }

    /// Sends a merge patch.
    pub(crate) fn patch(&self, path: &str, body: Value) -> Answer {
        self.admin().patch(path, body)
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.admin().delete(path)
    }

    fn process(&self) -> MutexGuard<'_, Option<Process>> {
        self.process.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn with_process<T>(&self, read: impl FnOnce(&mut Process) -> T) -> T {
        read(self.process().as_mut().expect("the server to have been started"))
    }

    fn launch(&self) -> Process {
        let mut command = launched_by(&self.launcher);
        command
            .env("DATABASE_URL", &self.url)
            .env("IKU_LISTEN", "127.0.0.1:0")
            .env("IKU_POOL_SIZE", "4")
            .env("IKU_WORKERS", "2")
            // Long time limits, see `launched_by`: tests of slow clients set their own.
            .env("IKU_CLIENT_TIMEOUT", "60s")
            .env("IKU_BODY_TIMEOUT", "120s")
            .env("IKU_WRITE_TIMEOUT", "120s")
            // No quota, since tests send as fast as they can; tests of quotas set one.
            .env("IKU_RATE_LIMIT", "off");
        if let Some(key) = &self.admin_key {
            command.env("IKU_ADMIN_KEY", key);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.envs(self.settings.lock().unwrap().clone());
        Process::start(&mut command)
    }
}
