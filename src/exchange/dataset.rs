//! The data sets that are imported and exported as whole files.

crate::domain::codes! {
    /// A data set that is imported and exported as a whole file.
    FileDataset {
        /// The register of cooperatives.
        Cooperatives => "cooperatives",
        /// Their yearly reports.
        CooperativeReports => "cooperative-reports",
        /// The register of assisted businesses.
        Umkm => "umkm",
        /// Their yearly reports.
        UmkmReports => "umkm-reports",
        /// Trainings.
        Trainings => "trainings",
        /// Their participants.
        Participants => "participants",
        /// Figures.
        Figures => "figures",
    }
}
