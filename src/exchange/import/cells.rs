//! The cells of a row as values that an entry takes.

use std::borrow::Cow;

use super::header::Header;
use crate::domain::{Text, Violation, ViolationCode};
use crate::exchange::columns::Content;
use crate::exchange::dialect::{self, CellError, Numbers};
use crate::exchange::fault::{FaultCode, FileCode};
use crate::exchange::row::{Kind, Row};

/// Between the cells of a payload. No cell has it: control characters are replaced, and refused.
const SEPARATOR: char = '\u{1f}';

/// Before a cell that held a control character.
const CONTROL: char = 'c';

/// The cells that a row sets, in a form that goes through the staging table.
pub(super) fn pack(header: &Header, row: &Row) -> String {
    let mut payload = String::with_capacity(64);
    for slot in &header.slots {
        let (text, kind) = row.cell(slot.position);
        if text.bytes().any(|byte| byte.is_ascii_control()) {
            payload.push(CONTROL);
            payload.extend(text.chars().map(|c| if c.is_ascii_control() { '\u{fffd}' } else { c }));
        } else {
            payload.push(kind.letter());
            payload.push_str(text);
        }
        payload.push(SEPARATOR);
    }
    payload
}

/// A value that the file may not give at all (`None`), or give as empty (`Some(None)`).
pub(super) type Sent<T> = Option<Option<T>>;

/// The cells of one row.
pub(super) struct Cells<'a> {
    header: &'a Header,
    numbers: Numbers,
    texts: Vec<&'a str>,
    /// What could not be read: the member, the code and what would be right.
    pub(super) faults: Vec<(&'static str, CellError)>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(header: &'a Header, payload: &'a str, numbers: Numbers) -> Self {
        Self { header, numbers, texts: payload.split(SEPARATOR).collect(), faults: Vec::new() }
    }

    /// The cell as written.
    pub(super) fn written(&self, name: &str) -> Option<&'a str> {
        let index = self.header.slots.iter().position(|slot| slot.column.name == name)?;
        let mut letters = self.texts.get(index)?.chars();
        letters.next();
        Some(letters.as_str())
    }

    /// Whether the row has nothing but these.
    pub(super) fn are_empty_but(&self, keys: &[&str]) -> bool {
        let slots = self.header.slots.iter().zip(&self.texts);
        let mut others = slots.filter(|(slot, _)| !keys.contains(&slot.column.name));
        others.all(|(_, text)| text.chars().nth(1).is_none())
    }

    fn cell(&self, name: &str) -> Option<(&'static str, &'a str, Option<Kind>, Content)> {
        let index = self.header.slots.iter().position(|slot| slot.column.name == name)?;
        let column = self.header.slots.get(index)?.column;
        let mut letters = self.texts.get(index).copied().unwrap_or_default().chars();
        let kind = letters.next().and_then(Kind::of_letter);
        Some((column.name, letters.as_str(), kind, column.content))
    }

    /// The value as a text that an entry takes.
    pub(super) fn text(&mut self, name: &str) -> Sent<Cow<'a, str>> {
        let (name, text, kind, content) = self.cell(name)?;
        if text.is_empty() {
            return Some(None);
        }
        match value(text, kind, content, self.numbers) {
            Ok(value) => Some(Some(value)),
            Err(error) => {
                self.faults.push((name, error));
                Some(None)
            }
        }
    }

    /// A whole number.
    pub(super) fn integer(&mut self, name: &str) -> Sent<i64> {
        let (name, text, kind, _) = self.cell(name)?;
        if text.is_empty() {
            return Some(None);
        }
        let numbers = if kind == Some(Kind::Number) { Numbers::Plain } else { self.numbers };
        match usable(kind).and_then(|()| dialect::integer(text, numbers)) {
            Ok(value) => Some(Some(value)),
            Err(error) => {
                self.faults.push((name, error));
                Some(None)
            }
        }
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, name: &str) -> Sent<bool> {
        let (name, text, kind, _) = self.cell(name)?;
        if text.is_empty() {
            return Some(None);
        }
        let read = usable(kind).and_then(|()| {
            dialect::flag(text).ok_or_else(|| {
                let detail = Text::new("harus ya atau tidak", "must be true or false");
                (ViolationCode::InvalidFormat.into(), detail)
            })
        });
        match read {
            Ok(value) => Some(Some(value)),
            Err(error) => {
                self.faults.push((name, error));
                Some(None)
            }
        }
    }

    /// All that is wrong with the row: what could not be read, and the rules that the rest breaks.
    pub(super) fn all_faults(self, violations: Vec<Violation>) -> Vec<(&'static str, FaultCode, Text)> {
        let unread: Vec<&str> = self.faults.iter().map(|(member, _)| *member).collect();
        let rules = violations.into_iter().filter(|violation| !unread.contains(&violation.member));
        let rules = rules.map(|violation| (violation.member, violation.code.into(), violation.detail));
        let cells: Vec<_> = self.faults.into_iter().map(|(member, (code, detail))| (member, code, detail)).collect();
        cells.into_iter().chain(rules).collect()
    }
}

