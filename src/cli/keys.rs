//! `iku keys`: for whoever has the database at hand, also when no admin key is left.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};
use clap::Subcommand;

use crate::cli::terminal::text;
use crate::domain::{RegionCode, Role};
use crate::settings::Settings;
use crate::store::keys;
use crate::store::models::actor::Actor;
use crate::store::models::key::{Key, KeyData};
use crate::store::resources::regions;

/// What can be done with keys.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum KeysCommand {
    /// List all keys, those that were revoked too
    List,
    /// Make a key and print it: it can't be shown again
    Create {
        /// Whose it is or what for
        #[arg(long, value_parser = parse_name)]
        name: String,
        /// viewer, operator, approver or admin
        #[arg(long, value_parser = parse_role)]
        role: Role,
        /// Bind an operator to this region and those below it (Kemendagri code)
        #[arg(long, value_parser = parse_region)]
        region: Option<RegionCode>,
        /// After how many days it opens nothing any more
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=36_500))]
        expires_in: Option<u16>,
    },
    /// Revoke a key: it opens nothing from the next request on
    Revoke {
        /// Its id, as `iku keys list` shows it
        id: i64,
    },
}

fn parse_name(raw: &str) -> Result<String, String> {
    let is_line = raw.trim() == raw && raw.chars().any(char::is_alphanumeric) && !raw.chars().any(char::is_control);
    if is_line && raw.chars().count() <= 200 {
        Ok(raw.to_owned())
    } else {
        Err("a name is one line of at most 200 characters, with a letter or digit".to_owned())
    }
}

fn parse_role(raw: &str) -> Result<Role, String> {
    Role::parse(raw).ok_or_else(|| "a role is viewer, operator, approver or admin".to_owned())
}

fn parse_region(raw: &str) -> Result<RegionCode, String> {
    RegionCode::parse(raw).ok_or_else(|| "a region's code is like 15 or 15.71".to_owned())
}

/// Does it, and says what is to be printed.
///
/// # Errors
/// A sentence for whoever typed the command.
pub fn run(command: &KeysCommand, settings: &Settings) -> Result<String, String> {
    let store = crate::cli::terminal::open(settings)?;
    let done = match command {
        KeysCommand::List => store.read_blocking(keys::all).map(|keys| table(&keys)),
        KeysCommand::Create { name, role, region, expires_in } => {
            if region.is_some() && *role != Role::Operator {
                return Err(text("--region hanya untuk --role operator", "--region goes with --role operator alone"));
            }
            let days = expires_in.map(|days| Duration::from_secs(86_400 * u64::from(days)));
            let expires_at = days.map(|days| (Utc::now() + days).naive_utc());
            let data = KeyData { name: name.clone(), role: *role, region: region.clone(), expires_at };
            store
                .write_blocking(Actor::CommandLine, |tx| {
                    data.region.as_ref().map_or(Ok(()), |region| regions::require(tx, region))?;
                    keys::create(tx, &data)
                })
                .map(|(made, key)| {
                    let (id, role) = (made.id, made.role);
                    text(
                        format!("kunci {id} ({role}), hanya ditampilkan sekali ini: {key}\n"),
                        format!("key {id} ({role}), shown only this once: {key}\n"),
                    )
                })
        }
        KeysCommand::Revoke { id } => store.write_blocking(Actor::CommandLine, |tx| keys::revoke(tx, *id)).map(|key| {
            let Key { id, name, role, .. } = &key;
            text(
                format!("kunci {id} ({name}, {role}) telah dicabut\n"),
                format!("key {id} ({name}, {role}) is revoked\n"),
            )
        }),
    };
    done.map_err(|error| crate::cli::terminal::describe(settings, error))
}

/// One key a line, in columns that a tab parts.
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
