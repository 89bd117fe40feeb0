//! The catalogue: the description of each indicator in words, after the decree of December 2017.
//!
//! The members follow BPS's description of an indicator (MS-Ind). The arithmetic is in `indicators/`.

pub(crate) mod entries;

use super::indicators::Formula;
use super::{Dataset, IndicatorCode, Text, organization};
use entries::Wording;

/// The version of the formulas: the month of the decree that laid them down.
pub const FORMULA_VERSION: &str = "2017-12";

impl IndicatorCode {
    /// The kind of size: the growth of one sum, or the ratio of two.
    pub fn size(self) -> SizeKind {
        match self.formula() {
            Formula::Ratio(_) => SizeKind::Ratio,
            Formula::Growth(_) => SizeKind::Growth,
        }
    }

    /// The name in words.
    pub fn name(self) -> Text {
        entries::name(self)
    }

    /// The access without a key, which follows from the data set.
    fn access(self) -> AccessLevel {
        match self.dataset() {
            Dataset::Cooperatives => AccessLevel::Open,
            Dataset::Umkm | Dataset::Trainings => AccessLevel::OpenValue,
        }
    }
}

/// The kind of size of an indicator (*ukuran*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SizeKind {
    /// A part of a whole in one year, in percent.
    Ratio,
    /// The change from one year to the next, in percent of the first.
    Growth,
}

/// The unit of the values (*satuan*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Unit)]
pub enum ValueUnit {
    /// Percent, with two decimals.
    Percent,
}

/// The direction in which the indicator improves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A higher value is better.
    HigherIsBetter,
}

/// The frequency of new values (*frekuensi*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// One value for each year.
    Yearly,
}

/// The breakdown of a value (*klasifikasi penyajian*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disaggregation {
    /// By province, regency and city.
    Region,
}

/// The part of an indicator that callers without a key see (UU 27/2022).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccessLevel {
    /// All aggregates, because cooperatives are legal persons.
    Open,
    /// The value of the whole register, with its sums once published; of a region only the value, and no value where it rests on one
    /// to four reports or participants, because the data are personal.
    OpenValue,
}

/// The description of one indicator.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct CatalogueEntry {
    /// The code, as in paths.
    pub code: IndicatorCode,
    /// The name; the Indonesian one is the decree's.
    pub name: Text,
    /// The strategic objective that the indicator measures.
    pub objective: Text,
    /// The definition, in a sentence.
    pub definition: Text,
    /// The meaning of the words in the definition.
    pub concepts: Text,
    /// How to read a value.
    pub interpretation: Text,
    /// The formula for year n, in words.
    pub formula: Text,
    /// The source of the formula, and notes about it.
    pub formula_notes: Text,
    /// The unit of the values.
    pub unit: ValueUnit,
    /// The kind of size.
    pub size: SizeKind,
    /// The direction in which the indicator improves.
    pub direction: Direction,
    /// The breakdowns of a value.
    pub disaggregation: Vec<Disaggregation>,
    /// The legal documents that the indicator is based on.
    pub legal_base: Vec<Text>,
    /// The records or figures that the indicator is computed from.
    pub data_source: Text,
    /// The office that produces the indicator.
    pub producer: Text,
    /// The frequency of new values.
    pub frequency: Frequency,
    /// The part that callers without a key see.
    pub access: AccessLevel,
    /// The version of the formula.
    #[schema(format = "code", example = "2017-12")]
    pub formula_version: String,
    /// The first day of that version: the first of the month of the decree, whose day is not known.
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
        unit: ValueUnit::Percent,
        size: code.size(),
        direction: Direction::HigherIsBetter,
        disaggregation: vec![Disaggregation::Region],
        legal_base,
        data_source,
        producer: organization::unit(),
        frequency: Frequency::Yearly,
        access: code.access(),
        formula_version: FORMULA_VERSION.to_owned(),
        since: format!("{FORMULA_VERSION}-01"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exact_codes_are_read() {
        for &code in IndicatorCode::ALL {
            assert_eq!(IndicatorCode::parse(code.as_str()), Some(code));
        }
        for other in ["", "quality", "Quality-Cooperatives", "quality_cooperatives", " quality-cooperatives"] {
            assert_eq!(IndicatorCode::parse(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_code_is_the_same_in_paths_and_in_json() {
        for &code in IndicatorCode::ALL {
            assert_eq!(serde_json::to_value(code).ok(), Some(code.as_str().into()));
        }
    }

    #[test]
    fn every_text_is_given_in_both_languages() {
        for &code in IndicatorCode::ALL {
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
    fn only_the_formula_that_is_missing_in_print_is_called_inferred() {
        for &code in IndicatorCode::ALL {
            let inferred = entry(code).formula_notes.en.contains("inferred");
            assert_eq!(inferred, code == IndicatorCode::UmkmWorkersGrowth, "{code:?}");
        }
    }
}
