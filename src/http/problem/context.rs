//! TODO head

use crate::domain::Language;

/// What a problem's body holds beside the problem itself.
#[derive(Clone, Debug)]
pub struct RequestContext<'a> {
    /// The language of the texts.
    pub language: Language,
    /// The path that was asked for.
    pub instance: &'a str,
    /// The request's id.
    pub request_id: &'a str,
}
