//! A column of a file: its names, the content of its cells, and the files that have it.

use crate::domain::{Language, Text};

/// The content of a column's cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A text.
    Text,
    /// A text of this many digits. It is not a number: a spreadsheet would round or shorten it.
    Digits(usize),
    /// A region's Kemendagri code.
    Region,
    /// The name of a region, which is compared with its code.
    RegionName,
    /// Rupiah.
    Money,
    /// 0 to 100, up to three decimals.
    Score,
    /// A percentage with two decimals. Only lists have it.
    Percentage,
    /// A number of records or persons.
    Count,
    /// A year.
    Year,
    /// An id of the service.
    Id,
    /// A day.
    Date,
    /// Yes or no.
    Flag,
    /// A code of a list; the Indonesian word is accepted too.
    Code(&'static [(&'static str, &'static str)]),
    /// Written by the service; an import ignores it.
    ReadOnly,
}

/// Whether a row must have a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Part of the record's key: the file must have the column, and every row a value.
    Key,
    /// Every record must have it.
    Required,
    /// The cell may be empty.
    Optional,
}

/// The files written by the service that have a column. An import accepts all columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Lists and templates.
    Everywhere,
    /// Only lists.
    Lists,
    /// Lists, and prefilled templates.
    Filled,
    /// Only templates.
    Templates,
    /// Only prefilled templates: the value of this other column in the year before.
    YearBefore(&'static str),
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its English name: the member in the API.
    pub name: &'static str,
    /// Its Indonesian heading.
    pub heading: &'static str,
    /// The content of its cells.
    pub content: Content,
    /// Whether a row must have a value.
    pub need: Need,
    /// The meaning, for the person who fills it in: Indonesian, English.
    pub about: (&'static str, &'static str),
    /// Whether it names a person. No error then repeats the cell's content.
    pub is_personal: bool,
    /// The files that have it.
    pub shown: Shown,
}

impl Column {
    /// Whether a row may set it.
    pub fn is_set(&self) -> bool {
        self.content != Content::ReadOnly
    }

    /// Whether lists have it.
    pub fn is_in_lists(&self) -> bool {
        matches!(self.shown, Shown::Everywhere | Shown::Lists | Shown::Filled)
    }

    /// Whether templates have it, empty or prefilled.
    pub fn is_in_templates(&self, is_filled: bool) -> bool {
        match self.shown {
            Shown::Everywhere | Shown::Templates => true,
            Shown::Filled | Shown::YearBefore(_) => is_filled,
            Shown::Lists => false,
        }
    }

    /// The heading in a language.
    pub fn title(&self, language: Language) -> &'static str {
        match language {
            Language::Indonesian => self.heading,
            Language::English => self.name,
        }
    }

    /// The meaning.
    pub fn meaning(&self) -> Text {
        Text::new(self.about.0, self.about.1)
    }
}
