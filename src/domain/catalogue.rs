//! The catalogue of the six indicators: what each is called, what it means and how it is computed, for people.
//!
//! The fields follow BPS's description of an indicator (MS-Ind). The arithmetic itself stands elsewhere in the domain; here are only words.

pub(crate) mod entries;

use super::{Objective, Text, organization};
use entries::Wording;

/// The version of the formulas that the values are computed by: the month of the document that laid them down.
pub const FORMULA_VERSION: &str = "2017-12";

/// One of the six key performance indicators, in the order of the founding document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IndicatorCode {
    /// Healthy and fairly healthy cooperatives, as a share of the active ones.
    QualityCooperatives,
    /// Growth of the cooperatives' business volume.
    CooperativeVolumeGrowth,
    /// Growth of the turnover of the assisted UMKM.
    UmkmTurnoverGrowth,
    /// Growth of the assets of the assisted UMKM.
    UmkmAssetsGrowth,
    /// Growth of the number of people who work for the assisted UMKM.
    UmkmWorkersGrowth,
    /// Participants of trainings graded good, as a share of all.
    TrainingGoodGrade,
}

impl IndicatorCode {
    /// All six, in the document's order, in which every answer lists them.
    pub const ALL: [Self; 6] = [
        Self::QualityCooperatives,
        Self::CooperativeVolumeGrowth,
        Self::UmkmTurnoverGrowth,
        Self::UmkmAssetsGrowth,
        Self::UmkmWorkersGrowth,
        Self::TrainingGoodGrade,
    ];

    /// The code as clients see it, in paths and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::QualityCooperatives => "quality-cooperatives",
            Self::CooperativeVolumeGrowth => "cooperative-volume-growth",
            Self::UmkmTurnoverGrowth => "umkm-turnover-growth",
            Self::UmkmAssetsGrowth => "umkm-assets-growth",
            Self::UmkmWorkersGrowth => "umkm-workers-growth",
            Self::TrainingGoodGrade => "training-good-grade",
        }
    }

    /// The indicator with this code, which must match to the letter.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == code)
    }

    /// The strategic objective that it measures.
    pub fn objective(self) -> Objective {
        match self {
            Self::QualityCooperatives => Objective::CooperativeQuality,
            Self::CooperativeVolumeGrowth => Objective::CooperativeProductivity,
            Self::UmkmTurnoverGrowth | Self::UmkmAssetsGrowth => Objective::UmkmProductivity,
            Self::UmkmWorkersGrowth => Objective::UmkmEmployment,
            Self::TrainingGoodGrade => Objective::ManagerCapability,
        }
    }

    /// Whether it is the growth of one sum or the ratio of two.
    pub fn size(self) -> SizeKind {
        match self {
            Self::QualityCooperatives | Self::TrainingGoodGrade => SizeKind::Ratio,
            Self::CooperativeVolumeGrowth
            | Self::UmkmTurnoverGrowth
            | Self::UmkmAssetsGrowth
            | Self::UmkmWorkersGrowth => SizeKind::Growth,
        }
    }

    /// Its name in words.
    pub fn name(self) -> Text {
        entries::name(self)
    }
}

/// What kind of size an indicator is (*ukuran*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SizeKind {
    /// Part of a whole in one year, in percent.
    Ratio,
    /// Change from one year to the next, in percent of the first.
    Growth,
}

/// The unit in which values are given (*satuan*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Of a hundred, to two decimals.
    Percent,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better, as for all six.
    HigherIsBetter,
}

/// How often there is a new value (*frekuensi*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// Once for each year.
    Yearly,
}

/// By what a value can be broken down (*klasifikasi penyajian*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disaggregation {
    /// Province, regency and city.
    Region,
}

/// Who may see what of an indicator without a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccessLevel {
    /// Everything aggregate: it rests on cooperatives, which are legal persons.
    Open,
    /// The value of the whole register with its sums once published; of a region the value alone, and not where it rests on one to
    /// four reports or participants: behind it are personal data.
    OpenValue,
}

