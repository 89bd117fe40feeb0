//! The cells of a row: their form in the staging table, and their values.

use std::borrow::Cow;

use crate::domain::{Text, ViolationCode, text};
use crate::entry::members::RowCells;
use crate::exchange::columns::{Column, Content};
use crate::exchange::dialect;
use crate::exchange::dialect::{CellError, Numbers};
use crate::exchange::fault::{FaultCode, FileCode};
use crate::exchange::import::header::Header;
use crate::exchange::row::{Kind, Row};

/// The separator of cells in a payload. No cell contains it: control characters are replaced, and refused.
const SEPARATOR: char = '\u{1f}';

/// The longest cell, in bytes: no member may have more than 500 characters of four bytes.
const MAX_BYTES: usize = 2000;

/// The number of characters that are stored of a longer cell, so that the fault can show which cell it is.
const SHOWN: usize = 60;

/// The state of a cell, before its column is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// A value of this kind.
    Value(Kind),
    /// It contains a control character or a line break.
    Control,
    /// It is longer than any value may be.
    TooLong,
}

impl Held {
    pub fn of(text: &str, kind: Kind) -> Self {
        match text {
            _ if text.len() > MAX_BYTES => Self::TooLong,
            _ if text.bytes().any(|byte| byte.is_ascii_control()) => Self::Control,
            _ => Self::Value(kind),
        }
    }

    /// The letter for it in a payload.
    fn letter(self) -> char {
        match self {
            Self::Value(kind) => kind.letter(),
            Self::Control => 'c',
            Self::TooLong => 'l',
        }
    }

    fn of_letter(letter: char) -> Self {
        match letter {
            'l' => Self::TooLong,
            letter => Kind::of_letter(letter).map_or(Self::Control, Self::Value),
        }
    }

    /// Whether it is a number of a spreadsheet, which is plain already.
    fn is_number(self) -> bool {
        self == Self::Value(Kind::Number)
    }
}

/// The payload of a row: the cells that set members, in the form of the staging table.
pub fn pack(header: &Header, row: &Row) -> String {
    let mut payload = String::with_capacity(64);
    for slot in &header.slots {
        let (text, kind) = row.cell(slot.position);
        let held = Held::of(text, kind);
        payload.push(held.letter());
        let shown = |character: char| if character.is_ascii_control() { '\u{fffd}' } else { character };
        match held {
            Held::Value(_) => payload.push_str(text),
            Held::Control => payload.extend(text.chars().map(shown)),
            Held::TooLong => payload.extend(text.chars().take(SHOWN).map(shown)),
        }
        payload.push(SEPARATOR);
    }
    payload
}

/// The cells of one row.
pub struct Cells<'a> {
    header: &'a Header,
    numbers: Numbers,
    texts: Vec<&'a str>,
    /// The cells that could not be read: the member, the code, and what would be right.
    pub faults: Vec<(&'static str, CellError)>,
}

impl<'a> Cells<'a> {
    pub fn new(header: &'a Header, payload: &'a str, numbers: Numbers) -> Self {
        Self { header, numbers, texts: payload.split(SEPARATOR).collect(), faults: Vec::new() }
    }

    /// The cell as written.
    pub fn written(&self, name: &str) -> Option<&'a str> {
        self.cell(name).map(|(_, text, _)| text)
    }

    /// Whether all cells but these are empty.
    pub fn are_empty_but(&self, keys: &[&str]) -> bool {
        let slots = self.header.slots.iter().zip(&self.texts);
        let mut others = slots.filter(|(slot, _)| !keys.contains(&slot.column.name));
        others.all(|(_, text)| text.chars().nth(1).is_none())
    }

    fn cell(&self, name: &str) -> Option<(&'static Column, &'a str, Held)> {
        let index = self.header.slots.iter().position(|slot| slot.column.name == name)?;
        let column = self.header.slots.get(index)?.column;
        let mut letters = self.texts.get(index).copied().unwrap_or_default().chars();
        let held = letters.next().map_or(Held::Value(Kind::Text), Held::of_letter);
        Some((column, letters.as_str(), held))
    }

    /// Reads a cell; notes a fault where that fails.
    fn read<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&'a str, Held, Content, Numbers) -> Result<T, CellError>,
    ) -> Option<T> {
        let (column, text, held) = self.cell(name).filter(|(_, text, _)| !text.is_empty())?;
        parse(text, held, column.content, self.numbers).map_err(|error| self.faults.push((column.name, error))).ok()
    }
}

