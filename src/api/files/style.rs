//! The parameters of a request that choose a data set, a format and a style of numbers.

use actix_web::HttpRequest;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::operations::forms::{CSV, JSON, XLSX};
use crate::domain::{Text, ViolationCode, text};
use crate::exchange::{FileDataset, FileFormat, FileStyle, Numbers};
use crate::http::{Problem, accept, language};

/// The data set in a path.
pub fn dataset_in_path(raw: &str) -> Result<FileDataset, Problem> {
    FileDataset::parse(raw).ok_or_else(|| {
        let all = FileDataset::ALL.iter().map(FileDataset::to_string).collect::<Vec<_>>().join(", ");
        Problem::not_found(text!(
            "Kumpulan data ini tidak ada. Yang ada: {all}.",
            "There is no such data set. There are: {all}."
        ))
    })
}

/// The style of `?numbers=`.
pub fn numbers_in_query(raw: Option<&str>) -> Result<Option<Numbers>, Problem> {
    raw.map(|raw| {
        Numbers::parse(raw).ok_or_else(|| {
            let detail = Text::new("Isian ini harus id atau en.", "The value must be id or en.");
            Problem::invalid_parameter("numbers", ViolationCode::InvalidCode, detail)
        })
    })
    .transpose()
}

/// Whether the list is wanted as a file
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// The whole list as a file; `Accept` can choose too. Not together with `limit` and `cursor`.
    #[param(pattern = "^(csv|xlsx)$", example = "csv")]
    pub format: Option<String>,
    /// How numbers are written in a CSV: `en` for 1250000.50 with commas between, `id` for 1250000,50 with semicolons.
    #[param(pattern = "^(id|en)$", example = "en")]
    pub numbers: Option<String>,
}

/// The style of the requested file; `None` for JSON.
pub fn style(request: &HttpRequest, query: &FileQuery) -> Result<Option<FileStyle>, Problem> {
    let headers = request.headers();
    let format = match query.format.as_deref() {
        Some(raw) => Some(FileFormat::parse(raw).ok_or_else(|| {
            let detail = Text::new("Isian ini harus csv atau xlsx.", "The value must be csv or xlsx.");
            Problem::invalid_parameter("format", ViolationCode::InvalidCode, detail)
        })?),
        None => {
            let weight = |form| accept::weight(headers, form);
            let (json, csv, xlsx) = (weight(JSON), weight(CSV), weight(XLSX));
            match csv.max(xlsx) > json {
                true if xlsx > csv => Some(FileFormat::Xlsx),
                true => Some(FileFormat::Csv),
                false => None,
            }
        }
    };
    let numbers = numbers_in_query(query.numbers.as_deref())?.unwrap_or(Numbers::Plain);
    Ok(format.map(|format| FileStyle { format, numbers, language: language::preferred(headers) }))
}
