//! Lists as whole files: from the very representations that JSON has, so that nothing is shown in a file that JSON hides.

use std::fs::File;
use std::io;
use std::io::{BufWriter, Write};

use serde_json::Value;

use crate::domain::Language;
use crate::exchange::columns::{Column, Content, Shown};
use crate::exchange::dataset::FileDataset;
use crate::exchange::dialect::{Numbers, harmless};
use crate::exchange::tables::headings::OTHER_HEADINGS;
use crate::exchange::template;
use crate::exchange::xlsx::write::{Cell, Sheet, Style, XlsxWriter};

/// What a file is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// CSV.
    Csv,
    /// XLSX.
    Xlsx,
}

impl FileFormat {
    /// Reads its code.
    pub fn parse(raw: &str) -> Option<Self> {
        match raw {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The code, which is also the end of a file's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// How a file is written.
#[derive(Clone, Copy, Debug)]
pub struct FileStyle {
    /// As what.
    pub format: FileFormat,
    /// The style of numbers in a CSV, and with it its delimiter.
    pub numbers: Numbers,
    /// The language of the headings.
    pub language: Language,
}

/// A column of an export.
#[derive(Clone, Debug)]
pub struct ExportColumn {
    /// The member, with those of objects within objects joined by `_`.
    pub name: &'static str,
    heading: &'static str,
    content: Content,
}

impl ExportColumn {
    /// The heading in a language.
    pub fn title(&self, language: Language) -> &'static str {
        match language {
            Language::Indonesian => self.heading,
            Language::English => self.name,
        }
    }

    pub fn style(&self) -> (Style, u16) {
        match self.content {
            Content::Money | Content::Percentage => (Style::Money, 20),
            // Of three decimals a cell for amounts would show two, and save what it shows: 74.995 would be good.
            Content::Score => (Style::General, 12),
            Content::Date => (Style::Date, 12),
            Content::Count | Content::Year | Content::Id | Content::Flag => (Style::General, 12),
            Content::Text | Content::ReadOnly => (Style::Text, 28),
            Content::Digits(_) | Content::Region | Content::RegionName | Content::Code(_) => (Style::Text, 20),
        }
    }
}

/// The columns of a data set's list.
pub fn dataset_columns(dataset: FileDataset) -> Vec<ExportColumn> {
    let columns = dataset.columns().iter().filter(|column| column.is_in_lists());
    columns.map(|column| ExportColumn { name: column.name, heading: column.heading, content: column.content }).collect()
}

/// The columns of a template: what a row sets, whose it is, and last year's values where it is filled in.
pub fn template_columns(dataset: FileDataset, is_filled: bool) -> Vec<ExportColumn> {
    let all = dataset.columns();
    // What was there the year before looks as what is to be filled in.
    let content = |column: &Column| match column.shown {
        Shown::YearBefore(of) => all.iter().find(|other| other.name == of).map_or(column.content, |of| of.content),
        _ => column.content,
    };
    let columns = all.iter().filter(|column| column.is_in_templates(is_filled));
    columns
        .map(|column| ExportColumn { name: column.name, heading: column.heading, content: content(column) })
        .collect()
}

/// Columns by their names, with the headings that all lists share.
pub fn named_columns(names: &[&'static str]) -> Vec<ExportColumn> {
    let heading = |name: &'static str| {
        let found = OTHER_HEADINGS.iter().find(|(known, ..)| *known == name);
        found.map_or((name, Content::Text), |(_, heading, content)| (*heading, *content))
    };
    names
        .iter()
        .map(|name| {
            let (heading, content) = heading(name);
            ExportColumn { name, heading, content }
        })
        .collect()
}

enum Writer {
    Csv(Box<csv::Writer<BufWriter<File>>>),
    Xlsx(Box<XlsxWriter>),
}

/// Writes a list, row by row, into a temporary file.
pub struct Exporter {
    columns: Vec<ExportColumn>,
    style: FileStyle,
    writer: Writer,
    values: Vec<Value>,
    /// A second sheet explains this data set.
    guide: Option<FileDataset>,
}

impl Exporter {
    /// Begins with the headings.
    ///
    /// # Errors
    /// Those of writing.
    pub fn new(file: File, columns: Vec<ExportColumn>, style: FileStyle, sheet: &str) -> io::Result<Self> {
        Self::begin(file, columns, style, sheet, None)
    }

    /// The same with a second sheet, in a spreadsheet, that explains the columns of a data set.
    ///
    /// # Errors
    /// Those of writing.
    pub fn with_guide(
        file: File,
        columns: Vec<ExportColumn>,
        style: FileStyle,
        dataset: FileDataset,
    ) -> io::Result<Self> {
        Self::begin(file, columns, style, dataset.as_str(), Some(dataset))
    }

    fn begin(
        file: File,
        columns: Vec<ExportColumn>,
        style: FileStyle,
        sheet: &str,
        guide: Option<FileDataset>,
    ) -> io::Result<Self> {
        let titles: Vec<&str> = columns.iter().map(|column| column.title(style.language)).collect();
        let writer = match style.format {
            FileFormat::Csv => {
                let mut out = BufWriter::new(file);
                // Without it spreadsheets take a CSV for Latin 1; programs, which read plain numbers, need none.
                if style.numbers == Numbers::Indonesian {
                    out.write_all(b"\xef\xbb\xbf")?;
                }
                let mut out = csv::WriterBuilder::new()
                    .delimiter(style.numbers.delimiter())
                    .terminator(csv::Terminator::CRLF)
                    .from_writer(out);
                out.write_record(&titles).map_err(io::Error::other)?;
                Writer::Csv(Box::new(out))
            }
            FileFormat::Xlsx => {
                let sheet =
                    Sheet { name: sheet.to_owned(), columns: columns.iter().map(ExportColumn::style).collect() };
                let sheets = [Some(sheet), guide.map(|_| template::guide_sheet(style.language))];
                let mut out = XlsxWriter::new(file, sheets.into_iter().flatten().collect())?;
                out.row(titles.iter().map(|title| Cell::Heading(title)))?;
                Writer::Xlsx(Box::new(out))
            }
        };
        let values = vec![Value::Null; columns.len()];
        Ok(Self { columns, style, writer, values, guide })
    }

    /// Writes a record as JSON has it. False where a sheet is full.
    ///
    /// # Errors
    /// Those of writing.
    pub fn row(&mut self, record: Value) -> io::Result<bool> {
        self.values.fill(Value::Null);
        let mut prefix = String::new();
        self.lay_out(&mut prefix, record);
        self.write()
    }

    /// Puts a value, and those within it, where their columns are.
    fn lay_out(&mut self, name: &mut String, value: Value) {
        match value {
            Value::Object(members) => {
                for (member, value) in members {
                    let length = name.len();
                    if length > 0 {
                        name.push('_');
                    }
                    name.push_str(&member);
                    self.lay_out(name, value);
                    name.truncate(length);
                }
            }
            Value::Null => {}
            value => match self.columns.iter().position(|column| column.name == name.as_str()) {
                Some(index) => {
                    if let Some(place) = self.values.get_mut(index) {
                        *place = value;
                    }
                }
                // What stands beside a file has rows of its own.
                None if name == "regions" => {}
                None => log::error!("a list has no column for its member {name}"),
            },
        }
    }

    fn write(&mut self) -> io::Result<bool> {
        let numbers = self.style.numbers;
        match &mut self.writer {
            Writer::Csv(out) => {
                for (column, value) in self.columns.iter().zip(&self.values) {
                    let text = text_of(value);
                    let field = match column.content {
                        Content::Money | Content::Score | Content::Percentage => numbers.write(&text).into_owned(),
                        Content::Text | Content::ReadOnly => harmless(&text).into_owned(),
                        _ => text,
                    };
                    out.write_field(field).map_err(io::Error::other)?;
                }
                out.write_record(None::<&[u8]>).map_err(io::Error::other)?;
                Ok(true)
            }
            Writer::Xlsx(out) => {
                let texts: Vec<String> = self.values.iter().map(text_of).collect();
                let harmless: Vec<_> = texts.iter().map(|text| harmless(text)).collect();
                let rows = self.columns.iter().zip(&self.values).zip(texts.iter().zip(&harmless));
                out.row(rows.map(|((column, value), (text, harmless))| match (value, column.content) {
                    (Value::Null, _) => Cell::Empty,
                    (Value::Bool(yes), _) => Cell::Flag(*yes),
                    (_, Content::Money | Content::Percentage) => Cell::Amount(text),
                    (Value::Number(_), _) | (_, Content::Score) => Cell::Number(text),
                    (_, Content::Date) => Cell::Date(text),
                    (_, Content::Text | Content::ReadOnly) => Cell::Text(harmless),
                    _ => Cell::Text(text),
                }))
            }
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Those of writing.
    pub fn finish(self) -> io::Result<File> {
        match self.writer {
            Writer::Csv(out) => {
                let out = out.into_inner().map_err(|error| io::Error::other(error.error().to_string()))?;
                out.into_inner().map_err(io::IntoInnerError::into_error)
            }
            Writer::Xlsx(mut out) => {
                if let Some(dataset) = self.guide {
                    out.begin_sheet()?;
                    template::write_guide(&mut out, dataset, self.style.language)?;
                }
                out.finish()
            }
        }
    }
}

/// A value as text; of a list of warnings their codes.
fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let codes = items.iter().map(|item| text_of(item.get("code").unwrap_or(item)));
            codes.collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
