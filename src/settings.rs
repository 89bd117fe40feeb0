//! All settings, from flags and the environment, checked at start.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use clap::builder::RangedU64ValueParser;

use crate::api::middleware::settings::ApiArgs;
use crate::demo::size::DemoSize;
use crate::http::BodyLimits;
use crate::server::settings::{ServerArgs, ServerSettings};
use crate::store::{DatabaseUrl, StoreOptions};

/// The shortest admin key in characters; a shorter one could be guessed.
const MIN_ADMIN_KEY: usize = 16;

/// The settings before the check. Secrets are plain texts, since clap prints a value that it refuses.
#[derive(Args, Clone, Debug)]
pub struct RawSettings {
    /// Address and port of the service; port 0 takes a free port
    #[arg(long, global = true, env = "IKU_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,

    /// The database: sqlite:PATH (a new file is created) or postgres://USER:PASSWORD@HOST/NAME
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        value_name = "URL",
        default_value = "sqlite:iku.db",
        hide_env_values = true
    )]
    database_url: Secret,

    /// An admin key that is valid while it is set, and is never stored; at least 16 characters. Set it by the variable, since other
    /// users of the machine can see flags
    #[arg(long, global = true, env = "IKU_ADMIN_KEY", value_name = "KEY", hide_env_values = true)]
    admin_key: Option<Secret>,

    /// Database connections for reading (with PostgreSQL: for reading and writing), 1 to 256
    #[arg(long, global = true, env = "IKU_POOL_SIZE", value_name = "NUMBER", default_value = "8",
        value_parser = clap::value_parser!(u32).range(1..=256))]
    pool_size: u32,

    /// Longest queue of writes with SQLite, 1 to 1000000; when it is full, a write is answered 503
    #[arg(long, global = true, env = "IKU_WRITE_QUEUE", value_name = "NUMBER", default_value = "1024",
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=1_000_000))]
    write_queue: usize,

    /// Longest wait in milliseconds, 1 to 600000: of a statement for a lock, of a request for a database connection, and with SQLite of a
    /// write for the writes before it. Then the answer is 503. An import waits twice as long for another import
    #[arg(long, global = true, env = "IKU_LOCK_TIMEOUT", value_name = "MILLISECONDS", default_value = "5000",
        value_parser = clap::value_parser!(u64).range(1..=600_000))]
    lock_timeout: u64,

    /// Largest body of a request in bytes, 1024 to 104857600
    #[arg(long, global = true, env = "IKU_BODY_LIMIT", value_name = "BYTES", default_value_t = BodyLimits::default().bytes,
        value_parser = RangedU64ValueParser::<usize>::new().range(1024..=104_857_600))]
    body_limit: usize,

    /// Largest file to import in bytes, 1024 to 4294967295
    #[arg(long, global = true, env = "IKU_IMPORT_LIMIT", value_name = "BYTES", default_value_t = BodyLimits::default().file,
        value_parser = clap::value_parser!(u64).range(1024..=u64::from(u32::MAX)))]
    import_limit: u64,

    /// Fill an empty database with a synthetic province before serving: `--demo` alone, or with a size such as
    /// cooperatives=4000,umkm=100000,participants=20000,years=8 (a part that is left out has its default). A database that has records
    /// is left untouched
    #[arg(long, global = true, env = "IKU_DEMO", value_name = "SIZE", num_args = 0..=1, require_equals = true,
        default_missing_value = DemoSize::DEFAULT)]
    demo: Option<DemoSize>,

    #[command(flatten)]
    api: ApiArgs,

    #[command(flatten)]
    server: ServerArgs,

    /// Level of the log on standard error: off, error, warn, info, debug or trace, also by module (warn,iku=debug)
    #[arg(long, global = true, env = "IKU_LOG", value_name = "FILTER", default_value = "info", value_parser = log_filter)]
    log: String,
}

/// A text that is never shown in a log line or a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
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

/// The checked settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address and port of the service.
    pub listen: SocketAddr,
    /// The database.
    pub database: DatabaseUrl,
    /// An admin key that is not stored.
    pub admin_key: Option<Secret>,
    /// The settings of proxies, browsers, TLS and quotas.
    pub api: ApiArgs,
    /// The settings of client connections.
    pub server: ServerSettings,
    /// How the store is opened.
    pub store: StoreOptions,
    /// The limits of a request's body.
    pub body: BodyLimits,
    /// The size of the demonstration data; none if `None`.
    pub demo: Option<DemoSize>,
    /// The filter of the log.
    pub log: String,
}

impl RawSettings {
    /// Checks what clap cannot. Fails with a sentence that names the setting.
    pub fn check(self) -> Result<Settings, String> {
        let database = DatabaseUrl::parse(self.database_url.reveal())
            .map_err(|why| format!("DATABASE_URL (--database-url): {why}"))?;
        if self.admin_key.as_ref().is_some_and(|key| key.reveal().chars().count() < MIN_ADMIN_KEY) {
            return Err(format!("IKU_ADMIN_KEY (--admin-key) must have at least {MIN_ADMIN_KEY} characters."));
        }
        // A key is sent in a header, where blanks around it are lost. A line feed is usually the last one of a file.
        let is_clean = |key: &str| key.trim() == key && !key.chars().any(char::is_control);
        if self.admin_key.as_ref().is_some_and(|key| !is_clean(key.reveal())) {
            return Err(
                "IKU_ADMIN_KEY (--admin-key) must not have blanks around it, nor control characters.".to_owned()
            );
        }
        if self.api.tls_cert.is_some() != self.api.tls_key.is_some() {
            return Err("IKU_TLS_CERT (--tls-cert) and IKU_TLS_KEY (--tls-key) must be set together.".to_owned());
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
                write_queue: self.write_queue,
                lock_timeout: Duration::from_millis(self.lock_timeout),
            },
            body: BodyLimits { bytes: self.body_limit, file: self.import_limit },
            demo: self.demo,
            log: self.log,
        })
    }
}

/// Checks that the filter has only levels and levels of modules. The logger would take any other word for a module and log nothing.
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
            Err("The levels are off, error, warn, info, debug and trace, alone or of a module: warn,iku=debug."
                .to_owned())
        }
    }
}
