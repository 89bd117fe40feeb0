//! The members of a problem's body that come from the request.

use crate::domain::Language;

/// The request that a problem answers.
#[derive(Clone, Debug)]
pub struct RequestContext<'a> {
    /// The language of the texts.
    pub language: Language,
    /// The path of the request.
    pub instance: &'a str,
    /// The request's id.
    pub request_id: &'a str,
}
