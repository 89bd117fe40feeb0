//! Every setting, from flags and the environment, checked at start.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::api::json::{BodyLimits, DocumentLimits};
use crate::api::settings::ApiArgs;
use crate::cli::keys::KeysCommand;
use crate::cli::person::PersonCommand;
use crate::cli::{ExportArgs, ImportArgs};
use crate::demo::DemoSize;
use crate::server::settings::{ServerArgs, ServerSettings};
use crate::store::{DatabaseUrl, StoreOptions};

/// The shortest admin key, in characters: shorter ones could be guessed.
const MIN_ADMIN_KEY: usize = 16;

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "iku", version, about, max_term_width = 100)]
pub struct CommandLine {
    /// What to do; `serve` when nothing is said.
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: RawSettings,
}

/// What the program can do.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Answer requests (this is what happens when no command is given)
    Serve,
    /// Compare the stored totals with the records that they are made of; exits with 1 where they differ
    Verify {
        /// Rebuild the totals from the records
        #[arg(long)]
        repair: bool,
    },
    /// Take in a whole file, CSV or XLSX; exits with 3 where the file has errors, with 4 where amounts are doubted
    Import(ImportArgs),
    /// Write a whole list as a file
    Export(ExportArgs),
    /// Make, list and revoke keys
    Keys {
        /// What to do with them.
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Print or erase what is held about one person
    Person {
        /// What to do with it.
        #[command(subcommand)]
        command: PersonCommand,
    },
    /// Write everything that the database holds into one file, while the service runs
    Backup {
        /// Only look whether the file is a whole backup; no database is needed
        #[arg(long)]
        check: bool,
        /// The file, which must not be there yet
        file: PathBuf,
    },
    /// Fill an empty database, SQLite or PostgreSQL, from a file that `iku backup` wrote
    Restore {
        /// The file
        file: PathBuf,
    },
    /// Print the OpenAPI document
    Openapi,
}

