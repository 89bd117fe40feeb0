//! The settings with which a test's server starts.

use std::path::Path;
use std::sync::Arc;

use super::database::{Backend, Database};
use super::server::{ADMIN_KEY, Server};

/// The settings of a server; `Server::start` is the usual way.
pub(crate) struct Setup {
    pub(super) database: Arc<Database>,
    pub(super) admin_key: Option<String>,
    pub(super) url: Option<String>,
    pub(super) environment: Vec<(String, String)>,
    pub(super) launcher: Vec<String>,
}

impl Setup {
    pub(crate) fn on(backend: Backend) -> Self {
        Self {
            database: Arc::new(Database::create(backend)),
            admin_key: Some(ADMIN_KEY.to_owned()),
            url: None,
            environment: Vec::new(),
            launcher: Vec::new(),
        }
    }

    /// Sets a variable of the server's environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A program and its arguments that starts the server by `exec`: the binary's path is its last argument.
    pub(crate) fn launched_by(mut self, launcher: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.launcher = launcher.into_iter().map(Into::into).collect();
        self
    }

    /// Another URL of the same database, derived from its own URL.
    pub(crate) fn url(mut self, change: impl FnOnce(&str) -> String) -> Self {
        self.url = Some(change(&self.database.url()));
        self
    }

    /// The directory of the SQLite file; none on Postgres.
    pub(crate) fn database_directory(&self) -> Option<&Path> {
        self.database.directory()
    }

    /// Starts without `IKU_ADMIN_KEY`: the service creates a key itself.
    pub(crate) fn without_admin_key(mut self) -> Self {
        self.admin_key = None;
        self
    }

    /// Adds parameters to the database's URL, such as `sslmode=require`.
    pub(crate) fn url_query(mut self, query: &str) -> Self {
        let url = self.database.url();
        let separator = if url.contains('?') { '&' } else { '?' };
        self.url = Some(format!("{url}{separator}{query}"));
        self
    }

    pub(crate) fn start(self) -> Server {
        let server = self.prepare();
        server.restart();
        server
    }

    /// A server that is not started yet: `restart` starts it.
    pub(crate) fn prepare(self) -> Server {
        Server::of(self)
    }
}
