//! What is wrong with a value, said so that a person can mend it.

use super::Text;

/// One broken rule in a document that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The member that broke the rule, as in the API (`health_score`); empty for a rule about the document as a whole.
    pub member: &'static str,
    /// The stable code of the rule, from the closed list of `api::problem`.
    pub code: ViolationCode,
    /// What was wrong and what would be right.
    pub detail: Text,
}

/// The rules that a well-formed document can break. A closed list: clients switch on [`ViolationCode::as_str`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViolationCode {
    /// A member that must be given is absent or null.
    Required,
    /// A number or date outside its bounds.
    OutOfRange,
    /// A text that is too long, empty or otherwise not of the form asked for.
    InvalidFormat,
    /// A code that is not in its list.
    InvalidCode,
    /// A region code that is not registered.
    UnknownRegion,
    /// A reference to a record that is not there.
    UnknownReference,
    /// Members that contradict one another.
    Inconsistent,
    /// A read-only member that was sent with another value than the one it has.
    ReadOnly,
    /// The yearly sum at one region would pass 9.2 × 10^16 rupiah.
    SumTooLarge,
}

impl ViolationCode {
    /// The code as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::OutOfRange => "out_of_range",
            Self::InvalidFormat => "invalid_format",
            Self::InvalidCode => "invalid_code",
            Self::UnknownRegion => "unknown_region",
            Self::UnknownReference => "unknown_reference",
            Self::Inconsistent => "inconsistent",
            Self::ReadOnly => "read_only",
            Self::SumTooLarge => "sum_too_large",
        }
    }
}

impl Violation {
    /// A violation at `member`.
    pub fn new(member: &'static str, code: ViolationCode, detail: Text) -> Self {
        Self { member, code, detail }
    }
}