impl RowCells for Cells<'_> {
    fn text(&mut self, member: &str) -> Option<String> {
        self.read(member, value).map(Cow::into_owned)
    }

    fn integer(&mut self, member: &str) -> Option<i64> {
        self.read(member, |text, held, _, numbers| {
            usable(held)?;
            dialect::integer(text, if held.is_number() { Numbers::Plain } else { numbers })
        })
    }

    fn flag(&mut self, member: &str) -> Option<bool> {
        self.read(member, |text, held, _, _| {
            usable(held)?;
            dialect::flag(text).ok_or_else(|| {
                (
                    ViolationCode::InvalidFormat.into(),
                    text!("Isian ini harus ya atau tidak.", "The value must be true or false."),
                )
            })
        })
    }
}

/// Refuses a cell without a usable value.
pub fn usable(held: Held) -> Result<(), CellError> {
    let (code, id, en): (FaultCode, _, _) = match held {
        Held::TooLong => (
            ViolationCode::InvalidFormat.into(),
            "Isian ini terlalu panjang; tidak ada isian sepanjang ini.",
            "The value is too long; no value has as many characters.",
        ),
        Held::Control => (
            FileCode::ControlCharacter.into(),
            "Isian ini berisi karakter kendali atau ganti baris.",
            "The value contains a control character or a line break.",
        ),
        Held::Value(Kind::Formula) => (
            FileCode::Formula.into(),
            "Isian ini berisi rumus. Salin lalu tempel sebagai nilai.",
            "The value is a formula. Copy it and paste it as a value.",
        ),
        Held::Value(Kind::Error) => {
            (FileCode::Formula.into(), "Isian ini berisi galat rumus.", "The value is the error of a formula.")
        }
        Held::Value(Kind::Inexact) => (
            FileCode::NumberNotExact.into(),
            "Isian ini angka dengan lebih dari 15 digit, yang dibulatkan oleh Excel. Simpan sebagai teks.",
            "The value is a number of more than 15 digits, which spreadsheets round. Store it as text.",
        ),
        Held::Value(Kind::Text | Kind::Number | Kind::Date | Kind::Flag) => return Ok(()),
    };
    Err((code, Text::new(id, en)))
}

/// A cell's text in the form that the checks of its column read.
pub fn value(text: &str, held: Held, content: Content, numbers: Numbers) -> Result<Cow<'_, str>, CellError> {
    usable(held)?;
    let (is_number, is_text) = (held.is_number(), held == Held::Value(Kind::Text));
    let invalid = |id: &str, en: &str| Err((ViolationCode::InvalidFormat.into(), Text::new(id, en)));
    match content {
        Content::Money | Content::Score if is_number => Ok(Cow::Borrowed(text)),
        Content::Money | Content::Score if !is_text => {
            invalid("Isian ini harus berupa angka.", "The value must be a number.")
        }
        Content::Money => dialect::decimal(text, numbers, true),
        Content::Score => dialect::decimal(text, numbers, false),
        Content::Date if is_number => invalid(
            "Isian ini angka, bukan tanggal. Format selnya sebagai tanggal.",
            "The value is a number, not a date. Format the cell as a date.",
        ),
        Content::Date => Ok(dialect::date(text, numbers)),
        // Spreadsheets store only 15 digits of a number.
        Content::Digits(count) if is_number && count > 15 => {
            usable(Held::Value(Kind::Inexact)).map(|()| Cow::Borrowed(text))
        }
        Content::Code(words) => {
            let wanted = text.to_lowercase();
            let found = words.iter().find(|(code, word)| *code == wanted || *word == wanted);
            Ok(found.map_or(Cow::Borrowed(text), |(code, _)| Cow::Borrowed(*code)))
        }
        _ if is_text && text.starts_with('=') => Err((
            FileCode::Formula.into(),
            Text::new(
                "Isian ini dimulai dengan = seperti rumus. Bila memang teks, awali dengan '.",
                "The value begins with = like a formula. If it is meant as text, put ' before it.",
            ),
        )),
        _ if is_text => Ok(Cow::Borrowed(dialect::unescaped(text))),
        _ => Ok(Cow::Borrowed(text)),
    }
}
