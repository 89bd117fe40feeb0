//! The command `iku import`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::progress;
use crate::cli::terminal::DOUBTS;
use crate::cli::terminal::FAILURE;
use crate::cli::terminal::FAULTS;
use crate::cli::terminal::{describe, fail, language, parse_dataset, parse_numbers, say, text};
use crate::domain::indicators::Reason;
use crate::domain::{Language, Percentage, Scope, Text, Year};
use crate::exchange::import::run::run;
use crate::exchange::{Fault, FileDataset, ImportOptions, ImportReport, Numbers, Refusal, Source};
use crate::http::time::today_in_jakarta;
use crate::settings::Settings;
use crate::store::maintenance::opening;
use crate::store::{Actor, StoreError, WriteError};

/// The arguments of `iku import`.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct ImportArgs {
    /// The data set of the file: cooperatives, cooperative-reports, umkm, umkm-reports, trainings, participants or figures
    #[arg(value_parser = parse_dataset)]
    dataset: FileDataset,
    /// The file: CSV in UTF-8, or XLSX
    file: PathBuf,
    /// Only report what the import would change
    #[arg(long)]
    dry_run: bool,
    /// Confirm amounts that are 100 times above or below those of the year before
    #[arg(long)]
    confirm_warnings: bool,
    /// The style of numbers: id for 1.250.000,50, en for 1250000.50; by the file's delimiter if not given
    #[arg(long, value_parser = parse_numbers)]
    numbers: Option<Numbers>,
}

/// Imports a file and prints the report.
pub fn import(settings: &Settings, arguments: &ImportArgs) -> ExitCode {
    let source = match Source::open(&arguments.file) {
        Ok(source) => source,
        Err(error) => {
            let file = arguments.file.display();
            let message = text(
                format!("Berkas {file} tidak dapat dibaca: {error}."),
                format!("The file {file} cannot be read: {error}."),
            );
            return fail(FAILURE, &message);
        }
    };
    // The database may be new: the data of one database can be imported into another.
    let mut database = match opening::existing_or_new(&settings.database, settings.store.lock_timeout) {
        Ok(database) => database,
        Err(error) => return fail(FAILURE, &describe(settings, error)),
    };
    let options = ImportOptions {
        dataset: arguments.dataset,
        numbers: arguments.numbers,
        is_dry_run: arguments.dry_run,
        confirms_warnings: arguments.confirm_warnings,
        wants_corrected: None,
        file_name: arguments.file.file_name().map(|name| name.to_string_lossy().into_owned()),
        latest: Year::latest(today_in_jakarta()),
        scope: Scope::everywhere(),
        patience: settings.store.import_timeout(),
    };
    let bar = progress::of_rows();
    let outcome = database.try_write(Actor::CommandLine, |tx| run(tx, &source, &options, &|rows| bar.inc(rows)));
    bar.finish_and_clear();
    let language = language();
    match outcome {
        Ok(report) => {
            say(&lines_of(&report, language));
            ExitCode::SUCCESS
        }
        Err(WriteError::Refused(Refusal::DryRun(report))) => {
            say(&lines_of(&report, language));
            ExitCode::SUCCESS
        }
        Err(WriteError::Refused(Refusal::Faults(report, _))) => {
            say(&lines_of(&report, language));
            ExitCode::from(FAULTS)
        }
        Err(WriteError::Refused(Refusal::Doubts(report, _))) => {
            say(&lines_of(&report, language));
            ExitCode::from(DOUBTS)
        }
        Err(WriteError::Refused(Refusal::File(error))) => {
            let place = error.line.map(|line| text(format!("Baris {line}: "), format!("Line {line}: ")));
            let place = place.unwrap_or_default();
            fail(FAULTS, &format!("{place}{} ({})", error.detail.in_language(language), error.code.as_str()))
        }
        Err(WriteError::Store(StoreError::Invalid(violations))) => {
            let texts: Vec<&str> = violations.iter().map(|violation| violation.detail.in_language(language)).collect();
            fail(FAULTS, &texts.join(" "))
        }
        Err(WriteError::Store(error)) => fail(FAILURE, &describe(settings, error)),
    }
}

fn lines_of(report: &ImportReport, language: Language) -> Vec<String> {
    let in_words = |id: String, en: String| Text::new(id, en).in_language(language).to_owned();
    let mut lines = Vec::new();
    let list = |lines: &mut Vec<String>, faults: &mut dyn Iterator<Item = &Fault>, total: u64| {
        let before = lines.len();
        lines.extend(faults.map(|fault| line_of(fault, language)));
        let shown = u64::try_from(lines.len() - before).unwrap_or_default();
        if total > shown {
            let more = total - shown;
            lines.push(in_words(format!("... dan {more} lagi"), format!("... and {more} more")));
        }
    };
    list(&mut lines, &mut report.faults.iter(), report.fault_total);
    list(&mut lines, &mut report.slips.iter().map(|slip| &slip.fault), report.slip_total);
    for effect in &report.effects {
        let (code, year) = (effect.code.as_str(), effect.year);
        lines.push(format!("{code} {year}: {} -> {}", value(&effect.before, language), value(&effect.after, language)));
    }
    let ImportReport { rows, created, updated, unchanged, failed, .. } = report;
    let end = match (report.id, report.is_dry_run) {
        (Some(id), _) => Text::new(format!("diimpor sebagai nomor {id}"), format!("imported as number {id}")),
        (None, true) => Text::new("hanya percobaan: tidak ada yang disimpan", "a dry run: nothing was kept"),
        (None, false) => Text::new("tidak ada yang disimpan", "nothing was kept"),
    };
    lines.push(in_words(
        format!("{rows} baris: {created} baru, {updated} berubah, {unchanged} tetap, {failed} salah; {}", end.id),
        format!(
            "{rows} rows: {created} created, {updated} updated, {unchanged} unchanged, {failed} failed; {}",
            end.en
        ),
    ));
    lines
}

fn line_of(fault: &Fault, language: Language) -> String {
    let column = fault.column.as_ref().map(|(_, heading)| format!(", {heading}")).unwrap_or_default();
    let value = fault.value.as_ref().map(|value| format!(" {value:?}")).unwrap_or_default();
    let detail = fault.detail.in_language(language);
    let line = Text::new("Baris", "Line");
    format!("{} {}{column}{value}: {detail} ({})", line.in_language(language), fault.line, fault.code.as_str())
}

fn value(outcome: &Result<Percentage, Reason>, language: Language) -> String {
    match outcome {
        Ok(value) if language == Language::Indonesian => format!("{} %", value.to_string().replace('.', ",")),
        Ok(value) => format!("{value} %"),
        Err(reason) => reason.to_string(),
    }
}
