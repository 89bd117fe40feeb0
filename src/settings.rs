//! Every setting, from flags and the environment, checked at start.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;

use crate::api::middleware::settings::ApiArgs;
use crate::demo::size::DemoSize;
use crate::http::json::body_limits::BodyLimits;
use crate::server::settings::{ServerArgs, ServerSettings};
use crate::store::database::url::DatabaseUrl;
use crate::store::engine::store::StoreOptions;

/// The shortest admin key, in characters: shorter ones could be guessed.
const MIN_ADMIN_KEY: usize = 16;

/// The settings as they come in. Secrets are texts here, since clap repeats a value that it refuses.
#[derive(Args, Clone, Debug)]
pub struct RawSettings {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, global = true, env = "IKU_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,

    /// The database: sqlite:PATH (the file is made if it is not there) or postgres://USER:PASSWORD@HOST/NAME
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        value_name = "URL",
        default_value = "sqlite:iku.db",
        hide_env_values = true
    )]
    database_url: Secret,

    /// A key with the role admin, for as long as it is set; at least 16 characters, never stored. Better set by the
    /// variable than by the flag, which others on the machine can see
    #[arg(long, global = true, env = "IKU_ADMIN_KEY", value_name = "KEY", hide_env_values = true)]
    admin_key: Option<Secret>,

    /// Database connections that read (with PostgreSQL: that read and write), 1 to 256
    #[arg(long, global = true, env = "IKU_POOL_SIZE", value_name = "NUMBER", default_value = "8",
        value_parser = clap::value_parser!(u32).range(1..=256))]
    pool_size: u32,

    /// Writes that may wait with SQLite, 1 to 1000000; more are answered with 503
    #[arg(long, global = true, env = "IKU_WRITE_QUEUE", value_name = "NUMBER", default_value = "1024",
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    write_queue: u32,

    /// How long a statement waits for a lock, and a request for a connection, before it is answered with 503, in milliseconds,
    /// 1 to 600000; an import waits twice as long for another
    #[arg(long, global = true, env = "IKU_LOCK_TIMEOUT", value_name = "MILLISECONDS", default_value = "5000",
        value_parser = clap::value_parser!(u64).range(1..=600_000))]
    lock_timeout: u64,

    /// Largest body of a request, in bytes, 1024 to 104857600
    #[arg(long, global = true, env = "IKU_BODY_LIMIT", value_name = "BYTES", default_value = "1048576",
        value_parser = clap::value_parser!(u32).range(1024..=104_857_600))]
    body_limit: u32,

    /// Largest file to import, in bytes, 1024 to 4294967295
    #[arg(long, global = true, env = "IKU_IMPORT_LIMIT", value_name = "BYTES", default_value = "268435456",
        value_parser = clap::value_parser!(u32).range(1024..))]
    import_limit: u32,

    /// Fill an empty database with a synthetic province before serving; `--demo` alone or with a size, such as
    /// cooperatives=4000,umkm=100000,participants=20000,years=8 (what is left out is as in `default`). A database that holds
    /// records is served as it is
    #[arg(long, global = true, env = "IKU_DEMO", value_name = "SIZE", num_args = 0..=1, require_equals = true,
        default_missing_value = DemoSize::DEFAULT)]
    demo: Option<DemoSize>,

    #[command(flatten)]
    api: ApiArgs,

    #[command(flatten)]
    server: ServerArgs,

    /// What to log, on standard error: error, warn, info, debug or trace, also by module (warn,iku=debug)
    #[arg(long, global = true, env = "IKU_LOG", value_name = "FILTER", default_value = "info", value_parser = log_filter)]
    log: String,
}

/// A text that is never shown: neither in a log line nor in a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The settings, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where the data is kept.
    pub database: DatabaseUrl,
    /// A key with the role admin that is not stored.
    pub admin_key: Option<Secret>,
    /// What stands before every request.
    pub api: ApiArgs,
    /// How connections are served.
    pub server: ServerSettings,
    /// How the store is opened.
    pub store: StoreOptions,
    /// How much of a body is read, and for how long.
    pub body: BodyLimits,
    /// How large a demonstration an empty database is filled with before it is served; none if `None`.
    pub demo: Option<DemoSize>,
    /// What to log.
    pub log: String,
}

impl RawSettings {
    pub fn check(self) -> Result<Settings, String> {
        let database = DatabaseUrl::parse(self.database_url.reveal())
            .map_err(|why| format!("DATABASE_URL (--database-url): {why}"))?;
        if self.admin_key.as_ref().is_some_and(|key| key.reveal().chars().count() < MIN_ADMIN_KEY) {
            return Err(format!("IKU_ADMIN_KEY (--admin-key) must have {MIN_ADMIN_KEY} characters or more"));
        }
        // It travels in a header, where blanks around it are lost. A line feed would be one left over from a file.
        let is_clean = |key: &str| key.trim() == key && !key.chars().any(char::is_control);
        if self.admin_key.as_ref().is_some_and(|key| !is_clean(key.reveal())) {
            return Err("IKU_ADMIN_KEY (--admin-key) may not start or end in blanks, nor hold line feeds".to_owned());
        }
        if self.api.tls_cert.is_some() != self.api.tls_key.is_some() {
            return Err("IKU_TLS_CERT (--tls-cert) and IKU_TLS_KEY (--tls-key) go together".to_owned());
        }
        let server = self.server.settings();
        Ok(Settings {
            listen: self.listen,
            database,
            admin_key: self.admin_key,
            api: self.api,
            server,
            store: StoreOptions {
                pool_size: self.pool_size,
                write_queue: to_usize(self.write_queue),
                lock_timeout: Duration::from_millis(self.lock_timeout),
            },
            body: BodyLimits { bytes: to_usize(self.body_limit), file: u64::from(self.import_limit) },
            demo: self.demo,
            log: self.log,
        })
    }
}

/// Levels, and levels of modules. The log itself would take any other word for a module's name, and be silent from then on.
fn log_filter(text: &str) -> Result<String, String> {
    let is_level = |word: &str| word.parse::<log::LevelFilter>().is_ok();
    let is_module =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "_:-".contains(c));
    let is_fine = |piece: &str| match piece.split_once('=') {
        None => is_level(piece),
        Some((module, level)) => is_module(module) && is_level(level),
    };
    match text.split(',').map(str::trim).all(is_fine) {
        true => Ok(text.to_owned()),
        false => {
            Err("levels are off, error, warn, info, debug and trace, alone or of a module: warn,iku=debug".to_owned())
        }
    }
}

/// Only on machines with addresses of 16 bits does a number not fit, and there the largest will do.
fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
