//! The data sets that come and go as whole files.

crate::domain::codes! {
    /// A data set that comes and goes in whole files.
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
