//! The codes of the key performance indicators.

use super::codes::codes;

codes! {
    /// A key performance indicator of the decree of December 2017, in the decree's order.
    IndicatorCode {
        /// Healthy and fairly healthy cooperatives, as a share of the active ones.
        QualityCooperatives => "quality-cooperatives",
        /// Growth of the cooperatives' business volume.
        CooperativeVolumeGrowth => "cooperative-volume-growth",
        /// Growth of the turnover of the assisted UMKM.
        UmkmTurnoverGrowth => "umkm-turnover-growth",
        /// Growth of the assets of the assisted UMKM.
        UmkmAssetsGrowth => "umkm-assets-growth",
        /// Growth of the number of people who work for the assisted UMKM.
        UmkmWorkersGrowth => "umkm-workers-growth",
        /// Participants of trainings graded good, as a share of all.
        TrainingGoodGrade => "training-good-grade",
    }
}
