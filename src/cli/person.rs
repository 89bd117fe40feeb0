//! `iku person`: what is held about one person, handed out or erased. The identity number comes in on standard input, so
//! that no list of processes and no history of commands holds it.

use std::io::{IsTerminal, Write};

use chrono::{NaiveDateTime, SecondsFormat};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::terminal::text;
use crate::domain::identity_number::DIGITS;
use crate::settings::Settings;
use crate::store::engine::store::Store;
use crate::store::models::actor::Actor;
use crate::store::resources::persons;
use crate::store::resources::persons::{Owner, Person};

/// What can be done with what is held about a person.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum PersonCommand {
    /// Print all that is held about a person, as JSON
    Export {
        /// Whose
        #[command(flatten)]
        who: Who,
    },
    /// Erase a person's name and identity number, or an owner's name; scores and amounts stay, so that figures hold
    Erase {
        /// Whose
        #[command(flatten)]
        who: Who,
        /// Do it; without this it is only said what would be erased. It cannot be undone
        #[arg(long)]
        yes: bool,
    },
}

/// Who is meant: the person whose identity number is read from standard input, or the owner of a business.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The owner of the business with this register number, instead of a person by identity number
    #[arg(long, value_name = "REGISTER_NUMBER")]
    owner: Option<String>,
}

/// Does it, and says what is to be printed.
///
/// # Errors
/// A sentence for whoever typed the command.
pub fn run(command: &PersonCommand, settings: &Settings) -> Result<String, String> {
    let store = crate::cli::terminal::open(settings)?;
    let failed = |error| crate::cli::terminal::describe(settings, error);
    match command {
        PersonCommand::Export { who: Who { owner: Some(register_number) } } => {
            store.read_blocking(|connection| persons::owner(connection, register_number)).map(of_owner).map_err(failed)
        }
        PersonCommand::Export { who: Who { owner: None } } => {
            let number = identity_number()?;
            let found = store.read_blocking(|connection| persons::person(connection, &number)).map_err(failed)?;
            Ok(of_person(&number, found))
        }
        PersonCommand::Erase { who: Who { owner: Some(register_number) }, yes } => {
            erase_owner(&store, register_number, *yes).map_err(failed)
        }
        PersonCommand::Erase { who: Who { owner: None }, yes } => {
            let number = identity_number()?;
            erase_person(&store, &number, *yes).map_err(failed)
        }
    }
}

fn erase_person(store: &Store, number: &str, yes: bool) -> crate::store::database::error::StoreResult<String> {
    if !yes {
        let found = store.read_blocking(|connection| persons::person(connection, number))?;
        let count = found.participations.len();
        return Ok(text(
            format!("{count} kepesertaan akan kehilangan nama, NIK, dan tautannya; --yes melakukannya\n"),
            format!("{count} participations would lose name, identity number and links; --yes does it\n"),
        ));
    }
    let count = store.write_blocking(Actor::CommandLine, |tx| persons::erase_person(tx, number))?;
    store.read_blocking(persons::purge)?;
    Ok(text(
        format!("{count} kepesertaan telah kehilangan nama, NIK, dan tautannya\n"),
        format!("{count} participations have lost name, identity number and links\n"),
    ))
}

fn erase_owner(store: &Store, register_number: &str, yes: bool) -> crate::store::database::error::StoreResult<String> {
    if !yes {
        let found = store.read_blocking(|connection| persons::owner(connection, register_number))?;
        let is_named = found.business.owner_name.is_some();
        return Ok(match is_named {
            true => text(
                "usaha ini akan kehilangan nama pemiliknya; --yes melakukannya\n",
                "the business would lose its owner's name; --yes does it\n",
            ),
            false => text("usaha ini tidak mempunyai nama pemilik\n", "the business has no owner's name\n"),
        });
    }
    let was_named = store.write_blocking(Actor::CommandLine, |tx| persons::erase_owner(tx, register_number))?;
    store.read_blocking(persons::purge)?;
    Ok(match was_named {
        true => text("usaha ini telah kehilangan nama pemiliknya\n", "the business has lost its owner's name\n"),
        false => text("usaha ini tidak mempunyai nama pemilik\n", "the business had no owner's name\n"),
    })
}

/// The number from standard input; asked for where somebody sits at it.
fn identity_number() -> Result<String, String> {
    if std::io::stdin().is_terminal() {
        let mut errors = std::io::stderr();
        // Whoever can't see the question can still answer it.
        let _ = write!(errors, "{}", text("NIK: ", "identity number: ")).and_then(|()| errors.flush());
    }
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .map_err(|error| text(format!("masukan standar: {error}"), format!("standard input: {error}")))?;
    let number = line.trim();
    if number.len() == DIGITS && number.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(number.to_owned())
    } else {
        Err(text(
            format!("NIK dengan {DIGITS} angka diharapkan di masukan standar"),
            format!("an identity number of {DIGITS} digits is expected on standard input"),
        ))
    }
}

fn of_person(number: &str, person: Person) -> String {
    let participations = person.participations.into_iter().map(|found| {
        let participant = found.participant;
        json!({
            "id": participant.id,
            "training_id": participant.training_id,
            "training_code": found.training_code,
            "region": found.region,
            "name": participant.name,
            "identity_number": participant.identity_number,
            "cooperative_id": participant.cooperative_id,
            "cooperative_number": found.cooperative_number,
            "umkm_id": participant.umkm_id,
            "umkm_number": found.umkm_number,
            "score": participant.score.map(|score| score.to_string()),
            "created_at": time(participant.created_at),
            "updated_at": time(participant.updated_at),
        })
    });
    let participations: Vec<Value> = participations.collect();
    let reads = person.reads.into_iter().map(|read| {
        json!({
            "participant": read.natural_key,
            "read_at": time(read.at),
            "by": read.actor,
            "key_id": read.key_id,
            "request_id": read.request_id,
        })
    });
    let reads: Vec<Value> = reads.collect();
    pretty(&json!({"identity_number": number, "participations": participations, "identity_number_reads": reads}))
}

fn of_owner(Owner { business, reports }: Owner) -> String {
    let reports = reports.into_iter().map(|report| {
        json!({
            "year": report.year.number(),
            "region": report.region,
            "turnover": report.turnover.map(|amount| amount.to_string()),
            "assets": report.assets.map(|amount| amount.to_string()),
            "workers": report.workers,
            "created_at": time(report.created_at),
            "updated_at": time(report.updated_at),
        })
    });
    let reports: Vec<Value> = reports.collect();
    pretty(&json!({
        "register_number": business.register_number,
        "name": business.name,
        "region": business.region,
        "owner_name": business.owner_name,
        "nib": business.nib,
        "sector": business.sector,
        "assisted_since": business.assisted_since.map(|date| date.to_string()),
        "assisted_until": business.assisted_until.map(|date| date.to_string()),
        "created_at": time(business.created_at),
        "updated_at": time(business.updated_at),
        "reports": reports,
    }))
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn time(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Micros, true)
}
