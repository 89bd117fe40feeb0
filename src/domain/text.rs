//! A sentence for people, in the two languages of the service.

use std::fmt;

/// One text in Indonesian and English. Codes and member names are never translated; what people read always is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Text {
    /// Indonesian.
    pub id: String,
    /// English.
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

/// A [`Text`] from an Indonesian and an English format string, with the arguments of both behind them.
macro_rules! text {
    ($id:literal, $en:literal $(, $argument:expr)* $(,)?) => {
        $crate::domain::Text::new(format!($id $(, $argument)*), format!($en $(, $argument)*))
    };
}
pub(crate) use text;

/// A language in which the service speaks.
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
