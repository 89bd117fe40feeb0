//! The health of a cooperative (*tingkat kesehatan*), by Perdep 06/2016 of the ministry's deputy for supervision.

use super::{Score, Text, codes::codes};

codes! {
    /// The health rating.
    HealthRating {
        /// *Sehat*.
        Healthy => "healthy",
        /// *Cukup sehat*.
        FairlyHealthy => "fairly_healthy",
        /// *Dalam pengawasan*.
        UnderSupervision => "under_supervision",
        /// *Dalam pengawasan khusus*.
        UnderSpecialSupervision => "under_special_supervision",
    }
}

impl HealthRating {
    /// The rating in words.
    pub fn name(self) -> Text {
        match self {
            Self::Healthy => Text::new("sehat", "healthy"),
            Self::FairlyHealthy => Text::new("cukup sehat", "fairly healthy"),
            Self::UnderSupervision => Text::new("dalam pengawasan", "under supervision"),
            Self::UnderSpecialSupervision => Text::new("dalam pengawasan khusus", "under special supervision"),
        }
    }

    /// The band of a score, half open: 80 and above healthy, 66 to below 80 fairly healthy, 51 to below 66 under supervision,
    /// below 51 under special supervision (Perdep 06/2016). The score is not rounded first: 65.98 is under supervision.
    pub fn of_score(score: Score) -> Self {
        if score >= Score::points(80) {
            Self::Healthy
        } else if score >= Score::points(66) {
            Self::FairlyHealthy
        } else if score >= Score::points(51) {
            Self::UnderSupervision
        } else {
            Self::UnderSpecialSupervision
        }
    }

    /// Whether a cooperative with this rating counts as a quality cooperative (*koperasi berkualitas*), by the decree of December
    /// 2017.
    pub fn is_quality(self) -> bool {
        match self {
            Self::Healthy | Self::FairlyHealthy => true,
            Self::UnderSupervision | Self::UnderSpecialSupervision => false,
        }
    }
}

/// The rating that counts (rule 2): the given rating, else the band of the score, else none.
pub fn rating_used(given: Option<HealthRating>, score: Option<Score>) -> Option<HealthRating> {
    given.or_else(|| score.map(HealthRating::of_score))
}

/// Whether a given rating contradicts the score in the same report. The rating then counts, with the warning
/// `rating_contradicts_score`.
pub fn contradicts(given: Option<HealthRating>, score: Option<Score>) -> bool {
    matches!((given, score), (Some(rating), Some(score)) if rating != HealthRating::of_score(score))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_half_open_on_the_raw_score() {
        use HealthRating::{FairlyHealthy, Healthy, UnderSpecialSupervision, UnderSupervision};
        for (raw, band) in [
            ("100", Healthy),
            ("80", Healthy),
            ("79.999", FairlyHealthy),
            ("79.85", FairlyHealthy),
            ("69.95", FairlyHealthy),
            ("66", FairlyHealthy),
            ("65.98", UnderSupervision),
            ("51", UnderSupervision),
            ("50.999", UnderSpecialSupervision),
            ("0", UnderSpecialSupervision),
        ] {
            assert_eq!(HealthRating::of_score(Score::parse(raw).unwrap()), band, "{raw}");
        }
    }
}