/// All that the catalogue says of one indicator.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct CatalogueEntry {
    /// Its code, as in paths.
    pub code: IndicatorCode,
    /// Its name; the Indonesian one is the document's.
    pub name: Text,
    /// The strategic objective that it measures.
    pub objective: Text,
    /// What it tells, in a sentence.
    pub definition: Text,
    /// What the words of the definition mean.
    pub concepts: Text,
    /// How to read a value.
    pub interpretation: Text,
    /// How it is computed, for year n.
    pub formula: Text,
    /// Where the formula comes from, and what of it needs saying.
    pub formula_notes: Text,
    /// The unit of its values.
    pub unit: Unit,
    /// What kind of size it is.
    pub size: SizeKind,
    /// Which way is better.
    pub direction: Direction,
    /// By what it can be broken down.
    pub disaggregation: Vec<Disaggregation>,
    /// The documents that it rests on.
    pub legal_base: Vec<Text>,
    /// The records or figures that it is computed from.
    pub data_source: Text,
    /// The office that produces it.
    pub producer: Text,
    /// How often there is a new value.
    pub frequency: Frequency,
    /// Who may see what of it without a key.
    pub access: AccessLevel,
    /// The version of its formula.
    #[schema(format = "code", example = "2017-12")]
    pub formula_version: String,
    /// Since when that version holds: the first of the month of the document, whose day is not known.
    #[schema(format = Date, example = "2017-12-01")]
    pub since: String,
}

/// The catalogue's entry for one indicator.
pub fn entry(code: IndicatorCode) -> CatalogueEntry {
    let Wording { definition, concepts, interpretation, formula, formula_notes, legal_base, data_source } =
        entries::wording(code);
    CatalogueEntry {
        code,
        name: code.name(),
        objective: code.objective().name(),
        definition,
        concepts,
        interpretation,
        formula,
        formula_notes,
        unit: Unit::Percent,
        size: code.size(),
        direction: Direction::HigherIsBetter,
        disaggregation: vec![Disaggregation::Region],
        legal_base,
        data_source,
        producer: organization::unit(),
        frequency: Frequency::Yearly,
        access: match code {
            IndicatorCode::QualityCooperatives | IndicatorCode::CooperativeVolumeGrowth => AccessLevel::Open,
            IndicatorCode::UmkmTurnoverGrowth
            | IndicatorCode::UmkmAssetsGrowth
            | IndicatorCode::UmkmWorkersGrowth
            | IndicatorCode::TrainingGoodGrade => AccessLevel::OpenValue,
        },
        formula_version: FORMULA_VERSION.to_owned(),
        since: format!("{FORMULA_VERSION}-01"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_and_nothing_else_is() {
        for code in IndicatorCode::ALL {
            assert_eq!(IndicatorCode::parse(code.as_str()), Some(code));
        }
        for other in ["", "quality", "Quality-Cooperatives", "quality_cooperatives", " quality-cooperatives"] {
            assert_eq!(IndicatorCode::parse(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_code_is_spelt_alike_in_paths_and_in_json() {
        for code in IndicatorCode::ALL {
            assert_eq!(serde_json::to_value(code).ok(), Some(code.as_str().into()));
        }
    }

    #[test]
    fn every_text_is_given_in_both_languages() {
        for code in IndicatorCode::ALL {
            let entry = entry(code);
            assert_eq!(entry.code, code);
            let texts = [
                &entry.name,
                &entry.objective,
                &entry.definition,
                &entry.concepts,
                &entry.interpretation,
                &entry.formula,
                &entry.formula_notes,
                &entry.data_source,
                &entry.producer,
            ];
            assert!(!entry.legal_base.is_empty());
            for text in texts.into_iter().chain(&entry.legal_base) {
                for wording in [&text.id, &text.en] {
                    assert!(!wording.trim().is_empty(), "{code:?}");
                    assert!(!wording.contains("  "), "{code:?}: a broken line left a gap: {wording}");
                }
            }
        }
    }

    #[test]
    fn the_one_formula_that_is_not_in_print_says_so() {
        for code in IndicatorCode::ALL {
            let inferred = entry(code).formula_notes.en.contains("inferred");
            assert_eq!(inferred, code == IndicatorCode::UmkmWorkersGrowth, "{code:?}");
        }
    }
}
