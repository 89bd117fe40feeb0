//! The writing of lists and templates as files. Rows are made from the JSON documents, so that no file shows what JSON hides.

use std::fs::File;
use std::io;
use std::io::{BufWriter, Write};

use serde_json::Value;

use crate::domain::{Language, codes};
use crate::exchange::columns::{Column, Content, Shown};
use crate::exchange::dataset::FileDataset;
use crate::exchange::dialect::{Numbers, harmless};
use crate::exchange::guide;
use crate::exchange::tables::headings::OTHER_HEADINGS;
use crate::exchange::xlsx::write::{Cell, Sheet, Style, XlsxWriter};

codes! {
    /// The format of an exported file. The code is also the extension of its name.
    FileFormat {
        /// CSV.
        Csv => "csv",
        /// XLSX.
        Xlsx => "xlsx",
    }
}

/// The style of an exported file.
#[derive(Clone, Copy, Debug)]
pub struct FileStyle {
    /// The format.
    pub format: FileFormat,
    /// The style of numbers in a CSV, and with it its delimiter.
    pub numbers: Numbers,
    /// The language of the headings.
    pub language: Language,
}

/// A column of an export.
#[derive(Clone, Debug)]
pub struct ExportColumn {
    /// The member; the names of nested members are joined by `_`.
    pub name: &'static str,
    heading: &'static str,
    content: Content,
}

impl ExportColumn {
    /// The heading in a language.
    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::Indonesian => self.heading,
            Language::English => self.name,
        }
    }

    /// The style of the cells, and their width in characters.
    fn style(&self) -> (Style, u16) {
        match self.content {
            Content::Money | Content::Percentage => (Style::Money, 20),
            // The style of amounts shows two decimals, and saves what it shows: 74.995 would become 75.00.
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

/// The columns of a template; a prefilled one also has the values of the year before.
fn template_columns(dataset: FileDataset, is_prefilled: bool) -> Vec<ExportColumn> {
    let all = dataset.columns();
    // A value of the year before has the style of the column to fill in.
    let content = |column: &Column| match column.shown {
        Shown::YearBefore(of) => all.iter().find(|other| other.name == of).map_or(column.content, |of| of.content),
        _ => column.content,
    };
    let columns = all.iter().filter(|column| column.is_in_templates(is_prefilled));
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

/// Writes a list to a temporary file, row by row.
pub struct Exporter {
    columns: Vec<ExportColumn>,
    style: FileStyle,
    writer: Writer,
    values: Vec<Value>,
    /// The data set that a second sheet explains.
    guide: Option<FileDataset>,
}

impl Exporter {
    /// Begins a list with its headings.
    pub fn new(file: File, columns: Vec<ExportColumn>, style: FileStyle, sheet: &str) -> io::Result<Self> {
        Self::begin(file, columns, style, sheet, None)
    }

    /// Begins a template without the `hidden` columns. In a spreadsheet a second sheet explains the columns.
    pub fn template(
        file: File,
        dataset: FileDataset,
        style: FileStyle,
        is_prefilled: bool,
        hidden: &[&str],
    ) -> io::Result<Self> {
        let mut columns = template_columns(dataset, is_prefilled);
        columns.retain(|column| !hidden.contains(&column.name));
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
                // Without a byte order mark spreadsheets read a CSV as Latin 1. Programs, which read plain numbers, need none.
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
                let sheets = [Some(sheet), guide.map(|_| guide::guide_sheet(style.language))];
                let mut out = XlsxWriter::new(file, sheets.into_iter().flatten().collect())?;
                out.row(titles.iter().map(|title| Cell::Heading(title)))?;
                Writer::Xlsx(Box::new(out))
            }
        };
        let values = vec![Value::Null; columns.len()];
        Ok(Self { columns, style, writer, values, guide })
    }

    /// Writes a record from its JSON document. False where the sheet is full.
    pub fn row(&mut self, record: Value) -> io::Result<bool> {
        self.values.fill(Value::Null);
        let mut prefix = String::new();
        self.lay_out(&mut prefix, record);
        self.write()
    }

    /// Puts a value and its nested values at their columns.
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
                // The regions of an indicator have rows of their own.
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
    pub fn finish(self) -> io::Result<File> {
        match self.writer {
            Writer::Csv(out) => {
                let out = out.into_inner().map_err(|error| io::Error::other(error.error().to_string()))?;
                out.into_inner().map_err(io::IntoInnerError::into_error)
            }
            Writer::Xlsx(mut out) => {
                if let Some(dataset) = self.guide {
                    out.begin_sheet()?;
                    guide::write_guide(&mut out, dataset, self.style.language)?;
                }
                out.finish()
            }
        }
    }
}

/// A value as text; a list of warnings becomes their codes.
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
