//! Texts for people, in the two languages of the service.

use std::fmt;

/// One text in Indonesian and English. Texts for people are translated; codes and member names are not.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Text {
    /// The Indonesian wording.
    pub id: String,
    /// The English wording.
    pub en: String,
}

impl Text {
    /// A text from its Indonesian and its English wording.
    pub fn new(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { id: id.into(), en: en.into() }
    }

    /// The wording in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Indonesian => &self.id,
            Language::English => &self.en,
        }
    }
}

/// A language of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Bahasa Indonesia (`id`).
    Indonesian,
    /// English (`en`).
    English,
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Language::Indonesian => "id",
            Language::English => "en",
        })
    }
}

/// A text from two formats, Indonesian and English, with values that are named inside them or follow both:
/// `text!("tahun {year}", "year {year}")`.
macro_rules! text {
    ($id:literal, $en:literal $(, $argument:expr)* $(,)?) => {
        $crate::domain::Text::new(format!($id $(, $argument)*), format!($en $(, $argument)*))
    };
}
pub(crate) use text;
