//! The cells of a row as values that an entry takes.

use std::borrow::Cow;

use crate::domain::{Text, Violation, ViolationCode};
use crate::exchange::columns::Content;
use crate::exchange::dialect;
use crate::exchange::dialect::{CellError, Numbers};
use crate::exchange::fault::{FaultCode, FileCode};
use crate::exchange::import::header::Header;
use crate::exchange::row::{Kind, Row};

/// Between the cells of a payload. No cell has it: control characters are replaced, and refused.
const SEPARATOR: char = '\u{1f}';

/// More than any text of ours has in bytes: 500 characters of four.
const LONGEST: usize = 2000;

/// Of a cell that is too long so many characters are kept, to show which it is.
const SHOWN: usize = 60;

/// What a cell is, as far as that can be told before its column is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// A value of this kind.
    Value(Kind),
    /// It has a control character, or a line feed.
    Control,
    /// It is longer than any value may be.
    TooLong,
}

impl Held {
    pub fn of(text: &str, kind: Kind) -> Self {
        match text {
            _ if text.len() > LONGEST => Self::TooLong,
            _ if text.bytes().any(|byte| byte.is_ascii_control()) => Self::Control,
            _ => Self::Value(kind),
        }
    }

    /// One character that stands for it.
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

    /// Whether it is a number of a spreadsheet, which needs no reading.
    fn is_number(self) -> bool {
        self == Self::Value(Kind::Number)
    }
}

/// The cells that a row sets, in a form that goes through the staging table.
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

/// A value that the file may not give at all (`None`), or give as empty (`Some(None)`).
pub type Sent<T> = Option<Option<T>>;

/// The cells of one row.
pub struct Cells<'a> {
    header: &'a Header,
    numbers: Numbers,
    texts: Vec<&'a str>,
    /// What could not be read: the member, the code and what would be right.
    pub faults: Vec<(&'static str, CellError)>,
}

impl<'a> Cells<'a> {
    pub fn new(header: &'a Header, payload: &'a str, numbers: Numbers) -> Self {
        Self { header, numbers, texts: payload.split(SEPARATOR).collect(), faults: Vec::new() }
    }

    /// The cell as written.
    pub fn written(&self, name: &str) -> Option<&'a str> {
        let index = self.header.slots.iter().position(|slot| slot.column.name == name)?;
        let mut letters = self.texts.get(index)?.chars();
        letters.next();
        Some(letters.as_str())
    }

    /// Whether the row has nothing but these.
    pub fn are_empty_but(&self, keys: &[&str]) -> bool {
        let slots = self.header.slots.iter().zip(&self.texts);
        let mut others = slots.filter(|(slot, _)| !keys.contains(&slot.column.name));
        others.all(|(_, text)| text.chars().nth(1).is_none())
    }

    fn cell(&self, name: &str) -> Option<(&'static str, &'a str, Held, Content)> {
        let index = self.header.slots.iter().position(|slot| slot.column.name == name)?;
        let column = self.header.slots.get(index)?.column;
        let mut letters = self.texts.get(index).copied().unwrap_or_default().chars();
        let held = letters.next().map_or(Held::Value(Kind::Text), Held::of_letter);
        Some((column.name, letters.as_str(), held, column.content))
    }

    /// The value as a text that an entry takes.
    pub fn text(&mut self, name: &str) -> Sent<Cow<'a, str>> {
        let (name, text, held, content) = self.cell(name)?;
        if text.is_empty() {
            return Some(None);
        }
        match value(text, held, content, self.numbers) {
            Ok(value) => Some(Some(value)),
            Err(error) => {
                self.faults.push((name, error));
                Some(None)
            }
        }
    }

    /// A whole number.
    pub fn integer(&mut self, name: &str) -> Sent<i64> {
        let (name, text, held, _) = self.cell(name)?;
        if text.is_empty() {
            return Some(None);
        }
        let numbers = if held.is_number() { Numbers::Plain } else { self.numbers };
        match usable(held).and_then(|()| dialect::integer(text, numbers)) {
            Ok(value) => Some(Some(value)),
            Err(error) => {
                self.faults.push((name, error));
                Some(None)
            }
        }
    }

    /// Yes or no.
    pub fn flag(&mut self, name: &str) -> Sent<bool> {
        let (name, text, held, _) = self.cell(name)?;
        if text.is_empty() {
            return Some(None);
        }
        let read = usable(held).and_then(|()| {
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
    pub fn all_faults(self, violations: Vec<Violation>) -> Vec<(&'static str, FaultCode, Text)> {
        let unread: Vec<&str> = self.faults.iter().map(|(member, _)| *member).collect();
        let rules = violations.into_iter().filter(|violation| !unread.contains(&violation.member));
        let rules = rules.map(|violation| (violation.member, violation.code.into(), violation.detail));
        let cells: Vec<_> = self.faults.into_iter().map(|(member, (code, detail))| (member, code, detail)).collect();
        cells.into_iter().chain(rules).collect()
    }
}

/// Whether a cell holds a value at all.
pub fn usable(held: Held) -> Result<(), CellError> {
    let (code, id, en) = match held {
        Held::TooLong => {
            let (id, en) =
                ("terlalu panjang; tidak ada isian sepanjang ini", "it is too long; no value has so many characters");
            return Err((ViolationCode::InvalidFormat.into(), Text::new(id, en)));
        }
        Held::Control => (
            FileCode::ControlCharacter,
            "ada karakter kendali atau ganti baris",
            "it holds a control character or a line feed",
        ),
        Held::Value(Kind::Formula) => (
            FileCode::Formula,
            "berisi rumus; salin lalu tempel sebagai nilai",
            "it is a formula; copy it and paste it as a value",
        ),
        Held::Value(Kind::Error) => (FileCode::Formula, "berisi galat rumus", "it holds the error of a formula"),
        Held::Value(Kind::Inexact) => (
            FileCode::NumberNotExact,
            "angka dengan lebih dari 15 digit dibulatkan oleh Excel; simpan sebagai teks",
            "a spreadsheet rounds numbers of more than 15 digits; store it as text",
        ),
        Held::Value(Kind::Text | Kind::Number | Kind::Date | Kind::Flag) => return Ok(()),
    };
    Err((code.into(), Text::new(id, en)))
}

/// A cell's text as the entry of its column takes it.
pub fn value(text: &str, held: Held, content: Content, numbers: Numbers) -> Result<Cow<'_, str>, CellError> {
    usable(held)?;
    let (is_number, is_text) = (held.is_number(), held == Held::Value(Kind::Text));
    let invalid = |id: &str, en: &str| Err((ViolationCode::InvalidFormat.into(), Text::new(id, en)));
    match content {
        Content::Money | Content::Score if is_number => Ok(Cow::Borrowed(text)),
        Content::Money | Content::Score if !is_text => invalid("harus berupa angka", "must be a number"),
        Content::Money => dialect::decimal(text, numbers, true),
        Content::Score => dialect::decimal(text, numbers, false),
        Content::Date if is_number => invalid(
            "ini angka, bukan tanggal; format selnya sebagai tanggal",
            "this is a number and no date; format the cell as a date",
        ),
        Content::Date => Ok(dialect::date(text, numbers)),
        // Beyond what a spreadsheet keeps of a number.
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
                "dimulai dengan = seperti rumus; bila memang teks, awali dengan '",
                "it begins with = like a formula; if it is meant as text, put ' before it",
            ),
        )),
        _ if is_text => Ok(Cow::Borrowed(dialect::unescaped(text))),
        _ => Ok(Cow::Borrowed(text)),
    }
}
