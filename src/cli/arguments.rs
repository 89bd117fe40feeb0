//! The commands of the command line and their arguments.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::cli::export::ExportArgs;
use crate::cli::import::ImportArgs;
use crate::cli::keys::KeysCommand;
use crate::cli::person::PersonCommand;
use crate::settings::{RawSettings, Settings};

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "iku", version, about, max_term_width = 100)]
pub struct CommandLine {
    /// The command; `serve` if there is none.
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub settings: RawSettings,
}

/// The commands.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Run the service (the default without a command)
    Serve,
    /// Compare the stored totals with the records; the exit code is 1 if they differ
    Verify {
        /// Rebuild the totals from the records
        #[arg(long)]
        repair: bool,
    },
    /// Import a CSV or XLSX file; the exit code is 3 if the file has errors, and 4 if amounts are doubtful
    Import(ImportArgs),
    /// Export a whole list as a file
    Export(ExportArgs),
    /// Create, list and revoke keys
    Keys {
        /// The command on keys.
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Print or erase the data of one person
    Person {
        /// The command on the data.
        #[command(subcommand)]
        command: PersonCommand,
    },
    /// Write the whole database into one file; the service may run meanwhile
    Backup {
        /// Only check whether the file is a whole backup; this needs no database
        #[arg(long)]
        check: bool,
        /// The file, which must not exist yet
        file: PathBuf,
    },
    /// Fill an empty database, SQLite or PostgreSQL, from a backup
    Restore {
        /// The file
        file: PathBuf,
    },
    /// Print the OpenAPI document
    Openapi,
}

/// The reason why no command is run.
#[derive(Debug)]
pub enum UsageError {
    /// Help or the version was requested: text for standard output.
    Shown(String),
    /// A setting or an argument is wrong: a sentence for standard error.
    Wrong(String),
}

/// Parses the arguments and the environment.
pub fn parse<I, T>(arguments: I) -> Result<(Command, Settings), UsageError>
where
    I: IntoIterator<Item = T>,
    T: Into<std::ffi::OsString> + Clone,
{
    let line = CommandLine::try_parse_from(arguments).map_err(usage_error)?;
    let settings = line.settings.check().map_err(UsageError::Wrong)?;
    Ok((line.command.unwrap_or(Command::Serve), settings))
}

/// Takes the first line of an error of clap; the rest is a summary of all flags, which `--help` shows better.
fn usage_error(error: clap::Error) -> UsageError {
    if !error.use_stderr() {
        return UsageError::Shown(error.render().to_string());
    }
    let text = error.render().to_string();
    let line = text.lines().next().unwrap_or_default();
    UsageError::Wrong(format!("{} (iku --help lists all settings)", line.strip_prefix("error: ").unwrap_or(line)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::size::DemoSize;

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
    fn flags_are_accepted_before_and_after_the_command() {
        let (command, settings) = parse_all(&["--listen", "127.0.0.1:0", "serve", "--pool-size", "3"]).unwrap();
        assert_eq!(command, Command::Serve);
        assert_eq!((settings.listen.port(), settings.store.pool_size), (0, 3));
        assert_eq!(parse_all(&[]).unwrap().0, Command::Serve);
        assert_eq!(parse_all(&["verify", "--repair"]).unwrap().0, Command::Verify { repair: true });
        assert!(matches!(parse_all(&["--help"]), Err(UsageError::Shown(text)) if text.contains("DATABASE_URL")));
    }

    #[test]
    fn a_demonstration_without_a_size_has_the_default_size() {
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
    fn a_log_filter_has_levels_and_levels_of_modules() {
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
}
