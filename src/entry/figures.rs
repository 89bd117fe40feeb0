//! What can be entered of a figure. Each data set has members of its own.

use crate::domain::decimal_input::DecimalInput;
use crate::domain::{Violation, ViolationCode, text};
use crate::entry::checker::Checker;
use crate::entry::members::entry;
use crate::entry::schemas::MoneyInput;
use crate::store::FigureData;

entry! {
    /// Totals of cooperatives; leave out or set to null what is not known
    #[schema(as = CooperativesFigureInput)]
    CooperativesInput for FigureData, checked with (check) {
        /// Active cooperatives.
        #[schema(minimum = 0, maximum = 1000000000)]
        active_cooperatives: i64, optional count;
        /// Cooperatives rated healthy or fairly healthy, active or not.
        #[schema(minimum = 0, maximum = 1000000000)]
        quality_cooperatives: i64, optional count;
        /// Cooperatives that are both: at most either of the two.
        #[schema(minimum = 0, maximum = 1000000000)]
        quality_active_cooperatives: i64, optional count;
        /// Business volume, rupiah.
        #[schema(value_type = Option<MoneyInput>)]
        business_volume: DecimalInput, optional money;
        /// Where the figure comes from.
        #[schema(required, nullable = false, min_length = 1, max_length = 500)]
        source: String, required text(500);
    }
    rules {
        let both = ("quality_active_cooperatives", quality_active_cooperatives);
        at_most(check, both, (("Koperasi Aktif", "active_cooperatives"), active_cooperatives));
        at_most(check, both, (("Koperasi Berkualitas", "quality_cooperatives"), quality_cooperatives));
    }
    with {
        ..FigureData::default()
    }
}

entry! {
    /// Totals of assisted businesses; leave out or set to null what is not known
    #[schema(as = UmkmFigureInput)]
    UmkmInput for FigureData, checked with (check) {
        /// Businesses.
        #[schema(minimum = 0, maximum = 1000000000)]
        businesses: i64, optional count;
        /// Turnover, rupiah.
        #[schema(value_type = Option<MoneyInput>)]
        turnover: DecimalInput, optional money;
        /// Assets, rupiah.
        #[schema(value_type = Option<MoneyInput>)]
        assets: DecimalInput, optional money;
        /// Persons working there.
        #[schema(minimum = 0, maximum = 1000000000)]
        workers: i64, optional count;
        /// Where the figure comes from.
        #[schema(required, nullable = false, min_length = 1, max_length = 500)]
        source: String, required text(500);
    }
    with {
        ..FigureData::default()
    }
}

entry! {
    /// Totals of trainings; leave out or set to null what is not known
    #[schema(as = TrainingsFigureInput)]
    TrainingsInput for FigureData, checked with (check) {
        /// Participations.
        #[schema(minimum = 0, maximum = 1000000000)]
        participants: i64, optional count;
        /// Participations graded good: at most all.
        #[schema(minimum = 0, maximum = 1000000000)]
        good_participants: i64, optional count;
        /// Where the figure comes from.
        #[schema(required, nullable = false, min_length = 1, max_length = 500)]
        source: String, required text(500);
    }
    rules {
        at_most(check, ("good_participants", good_participants), (("Peserta", "participants"), participants));
    }
    with {
        ..FigureData::default()
    }
}

/// What can be set of a figure: the members are those of the data set in the address
#[derive(Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = FigureInput)]
pub enum Input {
    /// Of cooperatives.
    Cooperatives(CooperativesInput),
    /// Of assisted businesses.
    Umkm(UmkmInput),
    /// Of trainings.
    Trainings(TrainingsInput),
}

impl Input {
    /// Checks a document.
    pub fn check(self, check: &mut Checker) -> Option<FigureData> {
        match self {
            Self::Cooperatives(input) => input.checked(check, None),
            Self::Umkm(input) => input.checked(check, None),
            Self::Trainings(input) => input.checked(check, None),
        }
    }
}

/// Refuses a part that is larger than its whole. `whole` is the name of the whole in Indonesian and in English.
fn at_most(
    check: &mut Checker,
    (part, of_part): (&'static str, Option<i64>),
    (whole, of_whole): ((&str, &str), Option<i64>),
) {
    if of_part.zip(of_whole).is_some_and(|(of_part, of_whole)| of_part > of_whole) {
        let (id, en) = whole;
        let detail = text!("Isian ini tidak boleh lebih dari {id}.", "The value must not be more than {en}.");
        check.add(Violation::new(part, ViolationCode::Inconsistent, detail));
    }
}
