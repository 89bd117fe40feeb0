//! Violations: broken rules in a document that was sent, in words that say how to correct it.

use super::Text;
use super::codes::codes;

/// One broken rule in a document that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The member that broke the rule, as in the API (`health_score`); empty for a rule about the document as a whole.
    pub member: &'static str,
    /// The stable code of the rule.
    pub code: ViolationCode,
    /// A sentence that says what is wrong and what would be right.
    pub detail: Text,
}

codes! {
    /// The rules that a well-formed document can break. Clients switch on the code.
    ViolationCode {
        /// A member that must be given is absent or null.
        Required => "required",
        /// A number or date is outside its bounds.
        OutOfRange => "out_of_range",
        /// A text is too long, empty or otherwise not of the required form.
        InvalidFormat => "invalid_format",
        /// A code is not in its list.
        InvalidCode => "invalid_code",
        /// A region code is not registered.
        UnknownRegion => "unknown_region",
        /// The record that a reference names does not exist.
        UnknownReference => "unknown_reference",
        /// Two members contradict each other.
        Inconsistent => "inconsistent",
        /// A read-only member was sent with another value than its own.
        ReadOnly => "read_only",
        /// The yearly sum at one region would exceed 9.2 × 10^16 rupiah.
        SumTooLarge => "sum_too_large",
    }
}

impl Violation {
    /// A violation at `member`.
    pub fn new(member: &'static str, code: ViolationCode, detail: Text) -> Self {
        Self { member, code, detail }
    }
}
