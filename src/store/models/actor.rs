//! The authors of changes.

use crate::domain::ActorKind;

/// The author of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The holder of a stored key, by its id.
    Key(i64),
    /// The holder of the admin key that the operator set (`IKU_ADMIN_KEY`).
    SettingsKey,
    /// The service itself or someone at its command line.
    CommandLine,
}

impl Actor {
    /// The kind of author as audit and imports name it, and the id of a stored key.
    pub fn kind_and_key(&self) -> (ActorKind, Option<i64>) {
        match self {
            Self::Key(id) => (ActorKind::Key, Some(*id)),
            Self::SettingsKey => (ActorKind::SettingsKey, None),
            Self::CommandLine => (ActorKind::Operator, None),
        }
    }
}

impl std::fmt::Display for Actor {
    /// The form in the database, such as `key:3`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(id) => write!(f, "key:{id}"),
            Self::SettingsKey => f.write_str("settings_key"),
            Self::CommandLine => f.write_str("command_line"),
        }
    }
}

/// The author of a change, with the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The author.
    pub actor: Actor,
    /// The id of the request; `None` at the command line.
    pub request_id: Option<String>,
}

impl From<Actor> for Author {
    fn from(actor: Actor) -> Self {
        Self { actor, request_id: None }
    }
}
