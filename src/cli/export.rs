//! The command `iku export`.

use std::fs::File;
use std::io;
use std::io::{Seek, SeekFrom, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::api::files::dataset_export::write;
use crate::api::files::making::is_full;
use crate::api::files::records::Selection;
use crate::cli::output::write_to;
use crate::cli::progress;
use crate::cli::terminal::FAILURE;
use crate::cli::terminal::USAGE;
use crate::cli::terminal::{describe, fail, language, open, parse_dataset, parse_numbers, text};
use crate::domain::{RegionCode, Year};
use crate::exchange::{FileDataset, FileFormat, FileStyle, Numbers};
use crate::settings::Settings;
use crate::store::StoreError;

/// The arguments of `iku export`.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct ExportArgs {
    /// The list: cooperatives, cooperative-reports, umkm, umkm-reports, trainings, participants or figures
    #[arg(value_parser = parse_dataset)]
    list: FileDataset,
    /// csv or xlsx; by the end of the file's name if not given, else csv
    #[arg(long, value_parser = parse_format)]
    format: Option<FileFormat>,
    /// The file to write; standard output if not given. An existing file is replaced when the new one is complete
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Only at this region and below it (Kemendagri code)
    #[arg(long, value_parser = parse_region)]
    region: Option<RegionCode>,
    /// Only of this year
    #[arg(long, value_parser = parse_year)]
    year: Option<Year>,
    /// Of participants: identity numbers in full, to move them to another database. Keep such a file safe
    #[arg(long)]
    identity_numbers: bool,
    /// The style of numbers in a CSV: en for 1250000.50, id for 1250000,50 with semicolons
    #[arg(long, value_parser = parse_numbers, default_value = "en")]
    numbers: Numbers,
}

fn parse_format(raw: &str) -> Result<FileFormat, String> {
    FileFormat::parse(raw).ok_or_else(|| "The value must be csv or xlsx.".to_owned())
}

fn parse_region(raw: &str) -> Result<RegionCode, String> {
    RegionCode::parse(raw).ok_or_else(|| "The value must be a Kemendagri code such as 15.71.".to_owned())
}

fn parse_year(raw: &str) -> Result<Year, String> {
    raw.parse().ok().and_then(Year::new).ok_or_else(|| "The value must be a year from 1990.".to_owned())
}

/// Writes a list to a file or to standard output.
pub fn export(settings: &Settings, arguments: &ExportArgs) -> ExitCode {
    let by_name = || arguments.output.as_ref()?.extension()?.to_str().and_then(FileFormat::parse);
    let format = arguments.format.or_else(by_name).unwrap_or(FileFormat::Csv);
    let has_year = !matches!(arguments.list, FileDataset::Cooperatives | FileDataset::Umkm);
    if arguments.year.is_some() && !has_year {
        return fail(USAGE, &text("Daftar unit tidak mempunyai --year.", "A register has no --year."));
    }
    let mut database = match open(settings) {
        Ok(database) => database,
        Err(error) => return fail(FAILURE, &describe(settings, error)),
    };
    let style = FileStyle { format, numbers: arguments.numbers, language: language() };
    let selection = Selection {
        region: arguments.region.clone(),
        year: arguments.year,
        has_identity_numbers: arguments.identity_numbers,
    };
    let file = match tempfile::tempfile() {
        Ok(file) => file,
        Err(error) => {
            let message = text(
                format!("Berkas sementara tidak dapat dibuat: {error}."),
                format!("The temporary file cannot be made: {error}."),
            );
            return fail(FAILURE, &message);
        }
    };
    let bar = progress::of_rows();
    let written = database
        .snapshot(|connection| write(connection, arguments.list, &selection, style, file, &|rows| bar.inc(rows)));
    bar.finish_and_clear();
    let mut file = match written {
        Ok(Some(file)) => file,
        Ok(None) => return fail(USAGE, is_full().in_language(language())),
        // As over HTTP, an unknown region is an error and not an empty list.
        Err(error @ StoreError::Invalid(_)) => return fail(USAGE, &describe(settings, error)),
        Err(error) => return fail(FAILURE, &describe(settings, error)),
    };
    match hand_over(&mut file, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let en = format!("The file cannot be written: {error}.");
            fail(FAILURE, &text(format!("Berkas tidak dapat ditulis: {error}."), en))
        }
    }
}

fn hand_over(file: &mut File, arguments: &ExportArgs) -> io::Result<()> {
    match &arguments.output {
        Some(path) => write_to(path, file),
        None => {
            file.seek(SeekFrom::Start(0))?;
            let mut out = io::stdout().lock();
            io::copy(file, &mut out)?;
            out.flush()
        }
    }
}
