//! TODO head

/// Who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The holder of a stored key, by its id.
    Key(i64),
    /// The holder of the admin key that the operator set (`IKU_ADMIN_KEY`).
    SettingsKey,
    /// The service itself or someone at its command line.
    CommandLine,
}

impl std::fmt::Display for Actor {
    /// As it stands in the database.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(id) => write!(f, "key:{id}"),
            Self::SettingsKey => f.write_str("settings_key"),
            Self::CommandLine => f.write_str("command_line"),
        }
    }
}

/// Who writes, and in which request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// Who.
    pub actor: Actor,
    /// The id of the request; `None` at the command line.
    pub request_id: Option<String>,
}

impl From<Actor> for Author {
    fn from(actor: Actor) -> Self {
        Self { actor, request_id: None }
    }
}