/// The settings as they come in. Secrets are texts here, since clap repeats a value that it refuses.
#[derive(Args, Clone, Debug)]
struct RawSettings {
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

/// Why the program does not start: a sentence for whoever started it, and whether it is an error at all.
#[derive(Debug)]
pub enum UsageError {
    /// Help or the version was asked for: text for standard output.
    Shown(String),
    /// A setting or an argument is wrong.
    Wrong(String),
}

/// Reads arguments and environment.
///
/// # Errors
/// What to show instead of starting.
pub fn parse<I, T>(arguments: I) -> Result<(Command, Settings), UsageError>
where
    I: IntoIterator<Item = T>,
    T: Into<std::ffi::OsString> + Clone,
{
    let line = CommandLine::try_parse_from(arguments).map_err(usage_error)?;
    let settings = line.settings.check().map_err(UsageError::Wrong)?;
    Ok((line.command.unwrap_or(Command::Serve), settings))
}

/// The first line of what clap says; the rest is a summary of all flags, which `--help` shows better.
fn usage_error(error: clap::Error) -> UsageError {
    if !error.use_stderr() {
        return UsageError::Shown(error.render().to_string());
    }
    let text = error.render().to_string();
    let line = text.lines().next().unwrap_or_default();
    UsageError::Wrong(format!("{} (iku --help lists all settings)", line.strip_prefix("error: ").unwrap_or(line)))
}

impl RawSettings {
    fn check(self) -> Result<Settings, String> {
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
            body: BodyLimits {
                bytes: to_usize(self.body_limit),
                time: server.limits.body,
                document: DocumentLimits::default(),
                file: u64::from(self.import_limit),
            },
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse_all(arguments: &[&str]) -> Result<(Command, Settings), UsageError> {
        parse(["iku"].iter().chain(arguments))
    }

    fn wrong(arguments: &[&str]) -> String {
        match parse_all(arguments) {
            Err(UsageError::Wrong(message)) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn flags_may_stand_before_and_after_the_command() {
        let (command, settings) = parse_all(&["--listen", "127.0.0.1:0", "serve", "--pool-size", "3"]).unwrap();
        assert_eq!(command, Command::Serve);
        assert_eq!((settings.listen.port(), settings.store.pool_size), (0, 3));
        assert_eq!(parse_all(&[]).unwrap().0, Command::Serve);
        assert_eq!(parse_all(&["verify", "--repair"]).unwrap().0, Command::Verify { repair: true });
        assert!(matches!(parse_all(&["--help"]), Err(UsageError::Shown(text)) if text.contains("DATABASE_URL")));
    }

    #[test]
    fn a_demonstration_has_the_usual_size_unless_one_is_given() {
        let demo = |arguments: &[&str]| parse_all(arguments).unwrap().1.demo;
        assert_eq!(demo(&[]), None);
        assert_eq!(demo(&["--demo"]), Some(DemoSize::default()));
        assert_eq!(demo(&["--demo", "serve"]), Some(DemoSize::default()));
        assert_eq!(demo(&["--demo=umkm=7"]), Some(DemoSize { umkm: 7, ..DemoSize::default() }));
        assert!(wrong(&["--demo=umkm=many"]).contains("--demo"), "{}", wrong(&["--demo=umkm=many"]));
        assert!(wrong(&["--demo=umkm=many"]).contains("whole number"));
    }

    #[test]
    fn wrong_settings_are_named() {
        assert!(wrong(&["--workers", "0"]).contains("--workers"));
        assert!(wrong(&["--body-limit", "1"]).contains("--body-limit"));
        assert!(wrong(&["--listen", "nowhere"]).contains("--listen"));
        assert!(wrong(&["--nonsense"]).contains("--nonsense"));
        for filter in ["nonsense", "%%%", "", "warn,", "iku=", "=info", "warn;iku=debug"] {
            assert!(wrong(&["--log", filter]).contains("warn,iku=debug"), "{filter}");
        }
        assert!(wrong(&["--database-url", "sqlite::memory:"]).contains("DATABASE_URL"));
        for message in [wrong(&["--workers", "0"]), wrong(&["--nonsense"])] {
            assert_eq!(message.lines().count(), 1, "{message}");
        }
    }

    #[test]
    fn a_log_filter_is_levels_also_of_modules() {
        for filter in ["info", "OFF", "warn,iku=debug", "warn, iku::store=trace"] {
            assert_eq!(parse_all(&["--log", filter]).unwrap().1.log, filter);
        }
    }

    #[test]
    fn secrets_are_never_shown() {
        for message in [wrong(&["--admin-key", "s3cret"]), wrong(&["--database-url", "mysql://u:s3cret@h/d"])] {
            assert!(!message.contains("s3cret"), "{message}");
        }
        let url = "postgres://u:s3cret@h/d";
        let (_, settings) = parse_all(&["--admin-key", "s3cret-s3cret-s3cret", "--database-url", url]).unwrap();
        assert!(!format!("{settings:?}").contains("s3cret"), "{settings:?}");
    }

    proptest! {
        #[test]
        fn any_setting_is_answered_in_one_line(text in any::<String>(), number in any::<i128>()) {
            for flag in ["--listen", "--workers", "--pool-size", "--write-queue", "--lock-timeout", "--body-limit", "--body-timeout"] {
                for value in [text.clone(), number.to_string()] {
                    match parse_all(&[&format!("{flag}={value}")]) {
                        Ok(_) | Err(UsageError::Shown(_)) => {}
                        Err(UsageError::Wrong(message)) => prop_assert_eq!(message.lines().count(), 1, "{}", message),
                    }
                }
            }
        }

        #[test]
        fn numbers_are_taken_within_their_bounds(workers in any::<u16>(), pool in any::<u32>()) {
            let (workers_arg, pool_arg) = (workers.to_string(), pool.to_string());
            let taken = parse_all(&["--workers", &workers_arg, "--pool-size", &pool_arg]).is_ok();
            prop_assert_eq!(taken, (1..=512).contains(&workers) && (1..=256).contains(&pool));
        }
    }
}