/// Whether a cell holds a value at all.
pub(super) fn usable(kind: Option<Kind>) -> Result<(), CellError> {
    let (code, id, en) = match kind {
        None => (
            FileCode::ControlCharacter,
            "ada karakter kendali atau ganti baris",
            "it holds a control character or a line feed",
        ),
        Some(Kind::Formula) => (
            FileCode::Formula,
            "berisi rumus; salin lalu tempel sebagai nilai",
            "it is a formula; copy it and paste it as a value",
        ),
        Some(Kind::Error) => (FileCode::Formula, "berisi galat rumus", "it holds the error of a formula"),
        Some(Kind::Inexact) => (
            FileCode::NumberNotExact,
            "angka dengan lebih dari 15 digit dibulatkan oleh Excel; simpan sebagai teks",
            "a spreadsheet rounds numbers of more than 15 digits; store it as text",
        ),
        Some(Kind::Text | Kind::Number | Kind::Date | Kind::Flag) => return Ok(()),
    };
    Err((code.into(), Text::new(id, en)))
}

/// A cell's text as the entry of its column takes it.
pub(super) fn value(
    text: &str,
    kind: Option<Kind>,
    content: Content,
    numbers: Numbers,
) -> Result<Cow<'_, str>, CellError> {
    usable(kind)?;
    let is_number = kind == Some(Kind::Number);
    let invalid = |id: &str, en: &str| Err((ViolationCode::InvalidFormat.into(), Text::new(id, en)));
    match content {
        Content::Money | Content::Score if is_number => Ok(Cow::Borrowed(text)),
        Content::Money | Content::Score if kind != Some(Kind::Text) => {
            invalid("harus berupa angka", "must be a number")
        }
        Content::Money => dialect::decimal(text, numbers, true),
        Content::Score => dialect::decimal(text, numbers, false),
        Content::Date if is_number => invalid(
            "ini angka, bukan tanggal; format selnya sebagai tanggal",
            "this is a number and no date; format the cell as a date",
        ),
        Content::Date => Ok(dialect::date(text, numbers)),
        // Beyond what a spreadsheet keeps of a number.
        Content::Digits(count) if is_number && count > 15 => usable(Some(Kind::Inexact)).map(|()| Cow::Borrowed(text)),
        Content::Code(words) => {
            let wanted = text.to_lowercase();
            let found = words.iter().find(|(code, word)| *code == wanted || *word == wanted);
            Ok(found.map_or(Cow::Borrowed(text), |(code, _)| Cow::Borrowed(*code)))
        }
        _ if kind == Some(Kind::Text) && text.starts_with('=') => Err((
            FileCode::Formula.into(),
            Text::new(
                "dimulai dengan = seperti rumus; bila memang teks, awali dengan '",
                "it begins with = like a formula; if it is meant as text, put ' before it",
            ),
        )),
        _ if kind == Some(Kind::Text) => Ok(Cow::Borrowed(dialect::unescaped(text))),
        _ => Ok(Cow::Borrowed(text)),
    }
}
