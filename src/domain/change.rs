//! What can change, and how.

use super::codes::codes;

codes! {
    /// A kind of record whose changes are kept.
    Resource {
        /// A region.
        Regions => "regions",
        /// A cooperative.
        Cooperatives => "cooperatives",
        /// A cooperative's yearly report.
        CooperativeReports => "cooperative-reports",
        /// An assisted business.
        Umkm => "umkm",
        /// A business's yearly report.
        UmkmReports => "umkm-reports",
        /// A training.
        Trainings => "trainings",
        /// A participation in a training.
        Participants => "participants",
        /// A figure.
        Figures => "figures",
        /// A key: made, or revoked (`deleted`).
        Keys => "keys",
    }
}

codes! {
    /// What happened to a record.
    ChangeKind {
        /// It was entered.
        Created => "created",
        /// It was changed.
        Changed => "changed",
        /// It was deleted.
        Deleted => "deleted",
        /// An identity number of it was read in full.
        Read => "read",
    }
}

codes! {
    /// What kind of caller wrote.
    ActorKind {
        /// The holder of a stored key.
        Key => "key",
        /// The holder of the key from the settings.
        SettingsKey => "settings_key",
        /// The service itself, or someone at its command line.
        Operator => "operator",
    }
}
