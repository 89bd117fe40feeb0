//! The rules of a group of routes: who may call them, and the properties of their answers.

use crate::domain::Role;

/// The access that an operation requires of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing; but a key that is sent must be valid.
    Open,
    /// A key with this role or a higher one.
    Key(Role),
    /// Nothing, and a key is not even read: a probe must not depend on the database.
    Probe,
}

/// The rules of a group of routes. What a declaration leaves out has the cautious value.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Who may call them.
    pub access: Access,
    /// Whether their answers may hold personal data or a key, which no cache may store.
    pub is_personal: bool,
    /// Whether their answers have an entity tag.
    pub is_tagged: bool,
    /// Whether they answer 409 for a unique value that is taken, or a record that others depend on.
    pub may_conflict: bool,
}

impl Rules {
    /// Anybody may call them, with or without a key.
    pub const fn open() -> Self {
        Self::new(Access::Open)
    }

    /// Anybody may call them; a key is not read.
    pub const fn probe() -> Self {
        Self::new(Access::Probe).untagged()
    }

    /// A key with the role viewer may call them, or a higher one.
    pub const fn viewer() -> Self {
        Self::new(Access::Key(Role::Viewer))
    }

    /// A key with the role operator may call them, or a higher one.
    pub const fn operator() -> Self {
        Self::new(Access::Key(Role::Operator))
    }

    /// A key with the role admin may call them.
    pub const fn admin() -> Self {
        Self::new(Access::Key(Role::Admin))
    }

    const fn new(access: Access) -> Self {
        Self { access, is_personal: matches!(access, Access::Key(_)), is_tagged: true, may_conflict: false }
    }

    /// Their answers hold nothing personal, though they need a key.
    pub const fn impersonal(self) -> Self {
        Self { is_personal: false, ..self }
    }

    /// Their answers have no versions, or their tag would be a digest of an identity number.
    pub const fn untagged(self) -> Self {
        Self { is_tagged: false, ..self }
    }

    /// A unique value, or a record that depends on the one that is changed, can be in the way.
    pub const fn may_conflict(self) -> Self {
        Self { may_conflict: true, ..self }
    }
}
