//! What a column of a file is: its names, what its cells hold, and which files have it.

use crate::domain::{Language, Text};

/// What a column's cells hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A text.
    Text,
    /// A text of digits that is no number: a spreadsheet would round or shorten it.
    Digits(usize),
    /// A region's Kemendagri code.
    Region,
    /// The name of that region, which is checked against it.
    RegionName,
    /// Rupiah.
    Money,
    /// 0 to 100, up to three decimals.
    Score,
    /// A percentage with two decimals, which only lists have.
    Percentage,
    /// Records or persons.
    Count,
    /// A year.
    Year,
    /// An id of the service.
    Id,
    /// A day.
    Date,
    /// Yes or no.
    Flag,
    /// One of a list: the code, and the Indonesian word that is taken as well.
    Code(&'static [(&'static str, &'static str)]),
    /// What the service says: taken back and ignored.
    ReadOnly,
}

/// Whether a row must have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Part of the record's key: the file must have the column, and every row a value.
    Key,
    /// Every record must have it.
    Required,
    /// May be empty.
    Optional,
}

/// Which files that the service writes have a column. The import knows them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Lists and templates.
    Everywhere,
    /// Lists alone: what the service says.
    Lists,
    /// Lists, and templates that are filled in.
    Filled,
    /// Templates alone.
    Templates,
    /// Templates that are filled in: what this other column had the year before.
    YearBefore(&'static str),
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its English name: the member in the API.
    pub name: &'static str,
    /// Its Indonesian heading.
    pub heading: &'static str,
    /// What it holds.
    pub content: Content,
    /// Whether it must be there.
    pub need: Need,
    /// What it means, for whoever fills it in: Indonesian, English.
    pub about: (&'static str, &'static str),
    /// Whether it names a person: no error repeats what stands there.
    pub is_personal: bool,
    /// Which files have it.
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

    /// Whether templates have it: empty ones, or those that are filled in.
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

    /// What it means.
    pub fn meaning(&self) -> Text {
        Text::new(self.about.0, self.about.1)
    }
}
