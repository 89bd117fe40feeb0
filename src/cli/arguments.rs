//! The command line: its commands and arguments.

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
    /// What to do; `serve` when nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub settings: RawSettings,
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
pub fn usage_error(error: clap::Error) -> UsageError {
    if !error.use_stderr() {
        return UsageError::Shown(error.render().to_string());
    }
    let text = error.render().to_string();
    let line = text.lines().next().unwrap_or_default();
    UsageError::Wrong(format!("{} (iku --help lists all settings)", line.strip_prefix("error: ").unwrap_or(line)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
