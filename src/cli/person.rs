//! `iku person`: exports or erases the data of one person. The identity number is read from standard input, so that neither a list of
//! processes nor a shell history contains it.

use std::io::{IsTerminal, Write};

use chrono::{NaiveDateTime, SecondsFormat};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::terminal::{describe, open, text};
use crate::domain::identity_number::DIGITS;
use crate::settings::Settings;
use crate::store::resources::persons;
use crate::store::resources::persons::Owner;
use crate::store::{Actor, DirectConnection, Person, StoreResult};

/// The commands on the data of a person.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum PersonCommand {
    /// Print all data about a person, as JSON
    Export {
        /// The person
        #[command(flatten)]
        who: Who,
    },
    /// Erase a person's name and identity number, or an owner's name; scores and amounts stay, so that totals do not change
    Erase {
        /// The person
        #[command(flatten)]
        who: Who,
        /// Erase; without this the command only prints what would be erased. This cannot be undone
        #[arg(long)]
        yes: bool,
    },
}

/// The person whose identity number is read from standard input, or the owner of a business.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The owner of the business with this register number, instead of a person by identity number
    #[arg(long, value_name = "REGISTER_NUMBER")]
    owner: Option<String>,
}

/// Runs the command. Returns the text to print, or an error as a sentence.
pub fn run(command: &PersonCommand, settings: &Settings) -> Result<String, String> {
    let failed = |error| describe(settings, error);
    let mut database = open(settings).map_err(failed)?;
    match command {
        PersonCommand::Export { who: Who { owner: Some(register_number) } } => {
            persons::owner(&mut database, register_number).map(of_owner).map_err(failed)
        }
        PersonCommand::Export { who: Who { owner: None } } => {
            let number = identity_number()?;
            let found = persons::person(&mut database, &number).map_err(failed)?;
            Ok(of_person(&number, found))
        }
        PersonCommand::Erase { who: Who { owner: Some(register_number) }, yes } => {
            erase_owner(&mut database, register_number, *yes).map_err(failed)
        }
        PersonCommand::Erase { who: Who { owner: None }, yes } => {
            let number = identity_number()?;
            erase_person(&mut database, &number, *yes).map_err(failed)
        }
    }
}

fn erase_person(database: &mut DirectConnection, number: &str, yes: bool) -> StoreResult<String> {
    if !yes {
        let count = persons::person(database, number)?.participations.len();
        return Ok(text(
            format!("{count} kepesertaan akan kehilangan nama, NIK, dan tautannya. --yes melakukannya.\n"),
            format!("{count} participations would lose name, identity number and links. --yes erases them.\n"),
        ));
    }
    let count = database.write(Actor::CommandLine, |tx| persons::erase_person(tx, number))?;
    persons::purge(database)?;
    Ok(text(
        format!("{count} kepesertaan telah kehilangan nama, NIK, dan tautannya.\n"),
        format!("{count} participations have lost name, identity number and links.\n"),
    ))
}

fn erase_owner(database: &mut DirectConnection, register_number: &str, yes: bool) -> StoreResult<String> {
    if !yes {
        let is_named = persons::owner(database, register_number)?.business.owner_name.is_some();
        return Ok(match is_named {
            true => text(
                "Usaha ini akan kehilangan nama pemiliknya. --yes melakukannya.\n",
                "The business would lose its owner's name. --yes erases it.\n",
            ),
            false => text("Usaha ini tidak mempunyai nama pemilik.\n", "The business has no owner's name.\n"),
        });
    }
    let was_named = database.write(Actor::CommandLine, |tx| persons::erase_owner(tx, register_number))?;
    persons::purge(database)?;
    Ok(match was_named {
        true => text("Usaha ini telah kehilangan nama pemiliknya.\n", "The business has lost its owner's name.\n"),
        false => text("Usaha ini tidak mempunyai nama pemilik.\n", "The business had no owner's name.\n"),
    })
}

/// Reads the identity number from standard input, with a prompt on a terminal.
fn identity_number() -> Result<String, String> {
    if std::io::stdin().is_terminal() {
        let mut errors = std::io::stderr();
        // A failure to show the prompt does not prevent the input.
        let _ = write!(errors, "{}", text("NIK: ", "identity number: ")).and_then(|()| errors.flush());
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| {
        text(
            format!("Masukan standar tidak dapat dibaca: {error}."),
            format!("Standard input cannot be read: {error}."),
        )
    })?;
    let number = line.trim();
    if number.len() == DIGITS && number.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(number.to_owned())
    } else {
        Err(text(
            format!("Masukan standar harus berisi NIK dengan {DIGITS} angka."),
            format!("Standard input must have an identity number of {DIGITS} digits."),
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
