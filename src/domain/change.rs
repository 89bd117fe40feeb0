//! The kinds of changes: of which record, how, by whom.

use super::codes::codes;

codes! {
    /// The kind of a record whose changes are listed.
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
        /// A key; revoking it counts as `deleted`.
        Keys => "keys",
    }
}

codes! {
    /// The kind of a change.
    ChangeKind {
        /// The record was created.
        Created => "created",
        /// The record was changed.
        Changed => "changed",
        /// The record was deleted.
        Deleted => "deleted",
        /// An identity number of the record was read in full.
        Read => "read",
    }
}

codes! {
    /// The kind of caller that made a change.
    ActorKind {
        /// The holder of a stored key.
        Key => "key",
        /// The holder of the key from the settings.
        SettingsKey => "settings_key",
        /// The service itself, or its command line.
        Operator => "operator",
    }
}
