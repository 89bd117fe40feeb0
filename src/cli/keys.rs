//! `iku keys`: manages keys with direct access to the database, also when no admin key is left.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};
use clap::Subcommand;

use crate::cli::terminal::{describe, open, text};
use crate::domain::{RegionCode, Role};
use crate::settings::Settings;
use crate::store::models::key::Key;
use crate::store::resources::regions;
use crate::store::{Actor, KeyData, keys};

/// The commands on keys.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum KeysCommand {
    /// List all keys, including revoked ones
    List,
    /// Create a key and print it: it cannot be shown again
    Create {
        /// The person or purpose that the key is for
        #[arg(long, value_parser = parse_name)]
        name: String,
        /// viewer, operator, approver or admin
        #[arg(long, value_parser = parse_role)]
        role: Role,
        /// Bind an operator to this region and those below it (Kemendagri code)
        #[arg(long, value_parser = parse_region)]
        region: Option<RegionCode>,
        /// The number of days after which the key expires
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=36_500))]
        expires_in: Option<u16>,
    },
    /// Revoke a key: it is refused from the next request on
    Revoke {
        /// The id of the key, as `iku keys list` shows it
        id: i64,
    },
}

fn parse_name(raw: &str) -> Result<String, String> {
    let is_line = raw.trim() == raw && raw.chars().any(char::is_alphanumeric) && !raw.chars().any(char::is_control);
    if is_line && raw.chars().count() <= 200 {
        Ok(raw.to_owned())
    } else {
        Err("The name must be one line of at most 200 characters, with a letter or digit.".to_owned())
    }
}

fn parse_role(raw: &str) -> Result<Role, String> {
    Role::parse(raw).ok_or_else(|| "The value must be viewer, operator, approver or admin.".to_owned())
}

fn parse_region(raw: &str) -> Result<RegionCode, String> {
    RegionCode::parse(raw).ok_or_else(|| "The value must be the code of a region, such as 15 or 15.71.".to_owned())
}

/// Runs the command. Returns the text to print, or an error as a sentence.
pub fn run(command: &KeysCommand, settings: &Settings) -> Result<String, String> {
    let mut database = open(settings).map_err(|error| describe(settings, error))?;
    let done = match command {
        KeysCommand::List => keys::all(&mut database).map(|keys| table(&keys)),
        KeysCommand::Create { name, role, region, expires_in } => {
            if region.is_some() && *role != Role::Operator {
                return Err(text("--region hanya untuk --role operator.", "--region is only for --role operator."));
            }
            let days = expires_in.map(|days| Duration::from_secs(86_400 * u64::from(days)));
            let expires_at = days.map(|days| (Utc::now() + days).naive_utc());
            let data = KeyData { name: name.clone(), role: *role, region: region.clone(), expires_at };
            database
                .write(Actor::CommandLine, |tx| {
                    data.region.as_ref().map_or(Ok(()), |region| regions::require(tx, region))?;
                    keys::create(tx, &data)
                })
                .map(|(created, key)| {
                    let (id, role) = (created.id, created.role);
                    text(
                        format!("Kunci {id} ({role}), hanya ditampilkan sekali ini: {key}\n"),
                        format!("Key {id} ({role}), shown only this once: {key}\n"),
                    )
                })
        }
        KeysCommand::Revoke { id } => database.write(Actor::CommandLine, |tx| keys::revoke(tx, *id)).map(|key| {
            let Key { id, name, role, .. } = &key;
            text(
                format!("Kunci {id} ({name}, {role}) telah dicabut.\n"),
                format!("Key {id} ({name}, {role}) is revoked.\n"),
            )
        }),
    };
    done.map_err(|error| describe(settings, error))
}

/// One key per line, in columns separated by tabs.
fn table(keys: &[Key]) -> String {
    let mut table = text(
        "id\tperan\twilayah\tkeadaan\tterakhir dipakai\tdibuat oleh\tnama\n",
        "id\trole\tregion\tstate\tlast used\tcreated by\tname\n",
    );
    for key in keys {
        let region = key.region.as_ref().map_or("-", RegionCode::as_str);
        let state = match (key.revoked_at, key.expires_at) {
            (Some(at), _) => format!("{} {}", text("dicabut", "revoked"), time(at)),
            (None, Some(at)) if at <= Utc::now().naive_utc() => {
                format!("{} {}", text("kedaluwarsa", "expired"), time(at))
            }
            (None, Some(at)) => format!("{} {}", text("sampai", "until"), time(at)),
            (None, None) => text("berlaku", "valid"),
        };
        let used = key.last_used_at.map_or_else(|| text("belum pernah", "never"), time);
        let author = key.created_by.as_deref().unwrap_or("-");
        table.push_str(&format!("{}\t{}\t{region}\t{state}\t{used}\t{author}\t{}\n", key.id, key.role, key.name));
    }
    table
}

fn time(at: NaiveDateTime) -> String {
    DateTime::<Utc>::from_naive_utc_and_offset(at, Utc).to_rfc3339_opts(SecondsFormat::Secs, true)
}
